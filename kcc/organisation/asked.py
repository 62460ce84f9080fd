"""What the address of a worklist asks for, as far as this person may see it."""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property

from django.core.exceptions import EmptyResultSet
from django.db.models import Count, Q, QuerySet, Value

from kcc.lib.kept import Shelf
from kcc.lib.paging import Page, PreparedPages, keyset_page
from kcc.lib.prepared import Moment, Statement, prepared, values_at
from kcc.lib.worklist import Tab, address, order_of
from kcc.organisation.access import Access, access_of
from kcc.organisation.alike import Anyone
from kcc.organisation.worklist import (
    KINDS,
    WHOSE,
    WITHOUT_A_TAB,
    State,
    views_for,
)

OPEN = State.OPEN.value
# What is closed is many years: who wants the exact number asks for days.
MOST_COUNTED = 250
# Statements said once per process, for everybody with the same rights (measured for an agent: 8 ms
# of the processor to say those of a page, 0.6 ms to ask them again).
MOST_KEPT = 500
_countings: Shelf[tuple, Statement] = Shelf(MOST_KEPT)
_pages = PreparedPages(MOST_KEPT)
WITHOUT = frozenset(state.value for state in WITHOUT_A_TAB)


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
        return self.room.listed(self.rows, self.access, self.user, order=self.order)

    def page(self, columns) -> Page:
        """What these columns (names) show."""
        if self.reckons_otherwise:
            found = self._lines(columns)
            page = keyset_page(found, order=self.order, params=self.params)
        else:
            page = _pages.page(
                lambda: self._listed_by_anyone()._lines(columns),
                key=(*self._key, self.state, *columns),
                order=self.order,
                params=self.params,
                values=self._values,
            )
        items = self.room.named(page.items)
        rows = self.room.rows_of(items, access=self.access, now=self.now)
        return replace(page, items=list(rows))

    def told(self, tell: Callable, *, size: int) -> Page:
        """What the API tells: `tell` adds to the rows of `_to_tell` what it needs of them."""
        if self.reckons_otherwise:
            page = keyset_page(self._to_tell(tell), order=self.order, params=self.params, size=size)
        else:
            page = _pages.page(
                lambda: self._listed_by_anyone()._to_tell(tell),
                key=(*self._key, self.state, tell),
                order=self.order,
                params=self.params,
                values=self._values,
                size=size,
            )
        self.room.named(page.items)
        return page

    def _to_tell(self, tell: Callable) -> QuerySet:
        return tell(self.room.reckoned(self.rows, self.access, self.user, order=self.order))

    def _lines(self, columns):
        rows = self.rows
        return self.room.lines(rows, self.access, self.user, order=self.order, columns=columns)

    # -- Statements that are said once ----------------------------------------------------------

    @cached_property
    def _anyone(self) -> Anyone:
        return Anyone.like(self.access, self.user)

    @property
    def _values(self) -> dict:
        return values_at(self.now) | self._anyone.values

    @property
    def _key(self) -> tuple:
        """Everything a statement depends on: what is asked, and what kind of rights."""
        kinds = self.room.__name__, type(self.filters), self._anyone
        return *kinds, self.filters.asked, self.whose, *self.order

    @property
    def wanted(self) -> tuple:
        """What is asked, whoever asks."""
        kinds = self.room.__name__, type(self.filters), self.filters.asked
        return *kinds, self.state, self.whose, *self.order

    def of_anyone(self, anyone: Anyone) -> "Asked":
        """At any moment, for everybody with such rights. Whose rows the filters take is left to who
        asks."""
        other = copy(self)
        other.now, other.access, other.user = Moment.now, anyone.access, anyone.user
        other.filters = copy(self.filters)
        other.filters.user = anyone.user
        return other

    def _listed_by_anyone(self) -> "Asked":
        """Among the rows that they may see in a list."""
        other = self.of_anyone(self._anyone)
        other.filters.queryset = self.room.worklist(other.access, other.user)
        return other

    @property
    def reckons_otherwise(self) -> bool:
        """With the next working day, or days in the address: with another day than Moment knows.
        Or it cannot be read at all."""
        if not self.filters.form.is_valid():
            return True
        asked = self.filters.form.cleaned_data
        return self.state in WITHOUT or bool(asked.get("since") or asked.get("until"))

    def every_row(self):
        """All pages, in the order of the list, a few hundred rows in memory at a time."""
        found = self.found.order_by(*self.order, "pk").iterator(chunk_size=500)
        return self.room.rows_of(found, access=self.access, now=self.now)

    # -- The views ----------------------------------------------------------------------------

    @cached_property
    def counts(self) -> dict[str, int | str]:
        """Per view how many rows it would show: one statement, one more for what somebody promised.
        Of what is closed only those of the current tab, and no more than MOST_COUNTED: the history
        is long."""
        if not self.filters.form.is_valid():
            return dict.fromkeys((state for state, _label in self.views), 0)
        if self.filters.closed and not self.filters.is_bounded:
            found = len(self._rows_said(Asked._at_most, ("closed",)))
            return {self.whose: found if found <= MOST_COUNTED else f"{MOST_COUNTED}+"}
        states = [state for state, _label in self.views]
        views = tuple(state for state in states if state != State.ASKED)
        found = dict(zip(views, self._numbers(Asked._counted, views), strict=True))
        if State.ASKED in states:
            (found[State.ASKED.value],) = self._numbers(Asked._all_asked, State.ASKED.value)
        return found

    def _numbers(self, say: Callable, views) -> Sequence[int]:
        """What the one row of a statement has, said once when it can be; nothing but zeros when it
        asks for what cannot be: the work of no department at all."""
        none = [0] * (1 if isinstance(views, str) else len(views))
        return next(iter(self._rows_said(say, views)), none)

    def _rows_said(self, say: Callable, views) -> Sequence[Sequence]:
        if self.reckons_otherwise or not WITHOUT.isdisjoint(views):
            return say(self, views)

        def counting():
            return prepared(say(self._listed_by_anyone(), views), Moment())

        try:
            found = _countings.of((*self._key, views), counting)
        except EmptyResultSet:
            return []
        return found.rows(self._values)

    def _at_most(self, _views):
        """The rows of the tab, one more than is counted of them."""
        rows = self.filters.rows.filter(self._of(self.whose)).order_by()
        return rows.values_list("pk")[: MOST_COUNTED + 1]

    def _counted(self, views: Iterable[str]):
        """One row: how many each view would show."""
        # What no view can count need not be read: the history is long.
        among = self.filters.rows.filter(self.filters.openness(every=False))
        conditions = {f"in_{state}": self._condition(state) for state in views}
        return _counts(among, **{name: Count("pk", filter=q) for name, q in conditions.items()})

    def _all_asked(self, _views):
        """How many somebody promised, whatever became of it. Who promised it may see it: nothing
        has to be joined to know that."""
        rows = self.filters.narrowed(self.room.asked_by(self.user)).filter(self._of(State.ASKED))
        return _counts(rows, number=Count("*"))

    @property
    def total(self) -> int:
        """How many the current tab holds."""
        return self.counts[self.whose]

    @property
    def tabs(self) -> list[Tab]:
        """Whose work: each opens all of it."""
        return [
            Tab(label, self._address(state), state == self.whose, self.counts.get(state))
            for state, label in self.views
            if state in WHOSE
        ]

    @property
    def chips(self) -> list[Tab]:
        """How it stands, within the tab."""
        return [
            Tab(
                label,
                self._address(state),
                state == self.state,
                self.counts.get(state, 0),
                _kind(state),
            )
            for state, label in self.views
            if state not in WHOSE
        ]

    @cached_property
    def _elsewhere(self) -> str:
        """The address of the list without its view: written once for all tabs and chips."""
        return address(self.params, state=None, of=None).removeprefix("?")

    def _address(self, state: str) -> str:
        within = "" if state in WHOSE or self.whose == OPEN else f"&of={self.whose}"
        return f"?{self._elsewhere}{'&' if self._elsewhere else ''}state={state}{within}"

    @property
    def whole_tab(self) -> str:
        """The address of the current tab, however its work stands."""
        return self._address(self.whose)

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


def _counts(rows: QuerySet, **counts: Count) -> QuerySet:
    """One row of numbers, also of no rows at all. Not under the name of the view: a number called
    "department" would hide the column."""
    return rows.order_by().values(all_of_them=Value(1)).annotate(**counts).values_list(*counts)


def _kind(state: str) -> str:
    return KINDS.get(state, "")
