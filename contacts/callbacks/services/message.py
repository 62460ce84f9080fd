"""The message to a customer who could not be reached: its words and its address.

The words are a file that a municipality can replace (CUSTOMER_MESSAGE_FILE): the first line is the
subject, the rest the text. Between braces come {number}, {department}, {organisation} and
{reach_us}; never the question itself, for mail is read by more people than one.
"""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from contacts.models import Callback
from kcc.customers.models import ContactPoint

PLACES = ("number", "department", "organisation", "reach_us")


@cache
def template(path: str) -> tuple[str, str]:
    """Subject and text; ImproperlyConfigured when it names something that is not known here."""
    subject, _newline, body = Path(path).read_text(encoding="utf-8").strip().partition("\n")
    try:
        (subject + body).format_map(dict.fromkeys(PLACES, ""))
    except (KeyError, ValueError, IndexError) as error:
        raise ImproperlyConfigured(
            f"{path} (CUSTOMER_MESSAGE_FILE) names {error} between braces. Known are: "
            + ", ".join(f"{{{place}}}" for place in PLACES)
        ) from error
    return subject.strip(), body.strip()


def message_for(callback: Callback) -> tuple[str, str]:
    """Subject and text. Of a confidential file even the department says too much."""
    secret = _is_confidential(callback)
    words = {
        "number": callback.number,
        "department": settings.ORGANISATION_NAME if secret else callback.department.name,
        "organisation": settings.ORGANISATION_NAME,
        "reach_us": settings.REACH_US,
    }
    subject, body = template(str(settings.CUSTOMER_MESSAGE_FILE))
    return subject.format_map(words), body.format_map(words)


def address_of(callback: Callback) -> str:
    """The address given for this answer, in this contact, or the one this customer prefers.

    Of a confidential file only what was given for this answer or in this contact: on an older
    address somebody else may be reading along.
    """
    given = callback.email or callback.question.contact.email
    if given or callback.customer_id is None or _is_confidential(callback):
        return given
    known = ContactPoint.objects.filter(
        customer_id=callback.customer_id, kind=ContactPoint.Kind.EMAIL
    )
    point = known.order_by("-preferred", "pk").first()
    return point.value if point else ""


def _is_confidential(callback: Callback) -> bool:
    customer = callback.customer
    return callback.question.contact.confidential or bool(customer and customer.confidential)
