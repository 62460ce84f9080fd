"""What the address of a worklist asks for, as far as this person may see it."""

from dataclasses import replace
from functools import cached_property

from kcc.lib.paging import Page, keyset_page
from kcc.lib.worklist import Tab, order_of, tabs
from kcc.organisation.access import access_of
from kcc.organisation.worklist import State, counts_by_state, views_for


class Asked:
    """One page, the tabs with their numbers, and the rows of an export: all from one condition.

    `room` is the selectors module of the work: worklist, state_q, listed, rows_of, SORTS,
    DEFAULT_SORT. `filters` is its filter set, bound to the address.
    """

    def __init__(self, request, room, filters, now):
        self.user, self.access, self.params = request.user, access_of(request.user), request.GET
        self.room, self.filters, self.now = room, filters, now
        asked = self.params.get("state")
        self.views = views_for(self.access, asked)
        self.state = asked if asked in dict(self.views) else State.OPEN.value
        self.sort, self.order = order_of(self.params, room.SORTS, room.DEFAULT_SORT)

    @property
    def person(self) -> dict:
        return {"access": self.access, "user": self.user, "now": self.now}

    @cached_property
    def counts(self) -> dict[str, int]:
        return counts_by_state(self.filters.rows, self.room.state_q, **self.person)

    @property
    def tabs(self) -> list[Tab]:
        return tabs(self.params, self.views, self.counts, self.state)

    @property
    def found(self):
        chosen = self.room.state_q(self.state, **self.person)
        return self.room.listed(self.filters.rows.filter(chosen), self.access, self.user)

    def page(self) -> Page:
        page = keyset_page(self.found, order=self.order, params=self.params)
        rows = self.room.rows_of(page.items, access=self.access, now=self.now)
        return replace(page, items=list(rows))

    def every_row(self):
        """All pages, in the order of the list, a few hundred rows in memory at a time."""
        found = self.found.order_by(*self.order, "pk").iterator(chunk_size=500)
        return self.room.rows_of(found, access=self.access, now=self.now)

    def for_audit(self) -> dict[str, str]:
        return self.filters.chosen | {"state": self.state}
