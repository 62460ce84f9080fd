"""Departments side by side: what each has open now and did in the period, to sort and to rank."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard import figures
from dashboard.board import Board
from dashboard.figures import Figure, Unit, Value
from dashboard.ranking import Place, Ranking, rank
from dashboard.stock.work import Kind, Stock, Work
from kcc.organisation.models import Department, Domain

# Of what is open now, and of the period, in the order of the columns.
STOCK = (
    figures.OPEN, figures.OVERDUE, figures.SERIOUS, figures.UNASSIGNED, figures.MEDIAN_AGE,
)  # fmt: skip
PERIOD = (
    figures.KEPT, figures.REPEATS, figures.DIRECT, figures.SATISFACTION, figures.CASES_ON_TIME,
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """One department, or several together (a domain, or all of them)."""

    place: Department | Domain | None
    departments: frozenset[int]
    values: dict[str, Value]
    works: dict[Kind, Work]
    # What its repeats cost the contact centre; None when that is not known.
    repeat_seconds: int | None
    rank: Place | None = None

    def value(self, figure: Figure) -> Value:
        return self.values[figure.slug]

    @property
    def name(self) -> str:
        return self.place.name if self.place else ""

    @property
    def is_empty(self) -> bool:
        return not any(value.part or value.whole for value in self.values.values())


def standing(place, departments, board: Board, stock: Stock, ranking: Ranking) -> Standing:
    ids = frozenset(each.pk for each in departments)
    return Standing(
        place,
        ids,
        {figure.slug: stock.value(figure, ids) for figure in STOCK}
        | {figure.slug: board.value(figure, ids) for figure in PERIOD},
        {kind: stock.of(kind, ids) for kind in Kind},
        board.repeat_seconds(ids),
        ranking.place(place.pk) if isinstance(place, Department) else None,
    )


def by_department(board: Board, stock: Stock, ranking: Ranking) -> list[Standing]:
    """A department that is closed stays as long as there is something to tell of it."""
    found = [standing(each, [each], board, stock, ranking) for each in board.scope.departments]
    return [each for each in found if each.place.active or not each.is_empty]


def by_domain(board: Board, stock: Stock) -> list[Standing]:
    domains: dict[Domain, list[Department]] = {}
    for each in board.scope.departments:
        domains.setdefault(each.domain, []).append(each)
    return [
        standing(domain, domains[domain], board, stock, Ranking())
        for domain in sorted(domains, key=lambda each: (each.order, each.name))
    ]


def within(stock: Stock, departments: Sequence[Department]) -> Stock:
    """What these departments have of it."""
    ids = {each.pk for each in departments}
    return Stock({place: work for place, work in stock.works.items() if place[1] in ids})


def ranking_of(stock: Stock, departments: Sequence[Department]) -> Ranking:
    """By the share of what is open that is late."""
    works = {each.pk: stock.of(None, [each.pk]) for each in departments if each.active}
    return rank({pk: (work.overdue, work.open) for pk, work in works.items()})


# -- Sorting --------------------------------------------------------------------------------------


def _share(figure: Figure) -> Callable[[Standing], float | None]:
    """As a part of the whole; None when there is nothing to compare, or too few."""

    def number(each: Standing) -> float | None:
        value = each.value(figure)
        if value.few or not value.whole:
            return None
        return value.part / value.whole if figure.unit == Unit.COUNT else value.number

    return number


def _count(figure: Figure) -> Callable[[Standing], float | None]:
    return lambda each: each.value(figure).part


# ?sort=: what it sorts by. Who has None stands at the end, whatever the order.
SORTS: dict[str, Callable[[Standing], float | None]] = {
    "callbacks": lambda each: each.works[Kind.CALLBACKS].open,
    "late-callbacks": lambda each: each.works[Kind.CALLBACKS].overdue,
    "cases": lambda each: each.works[Kind.CASES].open,
    "late-cases": lambda each: each.works[Kind.CASES].overdue,
    "late": _share(figures.OVERDUE),
    "serious": _count(figures.SERIOUS),
    "nobody": _count(figures.UNASSIGNED),
    "age": _count(figures.MEDIAN_AGE),
    "kept": _share(figures.KEPT),
    "repeats": _share(figures.REPEATS),
    "cost": lambda each: each.repeat_seconds,
    "direct": _share(figures.DIRECT),
    "satisfaction": _share(figures.SATISFACTION),
    "on-time": _share(figures.CASES_ON_TIME),
}
USUAL = "-late"
BY_NAME = "name"


def sorted_by(asked: str, standings: Sequence[Standing]) -> tuple[str, list[Standing]]:
    """The order that is in force, and the standings in it; what cannot be read is the usual one."""
    name = asked.removeprefix("-")
    if name != BY_NAME and name not in SORTS:
        asked, name = USUAL, USUAL.removeprefix("-")
    down = asked.startswith("-")
    rows = sorted(standings, key=lambda each: each.name)
    if name == BY_NAME:
        return asked, rows[::-1] if down else rows
    # Among equals who has the most open.
    rows.sort(key=lambda each: -each.value(figures.OPEN).part)
    number = SORTS[name]
    known = [each for each in rows if number(each) is not None]
    known.sort(key=number, reverse=down)
    return asked, known + [each for each in rows if number(each) is None]
