"""The list a piece of work was opened from, and what stands before and after it there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BigIntegerField, Subquery

from kcc.lib.kept import Shelf
from kcc.lib.paging import FIELDS, beyond, whole
from kcc.lib.prepared import Moment, Slot, Statement, prepared, values_at
from kcc.lib.worklist import turned
from kcc.organisation.alike import Anyone
from kcc.organisation.asked import Asked

CURSORS = ("after", "before")


@dataclass(frozen=True)
class Queue:
    """`query` is that of the list, empty when the work was not opened from one; `previous` and
    `next` are public ids or None."""

    query: str = ""
    previous: UUID | None = None
    next: UUID | None = None


def query_of(params) -> str:
    """The query string of the list, without its page: filters and order, never a person."""
    query = params.copy()
    for name in CURSORS:
        query.pop(name, None)
    return query.urlencode()


def queue_of(request, piece, now, *, room, filters: Callable) -> Queue:
    """One statement, one more when the list is not in the order of columns of the piece itself;
    none without a list. `filters` makes the filter set of the request. Who oversees the work sees
    more in the list than they may open: only of the latter is anything before or after it. The
    place is that of the piece by the order of the list, also when it has just left the list itself:
    who takes one on goes on where it stood."""
    query = query_of(request.GET)
    if not query:
        return Queue()
    asked = Asked(request, room, filters(request), now)
    ends = _Ends(type(piece), whole(asked.order))
    place = ends.place_of(piece, asked)
    if asked.reckons_otherwise:
        return Queue(query, *ends.say(asked, piece.pk, place).get())
    return Queue(query, *ends.ask(asked, piece.pk, place))


# Said once per process, by what they depend on but the person and the moment (measured for a case:
# 7 ms of the processor to say it, 0.3 to ask it again).
_said: Shelf[tuple, Statement] = Shelf(300)


@dataclass(frozen=True)
class _Ends:
    """What comes before and after a place in a list of these, in this order."""

    model: type
    order: list[str]

    def place_of(self, piece, asked: Asked) -> dict:
        columns = [name.lstrip("-") for name in self.order]
        own = {"pk", *(field.name for field in self.model._meta.concrete_fields)}
        if own.issuperset(columns):
            return {name: getattr(piece, name) for name in columns}
        only = self.model.objects.filter(pk=piece.pk)
        return asked.room.listed(only, asked.access, asked.user).values(*columns).get()

    def say(self, asked: Asked, key, place: dict):
        """One row: the public ids of the two."""
        asked.filters.queryset = self.model.objects.visible_to(asked.access, asked.user)

        def first(walk):
            rows = asked.found.filter(beyond(walk, place)).order_by(*walk)
            return Subquery(rows.values("public_id")[:1])

        only = self.model.objects.filter(pk=key)
        return only.values_list(first(turned(self.order)), first(self.order))

    def ask(self, asked: Asked, key, place: dict) -> Sequence:
        anyone = Anyone.like(asked.access, asked.user)
        kinds = tuple(type(value) for value in place.values())

        def ends():
            slots = {
                name: Slot(f"at_{name}", FIELDS[kind])
                for name, kind in zip(place, kinds, strict=True)
            }
            rows = self.say(asked.of_anyone(anyone), Slot("key", BigIntegerField()), slots)
            return prepared(rows, Moment())

        found = _said.of((asked.wanted, anyone, kinds), ends)
        at = {f"at_{name}": value for name, value in place.items()}
        (row,) = found.rows({**values_at(asked.now), **anyone.values, **at, "key": key})
        return row
