"""Who is told of a step: the people behind a callback, from memberships that are loaded already."""

from collections.abc import Callable, Iterable, Sequence

from contacts.models import Callback, EscalationStep
from kcc.organisation.access import FRONT_OFFICE, WORKERS
from kcc.organisation.models import DEPARTMENT_ROLES, Membership, Role, User

Audience = EscalationStep.Audience
MOST = 25  # People who may claim: with more of them nobody feels meant, so their leads are told.


class People:
    """Loaded memberships (`user` too) of the departments that matter, to be asked per callback."""

    def __init__(self, memberships: Iterable[Membership]):
        self.memberships: Sequence[Membership] = list(memberships)
        # Who may open a callback; a manager only oversees the work.
        self.openers = {m.user_id for m in self.memberships if m.role in WORKERS}

    def told(self, audience: str, callback: Callback) -> list[User]:
        """Nobody twice. `department` and `assignee` of the callback are loaded."""
        find = {
            Audience.HANDLER: self._handler,
            Audience.TEAM_LEAD: self._leads,
            Audience.HEAD: self._heads,
        }
        return find[audience](callback) if audience in find else []

    def _handler(self, callback: Callback) -> list[User]:
        if callback.assignee:
            # Who left, or works elsewhere by now, cannot open it any more.
            return [callback.assignee] if self._works_on(callback) else self._leads(callback)
        found = self._who_may_claim(callback)
        return found if 0 < len(found) <= MOST else self._leads(callback)

    def _works_on(self, callback: Callback) -> bool:
        """Whether who has it can still be reached where it waits; all members are active."""
        here, centre = callback.department_id, callback.department.is_contact_centre
        return any(
            (m.role in DEPARTMENT_ROLES and m.department_id == here)
            or (centre and m.role in FRONT_OFFICE)
            for m in self.memberships
            if m.user_id == callback.assignee_id
        )

    def _who_may_claim(self, callback: Callback) -> list[User]:
        here = self._in(callback)
        if callback.team_id:
            team = self._users(lambda m: here(m) and m.team_id == callback.team_id)
            if team:
                return team
        if callback.department.is_contact_centre:
            return self._users(lambda m: here(m) or m.role in FRONT_OFFICE)
        return self._users(here)

    def _leads(self, callback: Callback) -> list[User]:
        """Of the team; else of the department; else its head."""
        leads = self._in(callback, lambda m: m.leads)
        of_team = self._users(lambda m: leads(m) and m.team_id in (callback.team_id, None))
        if callback.department.is_contact_centre:
            centre = self._users(lambda m: m.role == Role.KCC_LEAD)
            of_team = list(dict.fromkeys([*of_team, *centre]))
        return of_team or self._users(leads) or self._heads(callback)

    def _heads(self, callback: Callback) -> list[User]:
        heads = self._users(
            lambda m: m.role == Role.HEAD and m.department_id == callback.department_id
        )
        return heads or self._users(lambda m: m.role == Role.MANAGER)

    def _in(self, callback: Callback, also: Callable = lambda m: True) -> Callable:
        """Works in the department of the callback."""
        return lambda m: (
            m.role == Role.HANDLER and m.department_id == callback.department_id and also(m)
        )

    def _users(self, fits: Callable) -> list[User]:
        return list(dict.fromkeys(m.user for m in self.memberships if fits(m)))
