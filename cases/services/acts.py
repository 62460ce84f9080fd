"""What people do with one case: one transaction each, with its traces and with what is needed to
take it back (`case.batch` on the returned object; the system itself takes nothing back).

The version is that of the page it was decided on; who comes too late gets a Conflict.
"""

from datetime import date

from django.db import transaction
from django.db.models import BigIntegerField
from django.utils.translation import gettext as _

from cases import workflow
from cases.following.telling import tell_closed, tell_status
from cases.models import Case, CaseEvent, ResultType, StatusType
from cases.services import changes, telling
from cases.services.writing import allowed, check_may, leave_traces, put
from cases.terms.ending import resumed_values
from kcc.lib.errors import DomainError
from kcc.lib.periods import local_day
from kcc.lib.ready import Ready
from kcc.lib.timeline import standing
from kcc.organisation.reach import check_reachable, reachable

Act = workflow.Act
Event = CaseEvent.Kind


@transaction.atomic
def claim(*, by, case: Case, version: int, now) -> Case:
    """Take it on. Of several people who claim at once exactly one gets it; the others get a
    Conflict."""
    allowed(Act.CLAIM, case, by=by, version=version)
    return put(changes.claiming(case, by=by), by=by, now=now)


@transaction.atomic
def take_over(*, by, case: Case, version: int, now) -> Case:
    """From a colleague, without asking: the work goes on whoever is away. Who had it is told."""
    allowed(Act.TAKE_OVER, case, by=by, version=version)
    before = case.handler
    case = put(changes.taking_over(case, by=by), by=by, now=now)
    telling.left([(case, before)], by=by, batch=case.batch, now=now)
    return case


@transaction.atomic
def release(*, by, case: Case, version: int, now, text: str = "") -> Case:
    """Give it back: anybody in the department may take it on."""
    allowed(Act.RELEASE, case, by=by, version=version)
    before = case.handler
    case = put(changes.releasing(case, text=text), by=by, now=now)
    telling.left([(case, before)], by=by, batch=case.batch, now=now)
    return case


@transaction.atomic
def hand_over(
    *, by, case: Case, version: int, department=None, team=None, handler=None, reason: str, now
) -> Case:
    """To another department, a team or a colleague, with a reason. The terms stay what they are.
    Who gets it and who had it are told."""
    allowed(Act.HAND_OVER, case, by=by, version=version)
    before, place = case.handler, case.department_id
    wanted = changes.handing_over(
        case, reason=reason, department=department, team=team, handler=handler
    )
    there = wanted.values["department"]
    check_reachable(there, team=team, person=handler, person_field="to")
    case = put(wanted, by=by, now=now)
    telling.given([case], to=handler, by=by, batch=case.batch, now=now)
    telling.left([(case, before)], by=by, batch=case.batch, now=now, elsewhere=there.pk != place)
    return case


@transaction.atomic
def change_status(
    *, by, case: Case, version: int, status: StatusType, reason: str = "", now
) -> Case:
    """Forward through the statuses of its type, or one back with a reason. Closing is
    `close_case`. The customer is told where the type wants that, going forward."""
    allowed(Act.STATUS, case, by=by, version=version)
    statuses = statuses_of(case)
    wanted = changes.moving(case, status=status, statuses=statuses, reason=reason, now=now)
    if decided_on := wanted.values["decided_on"]:
        wanted.values.update(resumed_values(case, on=decided_on, now=now))
    forward = status.order > case.status.order
    case = put(wanted, by=by, now=now)
    if forward:
        tell_status(case, now)
    return case


@transaction.atomic
def close_case(
    *,
    by,
    case: Case,
    version: int,
    result: ResultType,
    answer: str,
    expires_on: date | None = None,
    now,
) -> Case:
    """The result, and what the customer was told; brings the final status of its type, and the day
    from which it may be destroyed. `expires_on` is when what was granted ends. Not while there is
    something to do: an open task, or an open case that is part of it."""
    allowed(Act.CLOSE, case, by=by, version=version)
    wanted = changes.closing(
        case, by=by, result=result, answer=answer, statuses=statuses_of(case),
        expires_on=expires_on, now=now,
    )  # fmt: skip
    if case.tasks.filter(done_at__isnull=True).exists():
        raise DomainError(_("First finish or remove the open tasks."), code="open_tasks")
    if case.parts.open().exists():
        raise DomainError(_("First close the cases that are part of it."), code="open_parts")
    wanted.values.update(resumed_values(case, on=local_day(now), now=now))
    case = put(wanted, by=by, now=now)
    tell_closed(case, now)
    return case


@transaction.atomic
def reopen(*, by, case: Case, version: int, reason: str, now) -> Case:
    """It was not finished after all: back in the status it was closed from, with who handled it if
    that can be, who is told. Result and day of destruction are gone; what was answered stays in
    the timeline."""
    allowed(Act.REOPEN, case, by=by, version=version)
    statuses = statuses_of(case)
    here = reachable(case.department).filter(user_id=case.handler_id)
    handler = case.handler if case.handler_id and here.exists() else None
    wanted = changes.reopening(
        case, reason=reason, status=_closed_from(case, statuses), statuses=statuses,
        handler=handler,
    )  # fmt: skip
    case = put(wanted, by=by, now=now)
    telling.reopened(case, by=by, now=now)
    return case


def _closed_from(case: Case, statuses: list[StatusType]) -> StatusType:
    """The status it had before it was closed; the last one before the end when that is not known
    (an older one, or one from elsewhere)."""
    before = [row for row in statuses if not row.is_final]
    if not before:
        raise DomainError(_("This case type has no statuses yet."))
    closed = [
        event
        for event in standing(case.events.filter(kind__in=(Event.CLOSED, Event.UNDONE)))
        if event.kind == Event.CLOSED
    ]
    order = closed[-1].detail.get("status") if closed else None
    return next((row for row in before if row.order == order), before[-1])


@transaction.atomic
def add_note(*, by, case: Case, text: str, now) -> Case:
    """Write something down; who handles the case is told. Notes are added to each other: no
    version, never a conflict."""
    if not text.strip():
        raise DomainError(_("Write something first."), field="text")
    check_may(Act.NOTE, case, by)
    leave_traces(Act.NOTE, Event.NOTE, case, by=by, now=now, text=text, detail={})
    telling.noted(case, by=by, now=now)
    return case


def statuses_of(case: Case) -> list[StatusType]:
    return _statuses(case_type=case.case_type_id)


_statuses = Ready(
    lambda *, case_type: StatusType.objects.filter(case_type=case_type).order_by("order"),
    case_type=BigIntegerField(),
)
