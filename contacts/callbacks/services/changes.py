"""What each act changes in one callback. Reckoned before anything is written, so that many rows
can be written together; a broken rule is a DomainError with its sentence."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from contacts.callbacks import workflow
from contacts.callbacks.promising import promise_for
from contacts.models import Callback, CallbackEvent
from contacts.models.callback import Priority, Result
from kcc.customers.identify import mask_bsns
from kcc.lib.errors import DomainError
from kcc.lib.periods import local_day
from kcc.organisation.calendars import calendar_of
from kcc.organisation.clocks import go_on

Act = workflow.Act
Event = CallbackEvent.Kind
# Longer than this nobody waits: then the question is asked again, or it is no longer needed.
LONGEST_WAIT = timedelta(days=92)
HIGHEST = max(Priority)


@dataclass(frozen=True, kw_only=True)
class Change:
    """`values` are the columns of the callback after it; `text` holds words of people and is shown
    in the timeline only; `detail` holds references."""

    act: Act
    kind: Event
    callback: Callback
    values: dict
    text: str = ""
    detail: dict = field(default_factory=dict)


def _change(act, kind, callback, *, text="", detail=None, **values) -> Change:
    after = workflow.RULES[act].after
    status = {} if after is None else {"status": after}
    words, _count = mask_bsns(text.strip())
    return Change(
        act=act,
        kind=kind,
        callback=callback,
        values=status | values,
        text=words,
        detail={"status": after or callback.status} | (detail or {}),
    )


def _needed(text: str, sentence: str, field: str) -> str:
    if not text.strip():
        raise DomainError(sentence, field=field)
    return text


def going_on(callback: Callback, now: datetime) -> dict:
    """The clock of a callback that waited for the customer runs again; nothing for one that did
    not wait. What was left when it stopped is left now; one that was late stays late."""
    if callback.waiting_since is None:
        return {}
    values = {"waiting_since": None, "waiting_until": None, "next_step_at": now}
    channel = callback.question.contact.channel
    clock = go_on(
        calendar_of(callback.norm_kind, channel.code),
        due_at=callback.due_at,
        term_seconds=callback.term_seconds,
        stood_since=callback.waiting_since,
        now=now,
    )
    if clock.due_at > callback.due_at:
        values |= {"due_at": clock.due_at, "serious_at": clock.serious_at}
    return values


def _ended(callback, *, by, now) -> dict:
    """Closed. A clock that stood still is set first: who answers while it stands is not late."""
    clock = going_on(callback, now)
    return clock | {"closed_at": now, "closed_by": by, "next_step_at": None}


def _taken(callback, by) -> dict:
    """Who works on it has taken it on, also without having said so first."""
    return {} if callback.assignee_id or by is None else {"assignee": by}


# -- The acts, in the order of workflow.RULES ---------------------------------------------------


def claiming(callback, *, by, now) -> Change:
    return _change(Act.CLAIM, Event.CLAIMED, callback, assignee=by)


def assigning(callback, *, by, now, person, text="") -> Change:
    """`person` works there: that was looked up before."""
    if person.pk == callback.assignee_id:
        raise DomainError(_("It is with this colleague already."), field="person")
    detail = {"person": str(person.public_id)}
    return _change(Act.ASSIGN, Event.ASSIGNED, callback, text=text, detail=detail, assignee=person)


def releasing(callback, *, by, now, text="") -> Change:
    return _change(Act.RELEASE, Event.RELEASED, callback, text=text, assignee=None)


def attempting(callback, *, by, now, text="") -> Change:
    values = going_on(callback, now) | _taken(callback, by)
    attempts = callback.attempts + 1
    if attempts == workflow.TRIED_AFTER:
        values["tried_at"] = now
    detail = {"attempt": attempts}
    return _change(
        Act.ATTEMPT, Event.ATTEMPT, callback, text=text, detail=detail, attempts=attempts, **values
    )


def waiting(callback, *, by, now, until: date, reason: str) -> Change:
    _needed(reason, _("Say what we wait for."), "reason")
    today = local_day(now)
    if not today < until <= today + LONGEST_WAIT:
        raise DomainError(
            _("Choose a day after today, within %(days)d days.") % {"days": LONGEST_WAIT.days},
            field="until",
        )
    return _change(
        Act.WAIT, Event.WAITING, callback, text=reason, detail={"until": until.isoformat()},
        waiting_since=now, waiting_until=until, next_step_at=None, **_taken(callback, by),
    )  # fmt: skip


def resuming(callback, *, by, now, text="") -> Change:
    values = going_on(callback, now)
    due_at = values.get("due_at", callback.due_at)
    detail = {"due_at": due_at.isoformat()}
    return _change(Act.RESUME, Event.RESUMED, callback, text=text, detail=detail, **values)


def answering(callback, *, by, now, answer: str, result: str) -> Change:
    _needed(answer, _("Write down what you answered."), "answer")
    if result not in Result.values:
        raise DomainError(_("Choose what came of it."), field="result")
    values = _ended(callback, by=by, now=now) | _taken(callback, by)
    answer = mask_bsns(answer.strip())[0]
    return _change(
        Act.CLOSE, Event.CLOSED, callback,
        text=answer, detail=_had(callback) | {"result": result}, answer=answer, result=result,
        **values,
    )  # fmt: skip


def giving_up(callback, *, by, now, text="") -> Change:
    """That enough was tried was looked up before."""
    values = _ended(callback, by=by, now=now)
    return _change(Act.GIVE_UP, Event.CLOSED, callback, text=text, detail=_had(callback), **values)


def lapsing(callback, *, by, now, reason: str) -> Change:
    _needed(reason, _("Say why it is no longer needed."), "reason")
    values = _ended(callback, by=by, now=now)
    return _change(Act.LAPSE, Event.CLOSED, callback, text=reason, detail=_had(callback), **values)


def _had(callback) -> dict:
    """Whether somebody had it: who closes what nobody has, has it from then on."""
    return {"taken": callback.assignee_id is not None}


def rerouting(callback, *, by, now, department, reason: str) -> Change:
    """The promise to the caller stays what it was, and counts as wrongly sent there first. That
    somebody can be reached in `department` was looked up before."""
    _needed(reason, _("Say why it belongs there."), "reason")
    before = callback.department
    if department.pk == before.pk:
        raise DomainError(_("It is with that department already."), field="department")
    detail = {
        "from": before.slug, "from_name": before.name,
        "to": department.slug, "to_name": department.name,
    }  # fmt: skip
    values = going_on(callback, now) | {"next_step_at": now}
    return _change(
        Act.REROUTE, Event.REROUTED, callback, text=reason, detail=detail,
        department=department, team=None, assignee=None, reroutes=callback.reroutes + 1, **values,
    )  # fmt: skip


def reopening(callback, *, by, now, reason: str, assignee) -> Change:
    """A new promise by the norm in force; what was said first stays as it was said. `assignee` is
    who had it, if that colleague can still be reached there."""
    _needed(reason, _("Say why it is opened again."), "reason")
    question = callback.question
    kept = promise_for(
        answer_by=callback.answer_by,
        urgent=callback.urgent,
        department=callback.department,
        channel=question.contact.channel,
        subject=question.subject,
        received=now,
    )
    detail = {
        "due_at": kept.moment.isoformat(),
        "attempts": callback.attempts,
        "taken": assignee is not None,
    }
    return _change(
        Act.REOPEN, Event.REOPENED, callback, text=reason, detail=detail,
        assignee=assignee, norm_kind=kept.norm.kind, due_at=kept.moment,
        term_seconds=kept.clock.term_seconds, serious_at=kept.clock.serious_at, next_step_at=now,
        # Trying starts anew: what was tried for the first answer says nothing about this one.
        attempts=0, tried_at=None, reopenings=callback.reopenings + 1,
        closed_at=None, closed_by=None, result="",
    )  # fmt: skip
