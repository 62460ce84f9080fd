"""What the tests of the pages of callbacks share."""

from contacts.models import Callback

URL = "/contacts/callbacks/"
EXPORT = "/contacts/callbacks/export/"


def url(callback, act=""):
    return f"/contacts/callbacks/{callback.public_id}/" + (f"{act}/" if act else "")


def saved(callback):
    return Callback.objects.get(pk=callback.pk)


def typed_for(version, person):
    """What every form asks for."""
    return {
        "version": version,
        "person": person.public_id,
        "text": "Ja",
        "answer": "Donderdag",
        "result": "answered",
        "until": "2026-11-13",
        "department": "burgerzaken",
        "reason": "Daarom",
    }


def shown(response):
    return [row.number for row in response.context["page"].items]


def numbers(*callbacks):
    return [callback.number for callback in callbacks]
