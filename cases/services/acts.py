"""What can be done with a case: one transaction each, with its line in the timeline and the audit
log."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from cases import workflow
from cases.archiving import archive_day
from cases.models import Case, CaseEvent, ResultType, StatusType
from cases.services.writing import carry_out, check_may, leave_traces
from kcc.customers.identify import mask_bsns
from kcc.lib.errors import DomainError
from kcc.lib.periods import local_day
from kcc.organisation.reach import check_reachable

Act = workflow.Act
Event = CaseEvent.Kind


@transaction.atomic
def claim(*, by, case: Case, version: int, now) -> Case:
    """Take it on. Of several people who claim at once exactly one gets it; the others get a
    Conflict."""
    return carry_out(Act.CLAIM, Event.CLAIMED, case, by=by, version=version, now=now, handler=by)


@transaction.atomic
def take_over(*, by, case: Case, version: int, now) -> Case:
    """From a colleague, without asking: the work goes on whoever is away. Who had it is told."""
    if case.handler_id == by.pk:
        raise DomainError(_("It is yours already."))
    detail = {"from_name": str(case.handler), "to_name": str(by)}
    return carry_out(
        Act.TAKE_OVER, Event.TAKEN_OVER, case,
        by=by, version=version, now=now, detail=detail, handler=by,
    )  # fmt: skip


@transaction.atomic
def release(*, by, case: Case, version: int, now) -> Case:
    """Give it back: anybody in the department may take it on."""
    return carry_out(
        Act.RELEASE, Event.RELEASED, case, by=by, version=version, now=now, handler=None
    )


@transaction.atomic
def hand_over(
    *, by, case: Case, version: int, department=None, team=None, handler=None, reason: str, now
) -> Case:
    """To another department, a team or a colleague, with a reason. The terms stay what they are.

    A team brings its department; a handler stays in the department and the team the case has, or
    those given. Nobody handles it until somebody there takes it on, unless a handler is named.
    """
    if not reason.strip():
        raise DomainError(_("Say why it belongs there."), field="reason")
    there = department or (team.department if team else case.department)
    stays = there.pk == case.department_id and department is None and team is None
    place = {"department": there, "team": case.team if stays else team, "handler": handler}
    if all(getattr(case, f"{name}_id") == (row.pk if row else None) for name, row in place.items()):
        raise DomainError(_("It is there already."), field="to")
    check_reachable(there, team=team, person=handler, person_field="to")
    return carry_out(
        Act.HAND_OVER, Event.REASSIGNED, case,
        by=by, version=version, now=now, text=reason,
        detail=_journey(case, there, place["team"], handler),
        **place,
    )  # fmt: skip


def _journey(case, department, team, handler) -> dict:
    """From where to where, in slugs and in words; the department only when it changes."""
    before, after = (case.team, case.handler), (team, handler)
    if department.pk != case.department_id:
        before, after = (case.department, *before), (department, *after)
    return {
        "from": case.department.slug,
        "to": department.slug,
        "from_name": ", ".join(str(row) for row in before if row) or case.department.name,
        "to_name": ", ".join(str(row) for row in after if row) or department.name,
    }


@transaction.atomic
def change_status(
    *, by, case: Case, version: int, status: StatusType, reason: str = "", now
) -> Case:
    """Forward through the statuses of its type, or one back with a reason. Closing is
    `close_case`."""
    statuses = _statuses_of(case)
    places = [workflow.Place(row.order, row.is_final) for row in statuses]
    step = workflow.steps(case.status.order, places).get(status.order)
    if status.case_type_id != case.case_type_id or step is None:
        raise DomainError(_("A case cannot go to that status from here."), field="status")
    if step == workflow.Step.BACK and not reason.strip():
        raise DomainError(_("Say why the case goes back."), field="reason")
    detail = {"from_name": case.status.name, "to_name": status.name}
    # The term is met from the decision on; a case that goes back before it has none.
    decided = any(row.is_decision and row.order <= status.order for row in statuses)
    decided_on = (case.decided_on or local_day(now)) if decided else None
    return carry_out(
        Act.STATUS, Event.STATUS, case,
        by=by, version=version, now=now, text=reason, detail=detail, status=status,
        decided_on=decided_on,
    )  # fmt: skip


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
    from which it may be destroyed. `expires_on` is when what was granted ends."""
    if result.case_type_id != case.case_type_id:
        raise DomainError(_("This result belongs to another case type."), field="result")
    if not answer.strip():
        raise DomainError(_("Write down what you answered."), field="answer")
    final = next((row for row in _statuses_of(case) if row.is_final), None)
    if final is None:
        raise DomainError(_("This case type has no final status yet. Ask the administrator."))
    values = {} if case.handler_id else {"handler": by}
    today = local_day(now)
    if case.decided_on is None:
        values["decided_on"] = today
    return carry_out(
        Act.CLOSE, Event.CLOSED, case,
        by=by, version=version, now=now, text=answer, detail={"result": result.name},
        status=final, result=result, answer=mask_bsns(answer.strip())[0], closed_at=now,
        expires_on=expires_on,
        archive_on=archive_day(result, closed_on=today, expires_on=expires_on), **values,
    )  # fmt: skip


@transaction.atomic
def add_note(*, by, case: Case, text: str, now) -> Case:
    """Write something down. Notes are added to each other: no version, never a conflict."""
    if not text.strip():
        raise DomainError(_("Write something first."), field="text")
    check_may(Act.NOTE, case, by)
    leave_traces(Act.NOTE, Event.NOTE, case, by=by, now=now, text=text, detail={})
    return case


def _statuses_of(case: Case) -> list[StatusType]:
    return list(StatusType.objects.filter(case_type_id=case.case_type_id).order_by("order"))
