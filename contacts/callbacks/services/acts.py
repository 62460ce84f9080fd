"""What happens to one callback: one transaction each, with its traces and with what is needed to
take it back (`callback.batch` on the returned object; the system itself takes nothing back).

The version is that of the page it was decided on; who comes too late gets a Conflict.
"""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from contacts.callbacks import workflow
from contacts.callbacks.services import changes, telling
from contacts.callbacks.services.changes import HIGHEST, Act, Event
from contacts.callbacks.services.writing import carry_out, check_may, check_version
from contacts.callbacks.timeline import missing_before_giving_up
from contacts.models import Callback, CallbackEvent, Question
from kcc.audit.services import record
from kcc.customers.identify import mask_bsns
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.periods import local_day
from kcc.organisation.calendars import open_at
from kcc.organisation.reach import check_reachable, reachable


def _allowed(act, callback, *, by, version) -> None:
    check_version(callback, version)
    check_may(act, callback, by)


@transaction.atomic
def claim(*, by, callback: Callback, version: int, now) -> Callback:
    """Take it on. Of several people who claim at once exactly one gets it; the others get a
    Conflict."""
    _allowed(Act.CLAIM, callback, by=by, version=version)
    change = changes.claiming(callback, by=by, now=now)
    return carry_out(change, by=by, version=version, now=now)


@transaction.atomic
def assign(*, by, callback: Callback, version: int, person, now, text: str = "") -> Callback:
    """Give it to a colleague of the department, who is told. What was done already stays done."""
    _allowed(Act.ASSIGN, callback, by=by, version=version)
    check_reachable(callback.department, person=person, person_field="person")
    change = changes.assigning(callback, by=by, now=now, person=person, text=text)
    callback = carry_out(change, by=by, version=version, now=now)
    telling.assigned([callback], to=person, by=by, batch=callback.batch, now=now)
    return callback


@transaction.atomic
def release(*, by, callback: Callback, version: int, now, text: str = "") -> Callback:
    """Give it back: it is new again, for anybody in the department."""
    _allowed(Act.RELEASE, callback, by=by, version=version)
    change = changes.releasing(callback, by=by, now=now, text=text)
    return carry_out(change, by=by, version=version, now=now)


@transaction.atomic
def record_attempt(*, by, callback: Callback, version: int, text: str = "", now) -> Callback:
    """Somebody called and did not reach the customer. Who calls has taken it on. After the second
    attempt the customer is written to."""
    _allowed(Act.ATTEMPT, callback, by=by, version=version)
    change = changes.attempting(callback, by=by, now=now, text=text)
    callback = carry_out(change, by=by, version=version, now=now)
    if callback.attempts == workflow.MESSAGE_AFTER:
        telling.message_customer(callback, now=now)
    return callback


@transaction.atomic
def wait(*, by, callback: Callback, version: int, until: date, reason: str, now) -> Callback:
    """We need something from the customer first: the clock stands still, until that day at most."""
    _allowed(Act.WAIT, callback, by=by, version=version)
    change = changes.waiting(callback, by=by, now=now, until=until, reason=reason)
    return carry_out(change, by=by, version=version, now=now)


@transaction.atomic
def resume(*, by, callback: Callback, version: int, text: str = "", now) -> Callback:
    """The clock goes on where it stood still; `by` is None when the day of waiting has come."""
    _allowed(Act.RESUME, callback, by=by, version=version)
    change = changes.resuming(callback, by=by, now=now, text=text)
    return carry_out(change, by=by, version=version, now=now)


@transaction.atomic
def close_with_answer(
    *, by, callback: Callback, version: int, answer: str, result: str, now
) -> Callback:
    """The customer has the answer. Also without having claimed it first."""
    _allowed(Act.CLOSE, callback, by=by, version=version)
    change = changes.answering(callback, by=by, now=now, answer=answer, result=result)
    return carry_out(change, by=by, version=version, now=now)


@transaction.atomic
def close_not_reached(*, by, callback: Callback, version: int, text: str = "", now) -> Callback:
    """Stop trying. Only after enough attempts, on different days and at different times."""
    _allowed(Act.GIVE_UP, callback, by=by, version=version)
    if missing_before_giving_up(callback):
        raise DomainError(
            _(
                "First try at least %(attempts)d times, on %(days)d working days and at different"
                " times of the day."
            )
            % {"attempts": workflow.ATTEMPTS_NEEDED, "days": workflow.DAYS_NEEDED},
            code="try_again",
        )
    change = changes.giving_up(callback, by=by, now=now, text=text)
    return carry_out(change, by=by, version=version, now=now)


@transaction.atomic
def lapse(*, by, callback: Callback, version: int, reason: str, now) -> Callback:
    """Nobody needs an answer any more: asked for twice, or taken back by the customer."""
    _allowed(Act.LAPSE, callback, by=by, version=version)
    change = changes.lapsing(callback, by=by, now=now, reason=reason)
    return carry_out(change, by=by, version=version, now=now)


@transaction.atomic
def reroute(*, by, callback: Callback, version: int, department, reason: str, now) -> Callback:
    """Pass it on to the department that does know. The promise to the caller stays what it was.

    The question goes along: the new department is responsible for its answer and may see it.
    """
    _allowed(Act.REROUTE, callback, by=by, version=version)
    change = changes.rerouting(callback, by=by, now=now, department=department, reason=reason)
    check_reachable(department)
    return carry_out(change, by=by, version=version, now=now)


@transaction.atomic
def reopen(*, by, callback: Callback, version: int, reason: str, now) -> Callback:
    """It was not answered after all: a new promise, with who answered it if that can be."""
    _allowed(Act.REOPEN, callback, by=by, version=version)
    here = reachable(callback.department).filter(user_id=callback.assignee_id)
    assignee = callback.assignee if callback.assignee_id and here.exists() else None
    change = changes.reopening(callback, by=by, now=now, reason=reason, assignee=assignee)
    callback = carry_out(change, by=by, version=version, now=now)
    telling.reopened(callback, by=by, now=now)
    return callback


# -- Without a version: what is added to each other is never a conflict ------------------------


@transaction.atomic
def add_note(*, by, callback: Callback, text: str, now) -> Callback:
    """Write something down. Changes nothing, so there is nothing to take back."""
    if not text.strip():
        raise DomainError(_("Write something first."), field="text")
    check_may(Act.NOTE, callback, by)
    words, _count = mask_bsns(text.strip())
    CallbackEvent.objects.create(callback=callback, kind=Event.NOTE, at=now, by=by, text=words)
    Question.objects.filter(pk=callback.question_id).update(last_activity_at=now)
    record(by=by, action="callback.note", obj=callback, at=now)
    callback.batch = None
    return callback


@transaction.atomic(savepoint=False)
def mark_repeated(*, by, callback: Callback, question: Question, now) -> bool:
    """The customer had to contact us again, in `question`: one step up in priority, and who works
    on it is told. Joins the transaction that logs the contact, which it never makes fail: False
    when the callback was closed meanwhile. Three statements; three to five more to tell somebody.
    """
    still_open = Callback.objects.filter(pk=callback.pk, closed_at__isnull=True)
    if not still_open.update(priority=Least(F("priority") + 1, HIGHEST)):
        return False
    callback.priority = min(callback.priority + 1, HIGHEST)
    CallbackEvent.objects.create(
        callback=callback,
        kind=Event.REPEATED,
        at=now,
        by=by,
        detail={
            "question": str(question.public_id),
            "contact": str(question.contact.public_id),
            "priority": int(callback.priority),
        },
    )
    record(
        by=by, action="callback.repeated", obj=callback,
        detail={"question": str(question.public_id)}, at=now,
    )  # fmt: skip
    telling.repeated(callback, question=question, by=by, now=now)
    return True


# -- By itself --------------------------------------------------------------------------------


def resume_waited(now) -> int:
    """Go on with every callback whose day has come, as soon as the organisation is open; how many.

    A transaction each. Safe to run twice at once: of two only one still finds the version it read.
    """
    if not open_at(now):
        return 0
    gone_on = 0
    waited = Callback.objects.for_acts().filter(waiting_until__lte=local_day(now))
    for callback in waited.order_by("waiting_until", "pk"):
        try:
            resume(by=None, callback=callback, version=callback.version, now=now)
        except Conflict:
            # Somebody was faster.
            continue
        gone_on += 1
    return gone_on
