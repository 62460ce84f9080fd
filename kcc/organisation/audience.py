"""Who is told of a piece of work, from memberships that are loaded already."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from kcc.organisation.access import FRONT_OFFICE, WORKERS
from kcc.organisation.models import DEPARTMENT_ROLES, Department, Membership, Role, User

MOST = 25  # People who may claim: with more of them nobody feels meant, so their leads are told.


@dataclass(frozen=True)
class Work:
    """Where it waits, and who has it."""

    department: Department
    team_id: int | None
    holder: User | None


class People:
    """Loaded memberships (`user` too) of the departments that matter, to be asked per work.
    Nobody is named twice."""

    def __init__(self, memberships: Iterable[Membership]):
        self.memberships: Sequence[Membership] = list(memberships)
        # Who may open it; a manager only oversees the work.
        self.openers = {m.user_id for m in self.memberships if m.role in WORKERS}

    def handlers(self, work: Work) -> list[User]:
        """Who has it; while nobody has it, who may claim it."""
        if work.holder:
            # Who left, or works elsewhere by now, cannot open it any more.
            return [work.holder] if self._works_on(work) else self.leads(work)
        found = self._who_may_claim(work)
        return found if 0 < len(found) <= MOST else self.leads(work)

    def leads(self, work: Work) -> list[User]:
        """Of the team; else of the department; else its head."""
        leads = self._in(work, lambda m: m.leads)
        of_team = self._users(lambda m: leads(m) and m.team_id in (work.team_id, None))
        if work.department.is_contact_centre:
            centre = self._users(lambda m: m.role == Role.KCC_LEAD)
            of_team = list(dict.fromkeys([*of_team, *centre]))
        return of_team or self._users(leads) or self.heads(work)

    def heads(self, work: Work) -> list[User]:
        heads = self._users(lambda m: m.role == Role.HEAD and m.department_id == work.department.pk)
        return heads or self._users(lambda m: m.role == Role.MANAGER)

    def _works_on(self, work: Work) -> bool:
        """Whether who has it can still be reached where it waits; all members are active."""
        here, centre = work.department.pk, work.department.is_contact_centre
        return any(
            (m.role in DEPARTMENT_ROLES and m.department_id == here)
            or (centre and m.role in FRONT_OFFICE)
            for m in self.memberships
            if m.user_id == work.holder.pk
        )

    def _who_may_claim(self, work: Work) -> list[User]:
        here = self._in(work)
        if work.team_id:
            team = self._users(lambda m: here(m) and m.team_id == work.team_id)
            if team:
                return team
        if work.department.is_contact_centre:
            return self._users(lambda m: here(m) or m.role in FRONT_OFFICE)
        return self._users(here)

    def _in(self, work: Work, also: Callable = lambda m: True) -> Callable:
        """Works in the department where it waits."""
        return lambda m: (
            m.role == Role.HANDLER and m.department_id == work.department.pk and also(m)
        )

    def _users(self, fits: Callable) -> list[User]:
        return list(dict.fromkeys(m.user for m in self.memberships if fits(m)))


def people_of(departments: Collection[Department]) -> People:
    """Everybody who could be told about work of one of these. One statement."""
    ids = {department.pk for department in departments}
    wanted = Q(department_id__in=ids, role__in=DEPARTMENT_ROLES) | Q(role=Role.MANAGER)
    if any(department.is_contact_centre for department in departments):
        wanted |= Q(role__in=FRONT_OFFICE)
    rows = Membership.objects.filter(wanted, user__is_active=True).select_related("user")
    return People(rows.order_by("user_id", "pk"))
