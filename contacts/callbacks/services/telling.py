"""Who is told what happened to a callback. Colleagues find it under the bell, in their own
language and without a person's name; nobody is told of what they did themselves."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.callbacks.services.message import address_of, message_for
from contacts.models import Callback, CallbackEvent, Question
from kcc.jobs.models import OutboxMessage
from kcc.jobs.notifications import notify, take_back
from kcc.jobs.outbox import post, withdraw
from kcc.organisation.batches import UNDO
from kcc.organisation.models import Batch

MESSAGE = "callback.message"


def _url(callback: Callback) -> str:
    return reverse("contacts:callback", args=[callback.public_id])


def assigned(callbacks: Sequence[Callback], *, to, by, batch: Batch, now) -> None:
    """One line, however many there are."""
    if to == by or not callbacks:
        return
    first, number = callbacks[0], len(callbacks)
    url = _url(first) if number == 1 else f"{reverse('contacts:callbacks')}?state=mine"
    with translation.override(to.language):
        text = ngettext(
            "%(number)s was given to you: %(subject)s.",
            "%(count)d pieces of work were given to you, %(number)s first.",
            number,
        ) % {"number": first.number, "subject": first.question.subject.name, "count": number}
    notify(
        user=to, key=_key("assigned", batch), kind="callback.assigned",
        text=text, url=url, now=now, mail=True,
    )  # fmt: skip


def reopened(callback: Callback, *, by, now) -> None:
    to = callback.assignee
    if to is None or to == by:
        return
    with translation.override(to.language):
        text = _("%(number)s was opened again: %(subject)s.") % {
            "number": callback.number,
            "subject": callback.question.subject.name,
        }
    notify(
        user=to, key=_key("reopened", callback.batch), kind="callback.reopened",
        text=text, url=_url(callback), now=now, mail=True,
    )  # fmt: skip


def repeated(callback: Callback, *, question: Question, by, now) -> None:
    to = callback.assignee
    if to is None or to == by:
        return
    with translation.override(to.language):
        text = _("The customer of %(number)s contacted us again.") % {"number": callback.number}
    notify(
        user=to, key=f"callback.repeated:{callback.public_id}:{question.public_id}",
        kind="callback.repeated", text=text, url=_url(callback), now=now, mail=True,
    )  # fmt: skip


def _key(what: str, batch: Batch) -> str:
    return f"callback.{what}:{batch.public_id}"


def forget(batch: Batch) -> None:
    """What this batch told colleagues, as far as they did not read it yet."""
    for what in ("assigned", "reopened"):
        take_back(key=_key(what, batch))


# -- The customer -----------------------------------------------------------------------------


def message_customer(callback: Callback, *, now) -> None:
    """Write that we called in vain, and how to reach us; at most once in each round of the clock.

    It leaves when the attempt cannot be taken back any more. Without an address the timeline says
    so: then somebody has to think of another way.
    """
    told = OutboxMessage.objects.filter(key__startswith=_round(callback))
    if told.exclude(state=OutboxMessage.State.WITHDRAWN).exists():
        return
    to = address_of(callback)
    if to:
        subject, body = message_for(callback)
        post(
            key=_message_key(callback, callback.version), kind=MESSAGE, to=to, subject=subject,
            body=body, now=now, available_at=now + UNDO,
        )  # fmt: skip
    CallbackEvent.objects.create(
        callback=callback, kind=CallbackEvent.Kind.MESSAGE, at=now, by=None,
        detail={"version": callback.version, "sent": bool(to)},
    )  # fmt: skip


def keep_message_back(callback: Callback, *, version: int, now) -> bool:
    """The attempt of this version is taken back; False when its message has left already."""
    key = _message_key(callback, version)
    return withdraw(key=key, now=now) or not OutboxMessage.objects.filter(key=key).exists()


def _round(callback: Callback) -> str:
    return f"{MESSAGE}:{callback.public_id}:{callback.reopenings}:"


def _message_key(callback: Callback, version: int) -> str:
    return f"{_round(callback)}{version}"
