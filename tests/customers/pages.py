"""The pages of a customer: where they are, what they say, and what they write down."""

from kcc.audit.models import AuditEvent

HTMX = {"HX-Request": "true"}
BSN = "123456782"


def url(customer, rest=""):
    return f"/customers/{customer.public_id}/{rest}"


def text(response):
    return response.content.decode()


def actions(customer):
    events = AuditEvent.objects.filter(object_id=str(customer.public_id)).order_by("id")
    return [event.action for event in events]
