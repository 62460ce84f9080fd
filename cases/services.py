"""What can be done with a case."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from cases.deadlines import deadlines_of
from cases.models import Case, CaseSequence, CaseType
from kcc.audit.services import record
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
        number=_next_number(local_day(received).year),
        case_type=case_type,
        status=first,
        customer=customer,
        description=description.strip(),
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


def _next_number(year: int) -> str:
    """Z-2026-000123. One statement that also holds the row of the year until the transaction ends:
    numbers have no gaps and are never given twice."""
    table = connection.ops.quote_name(CaseSequence._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (year, last) VALUES (%s, 1)"  # noqa: S608 - our own table name
            f" ON CONFLICT (year) DO UPDATE SET last = {table}.last + 1 RETURNING last",
            [year],
        )
        (last,) = cursor.fetchone()
    return f"Z-{year}-{last:06d}"
