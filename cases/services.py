"""What can be done with a case."""

from django.db import transaction
from django.utils.translation import gettext as _

from cases import workflow
from cases.deadlines import deadlines_of
from cases.models import Case, CaseEvent, CaseType, ResultType, StatusType
from cases.numbers import take_numbers
from cases.selectors import acts_for
from kcc.audit.services import record
from kcc.customers.identify import mask_bsns
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.periods import local_day
from kcc.organisation.access import access_of
from kcc.organisation.reach import check_reachable


@transaction.atomic(savepoint=False)
def open_case(
    *,
    by,
    case_type: CaseType,
    description: str,
    customer=None,
    department=None,
    location: str = "",
    now,
    source: str = "",
    external_id: str = "",
    registered_at=None,
) -> Case:
    """Register a case: its number, first status and due dates. Joins the caller's transaction.

    `registered_at` is when it was received, for an import of older ones; terms count from it.
    At most five statements (four when the department is given or loaded with the type).
    """
    department = department or case_type.department
    received = registered_at or now
    if not description.strip():
        raise DomainError(_("Describe what the case is about."), field="description")
    if not case_type.active:
        raise DomainError(_("This case type is no longer in use."), field="case_type")
    if not department.active:
        raise DomainError(_("This department is no longer in use."), field="department")
    first = case_type.status_types.order_by("order").first()
    if first is None or first.is_final:
        raise DomainError(_("This case type has no statuses yet."), field="case_type")
    deadlines = deadlines_of(case_type, received)
    case = Case.objects.create(
        number=take_numbers(local_day(received).year)[0],
        case_type=case_type,
        status=first,
        customer=customer,
        description=mask_bsns(description.strip())[0],
        location=location,
        department=department,
        confidentiality=case_type.confidentiality,
        registered_at=received,
        registered_by=by,
        due_on=deadlines.due_on,
        due_steps=deadlines.due_steps,
        norm_due_at=deadlines.norm_due_at,
        norm_steps=deadlines.norm_steps,
        source=source,
        external_id=external_id,
    )
    record(by=by, action="case.opened", obj=case, at=now)
    return case


# -- What happens to it: one transaction each, with its line in the timeline and the audit log --

Act = workflow.Act
Event = CaseEvent.Kind


@transaction.atomic
def claim(*, by, case: Case, version: int, now) -> Case:
    """Take it on. Of several people who claim at once exactly one gets it; the others get a
    Conflict."""
    return _do(Act.CLAIM, Event.CLAIMED, case, by=by, version=version, now=now, handler=by)


@transaction.atomic
def release(*, by, case: Case, version: int, now) -> Case:
    """Give it back: anybody in the department may take it on."""
    return _do(Act.RELEASE, Event.RELEASED, case, by=by, version=version, now=now, handler=None)


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
    return _do(
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
    places = {row.order: workflow.Place(row.order, row.is_final) for row in _statuses_of(case)}
    step = workflow.steps(case.status.order, places.values()).get(status.order)
    if status.case_type_id != case.case_type_id or step is None:
        raise DomainError(_("A case cannot go to that status from here."), field="status")
    if step == workflow.Step.BACK and not reason.strip():
        raise DomainError(_("Say why the case goes back."), field="reason")
    detail = {"from_name": case.status.name, "to_name": status.name}
    return _do(
        Act.STATUS, Event.STATUS, case,
        by=by, version=version, now=now, text=reason, detail=detail, status=status,
    )  # fmt: skip


@transaction.atomic
def close_case(*, by, case: Case, version: int, result: ResultType, answer: str, now) -> Case:
    """The result, and what the customer was told; brings the final status of its type."""
    if result.case_type_id != case.case_type_id:
        raise DomainError(_("This result belongs to another case type."), field="result")
    if not answer.strip():
        raise DomainError(_("Write down what you answered."), field="answer")
    final = next((row for row in _statuses_of(case) if row.is_final), None)
    if final is None:
        raise DomainError(_("This case type has no final status yet. Ask the administrator."))
    values = {} if case.handler_id else {"handler": by}
    return _do(
        Act.CLOSE, Event.CLOSED, case,
        by=by, version=version, now=now, text=answer, detail={"result": result.name},
        status=final, result=result, answer=mask_bsns(answer.strip())[0], closed_at=now, **values,
    )  # fmt: skip


@transaction.atomic
def add_note(*, by, case: Case, text: str, now) -> Case:
    """Write something down. Notes are added to each other: no version, never a conflict."""
    if not text.strip():
        raise DomainError(_("Write something first."), field="text")
    _check_may(Act.NOTE, case, by)
    _write(Act.NOTE, Event.NOTE, case, by=by, now=now, text=text, detail={})
    return case


def _statuses_of(case: Case) -> list[StatusType]:
    return list(StatusType.objects.filter(case_type_id=case.case_type_id).order_by("order"))


def _check_may(act, case, by) -> None:
    """DomainError unless this person may do this now; `by` is None for the system itself."""
    if by is not None and act not in acts_for(case, access_of(by)):
        raise DomainError(
            _("This cannot be done with this case now, or not by you."), code="not_now"
        )


def _do(act, kind, case, *, by, version, now, text="", detail=None, **values) -> Case:
    """Compare and set: only a row that still has this version changes.

    Four statements: the row, the timeline, the questions about it, the audit log.
    """
    if case.version != version:
        raise Conflict(_("Somebody else changed this case in the meantime."))
    _check_may(act, case, by)
    same = Case.objects.filter(pk=case.pk, version=version)
    if not same.update(version=version + 1, **values):
        raise Conflict(_("Somebody else changed this case in the meantime."))
    for name, value in values.items():
        setattr(case, name, value)
    case.version = version + 1
    _write(
        act, kind, case, by=by, now=now, text=text,
        detail={"version": case.version} | (detail or {}),
    )  # fmt: skip
    return case


def _write(act, kind, case, *, by, now, text, detail) -> None:
    """The lines in the timeline and the audit log; and something happened to what was asked about
    the case, which is what repeat detection counts from. Questions stand in a room to the right:
    they are reached over the relation, not imported."""
    words, _count = mask_bsns(text.strip())
    CaseEvent.objects.create(case=case, kind=kind, at=now, by=by, text=words, detail=detail)
    case.questions.update(last_activity_at=now)
    record(by=by, action=f"case.{act}", obj=case, at=now)
