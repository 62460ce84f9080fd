"""Of what a figure is told: the organisation, a domain, a department or a team."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import BigIntegerField, QuerySet

from dashboard.audience import OVERSEERS_OF_FIGURES, READS_DEPARTMENT
from dashboard.employees.consents import last_day
from kcc.lib.ready import Ready, filled_up
from kcc.organisation.access import FRONT_OFFICE, Access
from kcc.organisation.alike import SIZES
from kcc.organisation.models import Department, Domain, Team


class Kind(StrEnum):
    ORGANISATION = "organisation"
    DOMAIN = "domain"
    DEPARTMENT = "department"
    TEAM = "team"


@dataclass(frozen=True)
class Scope:
    """`departments` are all departments it holds that this person sees figures of, by name."""

    kind: Kind
    departments: tuple[Department, ...]
    domain: Domain | None = None
    department: Department | None = None
    team: Team | None = None
    # Whether these are all departments of the organisation.
    is_everything: bool = False

    @property
    def name(self) -> str:
        place = self.team or self.department or self.domain
        return place.name if place else ""

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(department.pk for department in self.departments)


def departments_for(access: Access) -> list[Department]:
    """The departments of which this person may see the figures, with their domain, and until when
    work is shown per employee (dashboard.employees). One statement."""
    if sees_everything(access):
        return _departments()
    return _departments(ids=filled_up(sorted(access.department_ids) or [NOWHERE], *SIZES))


def _said(**ids) -> QuerySet[Department]:
    rows = Department.objects.select_related("domain").order_by("name")
    rows = rows.annotate(employees_until=last_day())
    return rows.filter(pk__in=ids["ids"]) if ids else rows


_departments = Ready(_said, ids=BigIntegerField())
NOWHERE = 0  # no department has this key


def sees_everything(access: Access) -> bool:
    return access.has(*OVERSEERS_OF_FIGURES, *FRONT_OFFICE)


def organisation(access: Access, departments: Sequence[Department]) -> Scope:
    """All that this person sees; for a head that is the own departments only."""
    return Scope(Kind.ORGANISATION, tuple(departments), is_everything=sees_everything(access))


def domain(departments: Sequence[Department], slug: str) -> Scope | None:
    """None when there is no such domain among them, as for one that does not exist."""
    inside = tuple(each for each in departments if each.domain and each.domain.slug == slug)
    return Scope(Kind.DOMAIN, inside, domain=inside[0].domain) if inside else None


def department(access: Access, departments: Sequence[Department], slug: str) -> Scope | None:
    """None when this person may not look so deep."""
    if not access.has(*READS_DEPARTMENT):
        return None
    found = next((each for each in departments if each.slug == slug), None)
    if found is None:
        return None
    return Scope(Kind.DEPARTMENT, (found,), domain=found.domain, department=found)


def team(inside: Scope, public_id) -> Scope | None:
    """A team of the department of that scope. One statement."""
    found = Team.objects.filter(department=inside.department, public_id=public_id).first()
    if found is None:
        return None
    return Scope(
        Kind.TEAM,
        inside.departments,
        domain=inside.domain,
        department=inside.department,
        team=found,
    )


def open_only(access: Access, departments: Sequence[Department]) -> frozenset[int]:
    """The departments (ids) of which this person counts only what is not confidential, because
    only that can be opened: for the contact centre all but its own."""
    if access.has(*OVERSEERS_OF_FIGURES):
        return frozenset()
    return frozenset(
        each.pk
        for each in departments
        if each.pk not in access.department_ids and not each.is_contact_centre
    )
