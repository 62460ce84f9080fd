"""What a report tells, read back from its row: nothing here asks the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from contacts.names.selectors import Names
from dashboard.board import REPEAT_WINDOW, TREND, Asked, Board
from dashboard.figures import Figure
from dashboard.links import Links
from dashboard.ranking import Ranking, rank
from dashboard.reports.frozen.evening import KeptStock, work_from_json
from dashboard.reports.frozen.shape import exchange_from_json, names_from_json, told_from_json
from dashboard.scopes import Kind as ScopeKind
from dashboard.scopes import Scope
from dashboard.spans import Span, last_months, month_of
from dashboard.stock.history import Evening, History
from dashboard.stock.work import Kind
from dashboard.telephony.selectors import Exchange
from kcc.lib.periods import Month, start_of
from kcc.organisation.access import NOBODY
from kcc.organisation.models import Department, Domain

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Oldest:
    """One of the ten that were open the longest; `age` in working days, `since` the day on which it
    came in. What is confidential has no number and says nothing of what it is about."""

    kind: Kind
    number: str
    about: str
    since: date
    age: int
    late: bool
    serious: bool


@dataclass(frozen=True)
class Flow:
    """How many came to the place of the report in the period, and how many left it: handled, or
    passed on to another department."""

    came: int
    went: int


@dataclass(frozen=True)
class Frozen:
    """`stock` is what was open at the end of the last day, `history` compares it with the evening
    before the period. `exchange` is None where nothing is known of the telephone exchange, and in
    the report of a department."""

    version: int
    kind: str
    span: Span
    is_final: bool
    scope: Scope
    board: Board
    stock: KeptStock
    history: History
    ranks: Ranking
    flow: Mapping[Kind, Flow]
    # Callbacks that ended without anybody being reached, in the period and in the one before it.
    given_up: tuple[int, int]
    oldest: tuple[Oldest, ...]
    names: Names
    exchange: Exchange | None

    @property
    def links(self) -> "FrozenLinks":
        """Where its numbers lead: nowhere, for the rows may say something else by now."""
        return FrozenLinks(NOBODY, FrozenNames(self.names), self.scope)


@dataclass(frozen=True)
class FrozenNames:
    """As far as tables ask their filters."""

    names: Names


@dataclass(frozen=True)
class FrozenLinks(Links):
    """A report stands by itself: no number opens anything."""

    filters: FrozenNames = field(default=None)

    def rows(self, figure: Figure, side: str = "", **changes) -> str:
        return ""

    def work(self, listing: str, **asked) -> str:
        return ""

    def here(self, **changes) -> str:
        return ""

    def _page(self, name: str, *args) -> str:
        return ""


def thaw(data: Mapping) -> Frozen:
    """From `Report.figures`."""
    span = Span(date.fromisoformat(data["first"]), date.fromisoformat(data["last"]))
    scope = _scope(data)
    # When it was frozen matters for what waits only: long after the period, or right after it.
    waited = REPEAT_WINDOW if data["final"] else timedelta()
    now = start_of(span.last + waited + ONE_DAY)
    months = tuple(last_months(TREND, until=month_of(span.last)))
    asked = Asked(span=span, compare=span.previous)
    return Frozen(
        version=data["version"],
        kind=data["kind"],
        span=span,
        is_final=data["final"],
        scope=scope,
        board=Board(scope, asked, months, told_from_json(data["told"]), now),
        stock=KeptStock({_place(key): work_from_json(told) for key, told in data["stock"].items()}),
        history=_history(data, span, months),
        ranks=rank({pk: (late, total) for pk, late, total in data["ranks"]}),
        flow={Kind(kind): Flow(*numbers) for kind, numbers in data["flow"].items()},
        given_up=tuple(data["given_up"]),
        oldest=tuple(
            Oldest(Kind(kind), number, about, date.fromisoformat(since), age, late, serious)
            for kind, number, about, since, age, late, serious in data["oldest"]
        ),
        names=names_from_json(data["names"]),
        exchange=exchange_from_json(data["exchange"]) if data["exchange"] else None,
    )


def _scope(data: Mapping) -> Scope:
    """Of rows that are not those of the database: they keep the names they had."""
    domains = {
        pk: Domain(pk=pk, slug=slug, name=name, order=order)
        for pk, slug, name, order in data["domains"]
    }
    departments = tuple(
        Department(
            pk=pk,
            slug=slug,
            name=name,
            domain=domains[domain],
            active=active,
            is_contact_centre=is_centre,
        )
        for pk, slug, name, domain, active, is_centre in data["departments"]
    )
    if data["department"] is None:
        return Scope(ScopeKind.ORGANISATION, departments, is_everything=True)
    (found,) = departments
    return Scope(ScopeKind.DEPARTMENT, departments, domain=found.domain, department=found)


def _history(data: Mapping, span: Span, months: tuple[Month, ...]) -> History:
    evenings = {
        (date.fromisoformat(day), Kind(kind)): Evening(*numbers)
        for day, kind, *numbers in data["evenings"]
    }
    return History(
        months,
        span.last,
        evenings,
        {(_place(key)[1], _place(key)[0]): Evening(*each) for key, each in data["before"].items()},
        {pk: (late, total) for pk, late, total in data["ranks"]},
        compared=span.first - ONE_DAY,
    )


def _place(key: str) -> tuple[Kind, int]:
    department, kind = key.split("/")
    return Kind(kind), int(department)
