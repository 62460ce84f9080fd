"""Statements that are the same for everybody with the same rights, whatever their departments.

A statement that is kept by who may see what (kcc.lib.ready) is said anew for each department: with
forty of them a process says most of them at the moment somebody waits for it (measured for the page
of a case: 25 ms of the processor, three statements). Here the departments are values too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import BigIntegerField, QuerySet

from kcc.lib.prepared import Slot, Slots
from kcc.lib.ready import Ready, filled_up
from kcc.organisation.access import Access

# So many departments or teams are given, the last one again and again: few are as many statements.
SIZES = (1, 2, 4, 8, 16)
KEY = BigIntegerField()


class ReadyFor:
    """A Ready whose first argument is the access of who asks. The queryset may depend on the roles
    and on the departments: on whether there are any, and as `__in=access.department_ids`."""

    def __init__(self, make: Callable[..., QuerySet], **fields):
        def alike(roles, *shape, departments=frozenset(), **places):
            # Of teams and of whom somebody leads nothing may be asked: None is no list of them.
            access = Access(roles, departments, team_ids=None, chief_ids=None)
            return make(access, *shape, **places)

        self._ready = Ready(alike, departments=KEY, **fields)

    def __call__(self, access: Access, *shape, **values) -> list:
        if access.department_ids:
            values["departments"] = filled_up(sorted(access.department_ids), *SIZES)
        return self._ready(access.roles, *shape, **values)


@dataclass(frozen=True)
class Anyone:
    """The same for statements with slots (kcc.lib.prepared): an access and a user that stand for
    those of everybody of this `kind`, and the `values` of the person who asks. Two of a kind are
    equal, so what is kept by one is found by the other."""

    access: Access = field(compare=False)
    user: Slot = field(compare=False)
    kind: tuple
    values: dict = field(compare=False)

    @classmethod
    def like(cls, access: Access, user) -> "Anyone":
        kind, places, values = [access.roles], {}, {"user": user.pk}
        for name in ("department_ids", "team_ids"):
            keys = sorted(getattr(access, name))
            keys = filled_up(keys, *SIZES) if keys else []
            kind.append(len(keys))
            places[name] = Slots(name, len(keys), KEY) if keys else frozenset()
            values |= {f"{name}_{at}": key for at, key in enumerate(keys)}
        # Of whom somebody leads no statement may ask.
        anyone = Access(access.roles, **places, chief_ids=None)
        return cls(anyone, Slot("user", KEY), tuple(kind), values)
