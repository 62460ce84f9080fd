"""Registering a case."""

from django.db import transaction
from django.utils.translation import gettext as _

from cases.deadlines import deadlines_of
from cases.models import Case, CaseType, Priority
from cases.numbers import take_numbers
from cases.services.links import check_whole
from cases.words import search_text
from kcc.audit.services import record
from kcc.customers.identify import mask_bsns
from kcc.lib.errors import DomainError
from kcc.lib.periods import local_day


@transaction.atomic(savepoint=False)
def open_case(
    *,
    by,
    case_type: CaseType,
    description: str,
    customer=None,
    department=None,
    location: str = "",
    subject_code: str = "",
    subject_name: str = "",
    details: dict | None = None,
    priority: int = Priority.NORMAL,
    parent: Case | None = None,
    now,
    source: str = "",
    external_id: str = "",
    registered_at=None,
    traced: bool = True,
) -> Case:
    """Register a case: its number, first status and due dates. Joins the caller's transaction.

    `registered_at` is when it was received, for an import of older ones; terms count from it.
    At most five statements; one less when the department is given or loaded with the type, one less
    with its statuses loaded, and one without `traced`: then the caller writes the audit row.
    """
    department = department or case_type.department
    received = registered_at or now
    if not description.strip():
        raise DomainError(_("Describe what the case is about."), field="description")
    if not case_type.active:
        raise DomainError(_("This case type is no longer in use."), field="case_type")
    if parent is not None:
        check_whole(parent)
    if not department.active:
        raise DomainError(_("This department is no longer in use."), field="department")
    first = min(case_type.status_types.all(), key=lambda status: status.order, default=None)
    if first is None or first.is_final:
        raise DomainError(_("This case type has no statuses yet."), field="case_type")
    deadlines = deadlines_of(case_type, received)
    words, answers = mask_bsns(description.strip())[0], details or {}
    case = Case.objects.create(
        number=take_numbers(local_day(received).year)[0],
        case_type=case_type,
        status=first,
        customer=customer,
        description=words,
        location=location,
        subject_code=subject_code,
        subject_name=subject_name,
        details=answers,
        search_text=search_text(
            description=words, location=location, subject_name=subject_name, details=answers
        ),
        priority=priority,
        parent=parent,
        department=department,
        confidentiality=case_type.confidentiality,
        registered_at=received,
        registered_by=by,
        due_on=deadlines.due_on,
        due_steps=deadlines.due_steps,
        serious_on=deadlines.serious_on,
        norm_due_at=deadlines.norm_due_at,
        norm_steps=deadlines.norm_steps,
        source=source,
        external_id=external_id,
    )
    if traced:
        record(by=by, action="case.opened", obj=case, at=now)
    return case
