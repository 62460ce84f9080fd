"""What each act changes in one case. Reckoned before anything is written, so that many rows can be
written together; a broken rule is a DomainError with its sentence.

What has to be looked up for it (whether a colleague works there, the statuses of the type) was
looked up before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from cases import workflow
from cases.archiving import archive_day
from cases.editing import columns_for, fields_of
from cases.models import Case, CaseEvent, ResultType, StatusType
from kcc.customers.identify import mask_bsns
from kcc.lib.errors import DomainError
from kcc.lib.periods import CENTURY, local_day

Act = workflow.Act
Event = CaseEvent.Kind


@dataclass(frozen=True, kw_only=True)
class Change:
    """`values` are the columns of the case after it; `text` holds words of people and is shown in
    the timeline only; `detail` holds references. `words` are the fields (cases.editing) whose
    values are replaced, with what they were."""

    act: Act
    kind: Event
    case: Case
    values: dict
    text: str = ""
    detail: dict = field(default_factory=dict)
    words: dict = field(default_factory=dict)


def change(act, kind, case: Case, values: dict, *, text="", detail=None, words=None) -> Change:
    return Change(
        act=act,
        kind=kind,
        case=case,
        values=values,
        text=mask_bsns(text.strip())[0],
        detail=detail or {},
        words=words or {},
    )


def needed(text: str, sentence: str, field: str) -> str:
    if not text.strip():
        raise DomainError(sentence, field=field)
    return text


# -- Who works on it ----------------------------------------------------------------------------


def claiming(case: Case, *, by) -> Change:
    return change(Act.CLAIM, Event.CLAIMED, case, {"handler": by})


def taking_over(case: Case, *, by) -> Change:
    if case.handler_id == by.pk:
        raise DomainError(_("It is yours already."))
    detail = {"from_name": str(case.handler), "to_name": str(by)}
    return change(Act.TAKE_OVER, Event.TAKEN_OVER, case, {"handler": by}, detail=detail)


def releasing(case: Case, *, text: str = "") -> Change:
    return change(Act.RELEASE, Event.RELEASED, case, {"handler": None}, text=text)


def handing_over(case: Case, *, reason: str, department=None, team=None, handler=None) -> Change:
    """A team brings its department; a handler stays in the department and the team the case has, or
    those given. Nobody handles it until somebody there takes it on, unless a handler is named."""
    needed(reason, _("Say why it belongs there."), "reason")
    there = department or (team.department if team else case.department)
    stays = there.pk == case.department_id and department is None and team is None
    place = {"department": there, "team": case.team if stays else team, "handler": handler}
    if all(getattr(case, f"{name}_id") == (row.pk if row else None) for name, row in place.items()):
        raise DomainError(_("It is there already."), field="to")
    detail = _journey(case, there, place["team"], handler) | {"taken": handler is not None}
    return change(Act.HAND_OVER, Event.REASSIGNED, case, place, text=reason, detail=detail)


def _journey(case: Case, department, team, handler) -> dict:
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


# -- How far it is ------------------------------------------------------------------------------


def moving(case: Case, *, status: StatusType, statuses: Sequence[StatusType], reason, now):
    """`statuses` are those of its type."""
    places = [workflow.Place(row.order, row.is_final) for row in statuses]
    step = workflow.steps(case.status.order, places).get(status.order)
    if status.case_type_id != case.case_type_id or step is None:
        raise DomainError(_("A case cannot go to that status from here."), field="status")
    if step == workflow.Step.BACK:
        needed(reason, _("Say why the case goes back."), "reason")
    detail = {"from_name": case.status.name, "to_name": status.name}
    values = {"status": status, "decided_on": _decided_on(case, status, statuses, now)}
    return change(Act.STATUS, Event.STATUS, case, values, text=reason, detail=detail)


def _decided_on(case: Case, status: StatusType, statuses, now) -> date | None:
    """The term is met from the decision on; a case that goes back before it has none."""
    decided = any(row.is_decision and row.order <= status.order for row in statuses)
    return (case.decided_on or local_day(now)) if decided else None


def closing(
    case: Case,
    *,
    by,
    result: ResultType,
    answer: str,
    statuses: Sequence[StatusType],
    expires_on: date | None,
    now,
) -> Change:
    if result.case_type_id != case.case_type_id:
        raise DomainError(_("This result belongs to another case type."), field="result")
    needed(answer, _("Write down what you answered."), "answer")
    final = next((row for row in statuses if row.is_final), None)
    if final is None:
        raise DomainError(_("This case type has no final status yet. Ask the administrator."))
    today = local_day(now)
    if expires_on and expires_on > today + CENTURY:
        raise DomainError(_("This day is too far away."), field="expires_on")
    values = {
        "status": final,
        "result": result,
        "answer": mask_bsns(answer.strip())[0],
        "closed_at": now,
        "expires_on": expires_on,
        "archive_on": archive_day(result, closed_on=today, expires_on=expires_on),
    }
    if case.handler_id is None:
        values["handler"] = by
    if case.decided_on is None:
        values["decided_on"] = today
    detail = {"result": result.name, "status": case.status.order}
    words = {"answer": case.answer} if case.answer else {}
    return change(Act.CLOSE, Event.CLOSED, case, values, text=answer, detail=detail, words=words)


def reopening(
    case: Case, *, reason: str, status: StatusType, statuses: Sequence[StatusType], handler
) -> Change:
    """Back in `status`, the one it was closed from, with who handled it if that colleague can still
    be reached there. Its terms stay what they were: the law gives no new ones."""
    needed(reason, _("Say why it is opened again."), "reason")
    decided = any(row.is_decision and row.order <= status.order for row in statuses)
    values = {
        "status": status,
        "handler": handler,
        "decided_on": case.decided_on if decided else None,
        "result": None,
        "closed_at": None,
        "expires_on": None,
        "archive_on": None,
        "answer": "",
    }
    taken = handler is not None
    detail = {"result": case.result.name, "to_name": status.name, "taken": taken}
    words = {"answer": case.answer} if case.answer else {}
    return change(Act.REOPEN, Event.REOPENED, case, values, text=reason, detail=detail, words=words)


# -- What it holds ------------------------------------------------------------------------------


def editing(case: Case, fields: Mapping[str, object], *, text: str = "") -> Change:
    """These fields (cases.editing) get these values."""
    now = fields_of(case)
    return change(
        Act.EDIT, Event.EDITED, case, columns_for(case, fields),
        text=text,
        detail={"fields": sorted(fields)},
        words={name: now.get(name) for name in sorted(fields)},
    )  # fmt: skip


def belonging(case: Case, *, parent: Case | None) -> Change:
    """Part of that case, or of none."""
    other = parent or case.parent
    detail = {
        "what": "part_of" if parent else "no_part_of",
        "other": str(other.public_id),
        "number": other.number,
    }
    return change(Act.LINK, Event.LINK, case, {"parent": parent}, detail=detail)
