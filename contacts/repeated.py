"""A confirmed repeat, and the promise it is about: who has to contact us again on an open callback
makes that callback more pressing."""

from django.db.models import Q

from contacts.callbacks.services import mark_repeated
from contacts.models import Callback, CallbackEvent, Contact, Question
from contacts.repeats import Asked, same_asker


def raise_callbacks(*, by, question: Question, now) -> list[Callback]:
    """Raise the open callbacks of the chain that this confirmed repeat belongs to, each once; those
    that were raised. Joins the transaction of the caller; one statement when none is open.

    Only what was promised to the same customer: a neighbour who reports the same noise makes a
    chain longer, and no promise to somebody else more pressing.
    """
    first = question.chain_start_id
    asked_before = (
        Callback.objects.open()
        .filter(Q(question=first) | Q(question__chain_start=first))
        .exclude(question__contact=question.contact_id)
        .for_acts()
        .order_by("due_at", "pk")
    )
    return [
        callback
        for callback in asked_before
        if _same_customer(callback.question.contact, question.contact)
        and not _is_raised(callback, question)
        and mark_repeated(by=by, callback=callback, question=question, now=now)
    ]


def _same_customer(earlier: Contact, later: Contact) -> bool:
    return same_asker(_asked(earlier), _asked(later), address_bound=False)


def _asked(contact: Contact) -> Asked:
    return Asked(
        id=None,
        inbound=True,
        subject=None,
        started_at=contact.started_at,
        last_activity_at=contact.started_at,
        customer=contact.customer_id,
        phone=contact.phone,
        email=contact.email,
    )


def _is_raised(callback: Callback, question: Question) -> bool:
    """An answer may be taken back and given again: the customer still came back once."""
    return callback.events.filter(
        kind=CallbackEvent.Kind.REPEATED, detail__question=str(question.public_id)
    ).exists()
