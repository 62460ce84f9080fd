"""What a person may do, read once per request from the memberships (one statement)."""

from dataclasses import dataclass
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField

from kcc.lib.ready import Ready
from kcc.organisation.models import Membership, Role

FRONT_OFFICE = frozenset({Role.AGENT, Role.KCC_LEAD})
WORKERS = FRONT_OFFICE | {Role.HANDLER, Role.HEAD}


@dataclass(frozen=True)
class Access:
    """The roles of a person, and the departments (ids) in which a role holds."""

    roles: frozenset[str]
    department_ids: frozenset[int]
    team_ids: frozenset[int] = frozenset()
    # Where this person divides the work of others: a head the department, a team lead too.
    chief_ids: frozenset[int] = frozenset()

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def front_office(self) -> bool:
        """Works in the contact centre: sees every contact that is not confidential elsewhere."""
        return self.has(*FRONT_OFFICE)

    @property
    def sees_customers(self) -> bool:
        """May see who a customer is at all (then still only the ones `visible_to` gives)."""
        return self.has(*WORKERS)

    @property
    def role_names(self) -> list[str]:
        return [role.label for role in Role if role in self.roles]


NOBODY = Access(frozenset(), frozenset())


_memberships = Ready(
    lambda *, user: Membership.objects.filter(user=user).values_list(
        "role", "department_id", "team_id", "leads"
    ),
    user=BigIntegerField(),
)


def access_of(user) -> Access:
    """The access of `user`; cached on the object, so once per request."""
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    cached = getattr(user, "_kcc_access", None)
    if cached is None:
        rows = _memberships(user=user.pk)
        cached = user._kcc_access = Access(
            roles=frozenset(role for role, *_ in rows),
            department_ids=frozenset(place for _, place, *_ in rows if place),
            team_ids=frozenset(team for _, _, team, _ in rows if team),
            chief_ids=frozenset(
                place for role, place, _, leads in rows if leads or role == Role.HEAD
            ),
        )
    return cached


def has_role(user, *roles: str) -> bool:
    return access_of(user).has(*roles)


def role_required(*roles: str):
    """Let a view through for these roles only; everybody else gets 403."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not has_role(request.user, *roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.allowed_roles = frozenset(roles)
        return guarded

    return decorate
