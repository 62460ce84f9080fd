"""Correcting a contact: by the form, and through the service."""

from contacts.history.services import (
    ContactValues,
    QuestionValues,
    correct_contact,
)
from contacts.models import Contact
from tests.factories import (
    NOW,
)


def url_of(contact):
    return f"/contacts/{contact.public_id}/correct/"


def sent(contact, **changes):
    """What the browser sends when nothing is touched, with these changes."""
    contact = Contact.objects.select_related("channel", "customer").get(pk=contact.pk)
    data = {
        "version": contact.version,
        "channel": contact.channel.code,
        "customer": contact.customer.public_id if contact.customer else "none",
        "find": "",
        "found": "",
        "why": "Verkeerd onderwerp gekozen",
    }
    for question in contact.questions.select_related("subject", "outcome", "reason"):
        place = f"q{question.position}-"
        data |= {
            f"{place}subject": question.subject.code,
            f"{place}note": question.note,
            f"{place}outcome": question.outcome.code,
            f"{place}reason": question.reason.code if question.reason else "",
            f"{place}asks_status": {True: "yes", False: "no", None: ""}[question.asks_status],
        }
    return data | {name.replace("q1_", "q1-"): value for name, value in changes.items()}


def correct(contact, *, by, ref, now=NOW, version=None, channel=None, why="Fout", **question):
    """Through the service, with everything else as it is."""
    contact = Contact.objects.get(pk=contact.pk)
    asked = contact.questions.get()
    values = {
        "subject": asked.subject, "note": asked.note, "outcome": asked.outcome,
        "reason": asked.reason, "asks_status": asked.asks_status,
    }  # fmt: skip
    customer = question.pop("customer", contact.customer)
    wanted = ContactValues(
        channel=channel or contact.channel,
        customer=customer,
        questions=(QuestionValues(position=1, **(values | question)),),
    )
    return correct_contact(
        by=by, contact=contact, version=version or contact.version, values=wanted, why=why, now=now
    )
