"""The list a piece of work was opened from, and what stands before and after it there."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Subquery

from kcc.lib.paging import beyond
from kcc.organisation.access import Access
from kcc.organisation.asked import Asked
from kcc.organisation.places import Places
from kcc.organisation.worklist import places_for

CURSORS = ("after", "before")
OF_PLACES = ("department", "team", "domain")


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
    """Two statements; none without a list. `filters` makes the filter set of the request; of the
    rows it must take only those that this person may open: who oversees the work sees more in the
    list. The place is that of the piece by the order of the list, also when it has just left the
    list itself: who takes one on goes on where it stood."""
    query = query_of(request.GET)
    if not query:
        return Queue()
    asked = Asked(request, room, filters(request), now)
    order = [*asked.order, *([] if asked.order[-1].lstrip("-") == "pk" else ["pk"])]
    back = [name[1:] if name.startswith("-") else f"-{name}" for name in order]
    only = type(piece).objects.filter(pk=piece.pk)
    columns = [name.lstrip("-") for name in order]
    place = room.listed(only, asked.access, request.user).values(*columns).get()

    def first(walk):
        rows = asked.found.filter(beyond(walk, place)).order_by(*walk)
        return Subquery(rows.values("public_id")[:1])

    found = only.values_list(first(back), first(order)).get()
    return Queue(query, *found)


def asked_places(params, access: Access) -> Places:
    """What can be chosen is read only to check an address that names one."""
    return places_for(access) if any(params.get(name) for name in OF_PLACES) else Places()
