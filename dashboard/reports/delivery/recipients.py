"""Who is told of a report: the heads of its department, deputies too, and the roles the KCC manager
chose. Nobody who may not open it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from dashboard.models import Report, ReportSchedule
from kcc.organisation.models import Department, Membership, Role, User

Kind = ReportSchedule.Kind
# Who may be chosen besides the heads of the department, per kind: who may open such a report.
OF_DEPARTMENT = (Role.MANAGER, Role.KCC_LEAD, Role.HANDLER)
OF_ORGANISATION = (Role.MANAGER, Role.BOARD, Role.KCC_LEAD, Role.HEAD)
CHOICES: Mapping[str, tuple[Role, ...]] = {
    Kind.DEPARTMENTS: OF_DEPARTMENT,
    Kind.ORGANISATION: OF_ORGANISATION,
    Kind.YEAR: OF_ORGANISATION,
}


def kind_of(report: Report) -> str:
    """The schedule a report belongs to."""
    if report.department_id:
        return Kind.DEPARTMENTS
    return Kind.YEAR if report.kind == Report.Kind.YEAR else Kind.ORGANISATION


def recipients(report: Report, roles: Collection[str]) -> list[User]:
    """Each once, in a fixed order. One statement."""
    rows = _memberships(kind_of(report), roles, department=report.department_id)
    found = rows.select_related("user").order_by("user_id", "pk")
    return list(dict.fromkeys(row.user for row in found))


@dataclass(frozen=True)
class Reach:
    """How many people a schedule tells, and what it misses."""

    people: int
    # Heads who have no e-mail address: they find it under the bell only.
    without_mail: list[User]
    # Active departments without a head.
    headless: list[Department]


def reach(kind: str, roles: Collection[str]) -> Reach:
    """Of all reports of a period together. Two statements."""
    rows = _memberships(kind, roles).select_related("user").order_by("user__last_name", "user_id")
    memberships = list(rows)
    people = list(dict.fromkeys(row.user for row in memberships))
    headed = {row.department_id for row in memberships if row.role == Role.HEAD}
    without = [row.user for row in memberships if row.role == Role.HEAD and not row.user.email]
    departments = Department.objects.filter(active=True).order_by("name")
    headless = [row for row in departments if row.pk not in headed]
    return Reach(
        len(people),
        list(dict.fromkeys(without)),
        headless if kind == Kind.DEPARTMENTS else [],
    )


def _memberships(
    kind: str, roles: Collection[str], *, department: int | None = None
) -> QuerySet[Membership]:
    """Of the people a report tells; without `department` those of all active departments."""
    chosen = set(roles) & set(CHOICES[kind])
    rows = Membership.objects.filter(user__is_active=True)
    if kind != Kind.DEPARTMENTS:
        return rows.filter(role__in=chosen)
    here = Q(department=department) if department else Q(department__active=True)
    inside = (chosen & {Role.HANDLER}) | {Role.HEAD}
    return rows.filter(Q(role__in=chosen - inside) | (Q(role__in=inside) & here))
