"""Who picks up the work of a department."""

from collections.abc import Callable

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from kcc.lib.errors import DomainError
from kcc.lib.ready import Ready
from kcc.organisation.access import FRONT_OFFICE
from kcc.organisation.models import DEPARTMENT_ROLES, Department, Membership


def reachable(department: Department) -> QuerySet[Membership]:
    """The memberships through which somebody can be reached in this department: of its employees
    and heads, and for the contact centre also of its agents."""
    return _reachable(department.pk, department.is_contact_centre)


def _reachable(department, is_contact_centre: bool) -> QuerySet[Membership]:
    roles = Q(department=department, role__in=DEPARTMENT_ROLES)
    if is_contact_centre:
        roles |= Q(role__in=FRONT_OFFICE)
    return Membership.objects.filter(roles, user__is_active=True)


# Asked with each promise: is there anybody?
_anybody = Ready(
    lambda is_centre, *, department: _reachable(department, is_centre).values_list("pk")[:1],
    department=BigIntegerField(),
)


def works_in(person) -> Callable[[Department], bool]:
    """Whether this person picks up the work of a department that is in use: as `reachable` has it,
    in one statement for all departments."""
    rows = list(person.memberships.values_list("role", "department_id")) if person.is_active else []
    own = {place for role, place in rows if role in DEPARTMENT_ROLES}
    agent = any(role in FRONT_OFFICE for role, _place in rows)
    return lambda department: (
        department.active and (department.pk in own or (agent and department.is_contact_centre))
    )


def reachable_departments() -> QuerySet[Department]:
    """Where work can go to: in use, and somebody there picks it up."""
    people = Membership.objects.filter(user__is_active=True)
    own = Exists(people.filter(role__in=DEPARTMENT_ROLES, department=OuterRef("pk")))
    agents = Q(Exists(people.filter(role__in=FRONT_OFFICE)), is_contact_centre=True)
    return Department.objects.filter(own | agents, active=True)


def check_reachable(department: Department, *, team=None, person=None, person_field="assignee"):
    """DomainError unless somebody there picks it up, and team and person are of that department.

    One statement.
    """
    if team is not None and team.department_id != department.pk:
        raise DomainError(_("This team belongs to another department."), field="team")
    if not department.active:
        raise DomainError(_("This department is no longer in use."), field="department")
    if person is None:
        found = bool(_anybody(department.is_contact_centre, department=department.pk))
    else:
        people = set(reachable(department).values_list("user_id", flat=True))
        found = bool(people)
        if found and person.pk not in people:
            raise DomainError(
                _("This colleague does not work in that department."), field=person_field
            )
    if not found:
        raise DomainError(
            _("Nobody can be reached in this department. Choose another one."),
            field="department",
            code="nobody_there",
        )
