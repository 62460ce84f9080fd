"""What the address of a worklist asks for, as far as this person may see it."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Q

from kcc.lib.paging import Page, keyset_page
from kcc.lib.worklist import Tab, address, order_of
from kcc.organisation.access import Access, access_of
from kcc.organisation.worklist import KINDS, WHOSE, State, counts_of, views_for

OPEN = State.OPEN.value


@dataclass(frozen=True)
class View:
    """Two questions make a view of the list: `whose` work (a tab; ?of=, or ?state= on its own), and
    how it stands (`state`, within the tab). What this person may not ask for is everything."""

    state: str
    whose: str
    choices: dict[str, str]

    @classmethod
    def of(cls, params, access: Access, views) -> "View":
        """`views` are those the work has, with their names."""
        asked, of = params.get("state", ""), params.get("of", "")
        choices = dict(views_for(access, asked, views))
        whose = of if of in choices and of in WHOSE else OPEN
        state = asked if asked in choices else whose
        return cls(state, state if state in WHOSE else whose, choices)


class Asked:
    """One page, its views with their numbers, and the rows of an export: all from one condition.

    `room` is the selectors module of the work: worklist, state_q, listed, rows_of, sorts,
    default_sort, VIEWS. `filters` is its filter set, bound to the address.
    """

    def __init__(self, request, room, filters, now):
        self.user, self.access, self.params = request.user, access_of(request.user), request.GET
        self.room, self.filters, self.now = room, filters, now
        filters.user = request.user
        view = View.of(self.params, self.access, room.VIEWS)
        self.state, self.whose, self.views = view.state, view.whose, list(view.choices.items())
        sorts = room.sorts(self.access)
        self.sort, self.order = order_of(self.params, sorts, room.default_sort(self.whose))

    @property
    def person(self) -> dict:
        return {"access": self.access, "user": self.user, "now": self.now}

    # -- Which rows ---------------------------------------------------------------------------

    def _of(self, whose: str) -> Q:
        """The rows of a tab: what is open, unless a status is asked for or it is about promises."""
        every = whose == State.ASKED
        return self.room.state_q(whose, **self.person) & self.filters.openness(every=every)

    def _condition(self, state: str) -> Q:
        """The rows of a view; how it stands is asked within the tab."""
        if state in WHOSE:
            return self._of(state)
        return self.room.state_q(state, **self.person) & self._of(self.whose)

    @property
    def rows(self):
        return self.filters.rows.filter(self._condition(self.state))

    @property
    def found(self):
        return self.room.listed(self.rows, self.access, self.user)

    def page(self) -> Page:
        page = keyset_page(self.found, order=self.order, params=self.params)
        rows = self.room.rows_of(page.items, access=self.access, now=self.now)
        return replace(page, items=list(rows))

    def every_row(self):
        """All pages, in the order of the list, a few hundred rows in memory at a time."""
        found = self.found.order_by(*self.order, "pk").iterator(chunk_size=500)
        return self.room.rows_of(found, access=self.access, now=self.now)

    # -- The views ----------------------------------------------------------------------------

    @cached_property
    def counts(self) -> dict[str, int]:
        """Per view how many rows it would show: one statement."""
        conditions = {state: self._condition(state) for state, _label in self.views}
        # What no view can count need not be read: the history is long.
        counted = self.filters.openness(every=False)
        if counted and State.ASKED in conditions:
            counted |= conditions[State.ASKED]
        return counts_of(self.filters.rows.filter(counted), conditions)

    @property
    def total(self) -> int:
        """How many the current tab holds."""
        return self.counts[self.whose]

    @property
    def tabs(self) -> list[Tab]:
        """Whose work: each opens all of it."""
        return [
            Tab(label, self._address(state), state == self.whose, self.counts[state])
            for state, label in self.views
            if state in WHOSE
        ]

    @property
    def chips(self) -> list[Tab]:
        """How it stands, within the tab."""
        return [
            Tab(label, self._address(state), state == self.state, self.counts[state], _kind(state))
            for state, label in self.views
            if state not in WHOSE
        ]

    def _address(self, state: str) -> str:
        within = "" if state in WHOSE or self.whose == OPEN else self.whose
        return address(self.params, state=state, of=within)

    @property
    def whole_tab(self) -> str:
        """The address of the current tab, however its work stands."""
        return address(self.params, state=self.whose, of="")

    @property
    def is_narrowed(self) -> bool:
        return self.state not in WHOSE

    @property
    def without_filters(self) -> str:
        return address(self.params, **dict.fromkeys(self.filters.clearable))

    @property
    def query(self) -> str:
        """What the list asks for, without its place: rows and saved views carry it on."""
        return address(self.params).removeprefix("?")

    def kept(self, *changed: str) -> list[tuple[str, str]]:
        """Names and values that a form of this page sends along, but for what it changes."""
        gone = {*changed, "after", "before", "page"}
        return [
            (name, value)
            for name, values in self.params.lists()
            if name not in gone
            for value in values
            if value
        ]

    @property
    def kept_by_filters(self) -> list[tuple[str, str]]:
        return self.kept(*self.filters.form.fields)

    @property
    def kept_by_columns(self) -> list[tuple[str, str]]:
        return self.kept("columns")

    def for_audit(self) -> dict[str, str]:
        within = {"of": self.whose} if self.is_narrowed and self.whose != OPEN else {}
        return self.filters.chosen | {"state": self.state} | within


def _kind(state: str) -> str:
    return KINDS.get(state, "")
