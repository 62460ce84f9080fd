"""What the rules say of rows that no service wrote."""

from contacts.callbacks.promising import promise_for
from contacts.models import Callback, Question
from contacts.repeats import Asked

# What each line of a timeline is the act of.
ACTS = {
    "claimed": "claim", "attempt": "attempt", "waiting": "wait", "resumed": "resume",
    "rerouted": "reroute",
}  # fmt: skip
CLOSED = {"done": "close", "not_reached": "give-up", "lapsed": "lapse"}


def asked(question: Question) -> Asked:
    """What repeats are found by."""
    contact = question.contact
    return Asked(
        id=question.pk,
        inbound=contact.direction == "inbound",
        subject=question.subject_id,
        started_at=contact.started_at,
        last_activity_at=question.last_activity_at,
        customer=contact.customer_id,
        phone=contact.phone,
        email=contact.email,
        place=contact.location_key,
        case=question.case_id,
    )


def check_promise(callback: Callback) -> None:
    """It is what was promised when it was asked for, and moved only by waiting."""
    contact = callback.question.contact
    kept = promise_for(
        answer_by=callback.answer_by, urgent=callback.urgent, department=callback.department,
        channel=contact.channel, subject=callback.question.subject, received=contact.started_at,
    )  # fmt: skip
    assert callback.promised_at == kept.moment
    assert callback.promise_steps == kept.steps
    assert callback.term_seconds == kept.clock.term_seconds
    waited = any(event.kind == "resumed" for event in callback.events.all())
    if not waited:
        assert (callback.due_at, callback.serious_at) == (kept.moment, kept.clock.serious_at)
