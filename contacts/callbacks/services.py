"""What can be done with a callback."""

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.callbacks import workflow
from contacts.callbacks.promising import promise_for
from contacts.callbacks.selectors import acts_for
from contacts.callbacks.timeline import missing_before_giving_up
from contacts.models import Callback, CallbackEvent, Question
from contacts.models.callback import AnswerBy, BestTime, Priority, Result
from kcc.audit.services import record
from kcc.customers.identify import mask_bsns
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.access import access_of
from kcc.organisation.reach import check_reachable


@transaction.atomic(savepoint=False)
def request_callback(
    *,
    by,
    question: Question,
    question_text: str,
    department,
    answer_by: str = AnswerBy.PHONE,
    phone: str = "",
    email: str = "",
    reply_to: str = "",
    customer=None,
    caller_name: str = "",
    already_said: str = "",
    best_time: str = BestTime.ANY,
    team=None,
    assignee=None,
    urgent: bool = False,
    received,
    now,
) -> Callback:
    """Promise the customer an answer of this department. Joins the caller's transaction.

    `phone` is in E.164, `received` the moment the promise counts from. Three statements: can
    somebody be reached there, the callback, the audit row. The promise is stored with its reasons.
    """
    if answer_by == AnswerBy.PHONE and not phone:
        raise DomainError(_("A callback needs a telephone number."), field="phone")
    if answer_by == AnswerBy.EMAIL and not email:
        raise DomainError(_("An answer by e-mail needs an address."), field="email")
    if not question_text.strip():
        raise DomainError(_("Write down what the caller asks."), field="question_text")
    check_reachable(department, team=team, person=assignee)
    channel = question.contact.channel
    kept = promise_for(
        answer_by=answer_by,
        urgent=urgent,
        department=department,
        channel=channel,
        subject=question.subject,
        received=received,
    )
    callback = Callback.objects.create(
        question=question,
        customer=customer,
        caller_name=caller_name,
        answer_by=answer_by,
        phone=phone,
        email=email,
        reply_to=reply_to,
        best_time=best_time,
        question_text=mask_bsns(question_text.strip())[0],
        already_said=mask_bsns(already_said.strip())[0],
        department=department,
        team=team,
        assignee=assignee,
        urgent=urgent,
        priority=Priority.HIGH if urgent else Priority.NORMAL,
        requested_at=received,
        requested_by=by,
        norm_kind=kept.norm.kind,
        promised_at=kept.moment,
        promise_steps=kept.steps,
        due_at=kept.clock.due_at,
        term_seconds=kept.clock.term_seconds,
        serious_at=kept.clock.serious_at,
        next_step_at=received,
    )
    record(by=by, action="callback.requested", obj=callback, at=now)
    return callback


# -- What happens to it: one transaction each, with its line in the timeline and the audit log --

Act = workflow.Act
Event = CallbackEvent.Kind


@transaction.atomic
def claim(*, by, callback: Callback, version: int, now) -> Callback:
    """Take it on. Of several people who claim at once exactly one gets it; the others get a
    Conflict."""
    return _do(Act.CLAIM, Event.CLAIMED, callback, by=by, version=version, now=now, assignee=by)


@transaction.atomic
def release(*, by, callback: Callback, version: int, now) -> Callback:
    """Give it back: it is new again, for anybody in the department."""
    return _do(
        Act.RELEASE, Event.RELEASED, callback, by=by, version=version, now=now, assignee=None
    )


@transaction.atomic
def record_attempt(*, by, callback: Callback, version: int, text: str = "", now) -> Callback:
    """Somebody called and did not reach the customer. Who calls has taken it on."""
    values = {} if callback.assignee_id else {"assignee": by}
    return _do(
        Act.ATTEMPT, Event.ATTEMPT, callback,
        by=by, version=version, now=now, text=text, attempts=callback.attempts + 1, **values,
    )  # fmt: skip


@transaction.atomic
def close_with_answer(*, by, callback: Callback, version: int, answer: str, now) -> Callback:
    """The customer has the answer. Also without having claimed it first."""
    if not answer.strip():
        raise DomainError(_("Write down what you answered."), field="text")
    values = {} if callback.assignee_id else {"assignee": by}
    return _do(
        Act.CLOSE, Event.CLOSED, callback,
        by=by, version=version, now=now, text=answer,
        answer=mask_bsns(answer.strip())[0], closed_at=now, closed_by=by, next_step_at=None,
        result=Result.ANSWERED, **values,
    )  # fmt: skip


@transaction.atomic
def close_not_reached(*, by, callback: Callback, version: int, text: str = "", now) -> Callback:
    """Stop trying. Only after enough attempts, on different days and at different times."""
    if missing_before_giving_up(callback):
        raise DomainError(
            _(
                "First try at least %(attempts)d times, on %(days)d working days and at different"
                " times of the day."
            )
            % {"attempts": workflow.ATTEMPTS_NEEDED, "days": workflow.DAYS_NEEDED},
            code="try_again",
        )
    return _do(
        Act.GIVE_UP, Event.CLOSED, callback,
        by=by, version=version, now=now, text=text, closed_at=now, closed_by=by,
        next_step_at=None,
    )  # fmt: skip


@transaction.atomic
def reroute(*, by, callback: Callback, version: int, department, reason: str, now) -> Callback:
    """Pass it on to the department that does know. The promise to the caller stays what it was.

    The question goes along: the new department is responsible for its answer and may see it.
    """
    if not reason.strip():
        raise DomainError(_("Say why it belongs there."), field="reason")
    if department.pk == callback.department_id:
        raise DomainError(_("It is with that department already."), field="department")
    check_reachable(department)
    before = callback.department
    return _do(
        Act.REROUTE, Event.REROUTED, callback,
        by=by, version=version, now=now, text=reason,
        detail={
            "from": before.slug, "from_name": before.name,
            "to": department.slug, "to_name": department.name,
        },
        department=department, team=None, assignee=None,
    )  # fmt: skip


@transaction.atomic
def add_note(*, by, callback: Callback, text: str, now) -> Callback:
    """Write something down. Notes are added to each other: no version, never a conflict."""
    if not text.strip():
        raise DomainError(_("Write something first."), field="text")
    _check_may(Act.NOTE, callback, by)
    _write(Act.NOTE, Event.NOTE, callback, by=by, now=now, text=text, detail={})
    return callback


def _check_may(act, callback, by) -> None:
    """DomainError unless this person may do this now; `by` is None for the system itself."""
    if by is not None and act not in acts_for(callback, access_of(by)):
        raise DomainError(
            _("This cannot be done with this callback now, or not by you."), code="not_now"
        )


def _do(act, kind, callback, *, by, version, now, text="", detail=None, **values) -> Callback:
    """Compare and set: only a row that still has this version and a fitting status changes.

    Four statements: the row, the timeline, the question, the audit log.
    """
    if callback.version != version:
        raise Conflict(_("Somebody else changed this callback in the meantime."))
    _check_may(act, callback, by)
    rule = workflow.RULES[act]
    changed = Callback.objects.filter(
        pk=callback.pk, version=version, status__in=rule.before
    ).update(status=rule.after, version=version + 1, **values)
    if not changed:
        raise Conflict(_("Somebody else changed this callback in the meantime."))
    for name, value in values.items():
        setattr(callback, name, value)
    callback.status, callback.version = rule.after, version + 1
    detail = {"version": version + 1, "status": rule.after} | (detail or {})
    _write(act, kind, callback, by=by, now=now, text=text, detail=detail)
    return callback


def _write(act, kind, callback, *, by, now, text, detail) -> None:
    """The lines in the timeline and the audit log; and something happened to the question, which
    is what repeat detection counts from."""
    words, _count = mask_bsns(text.strip())
    CallbackEvent.objects.create(
        callback=callback, kind=kind, at=now, by=by, text=words, detail=detail
    )
    moved = {"department": callback.department} if act == Act.REROUTE else {}
    Question.objects.filter(pk=callback.question_id).update(last_activity_at=now, **moved)
    record(by=by, action=f"callback.{act}", obj=callback, at=now)
