"""What was open at the end of earlier months and days, read back from the snapshots.

Snapshots count everything of a department, whoever may open it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from statistics import median

from django.db.models import Case, Count, F, IntegerField, Max, Min, Q, Subquery, Sum, Value, When

from dashboard.figures import MEDIAN_AGE, OLDEST, Figure, Norm, Rating
from dashboard.figures import Value as FigureValue
from dashboard.models import Snapshot
from dashboard.stock.work import KINDS, Kind, Stock
from kcc.lib.kept import Kept, Shelf
from kcc.lib.periods import Month, local_day
from kcc.lib.prepared import Statement, prepared

# "Against own 3-month median": how far above it is still almost good.
USUAL_DAYS = 92
ALMOST = 1.10
COLUMNS = {
    "open": "open",
    "open_callbacks": "open",
    "open_cases": "open",
    "overdue": "overdue",
    "late_callbacks": "overdue",
    "serious": "serious",
    "waiting": "waiting",
    "unassigned": "unassigned",
}
SUMMED = ("open", "overdue", "serious", "waiting", "unassigned")


@dataclass(frozen=True)
class Evening:
    """What some departments had open together at the end of a day; one kind of work."""

    open: int
    overdue: int
    serious: int
    waiting: int
    unassigned: int
    # Of one department only: medians cannot be added up.
    median_age: float | None


@dataclass(frozen=True)
class History:
    """The evenings of these months and of the last three months up to yesterday."""

    months: tuple[Month, ...]
    today: date
    evenings: Mapping[tuple[date, Kind], Evening]
    # Of each department, at the end of last month.
    before: Mapping[tuple[int, Kind], Evening] = field(default_factory=dict)
    # (late, open) of every department there is at the end of yesterday, to stand among them.
    latest: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    # The evening that now is compared with, when that is not the end of last month.
    compared: date | None = None
    _usual: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def compared_on(self) -> date:
        return self.compared or last_day_of_last_month(self.today)

    def on(self, figure: Figure, day: date, *, kind: Kind | None = None) -> FigureValue | None:
        """At the end of that day; None when that was not kept, or cannot be told."""
        return _told(figure, kind, lambda each: self.evenings.get((day, each)))

    def trend(
        self, figure: Figure, stock: Stock | None = None, *, kind: Kind | None = None
    ) -> list[FigureValue | None]:
        """At the end of each month, oldest first; of the month that is not over what is open now
        (`stock`), else what was open yesterday."""
        found = []
        for month in self.months:
            if month.last_day < self.today:
                found.append(self.on(figure, month.last_day, kind=kind))
            elif stock is not None:
                found.append(stock.value(figure, kind=kind))
            else:
                found.append(self.on(figure, self.today - timedelta(days=1), kind=kind))
        return found

    def last_month(
        self, figure: Figure, department: int | None = None, *, kind: Kind | None = None
    ) -> FigureValue | None:
        """At the end of last month, to compare now with (`compared_on`); of one department (id) or
        of all."""
        if department is None:
            return self.on(figure, self.compared_on, kind=kind)
        return _told(figure, kind, lambda each: self.before.get((department, each)))

    def usual(self, figure: Figure, *, kind: Kind | None = None) -> float | None:
        """The median of the last three months of evenings: what is usual here. None when less than
        a month of them was kept."""
        key = figure.slug, kind
        if key not in self._usual:
            self._usual[key] = self._reckon_usual(figure, kind)
        return self._usual[key]

    def _reckon_usual(self, figure: Figure, kind: Kind | None) -> float | None:
        first = self.today - timedelta(days=USUAL_DAYS)
        days = sorted({day for day, _kind in self.evenings if first <= day < self.today})
        told = [self.on(figure, day, kind=kind) for day in days]
        numbers = [value.part for value in told if value is not None and value.part is not None]
        return float(median(numbers)) if len(numbers) >= 28 else None

    def rating(self, value: FigureValue, *, kind: Kind | None = None) -> Rating | None:
        """How much is open compared with what is usual here; other figures by their own norm."""
        if value.figure.norm is not None or not value.figure.better_is_lower:
            return value.rating
        usual = self.usual(value.figure, kind=kind)
        if usual is None or value.part is None or max(value.part, usual) < value.figure.least:
            return None
        return Norm(usual, usual * ALMOST).rate(value.part)


def _told(figure: Figure, kind: Kind | None, evening_of) -> FigureValue | None:
    kinds = [KINDS.get(figure.slug, kind)] if KINDS.get(figure.slug, kind) else list(Kind)
    found = [evening for evening in map(evening_of, kinds) if evening]
    if not found or figure.slug == OLDEST.slug:
        return None
    whole = sum(evening.open for evening in found)
    if figure.slug == MEDIAN_AGE.slug:
        ages = [evening.median_age for evening in found]
        return (
            FigureValue(figure, ages[0], whole) if len(ages) == 1 and ages[0] is not None else None
        )
    column = COLUMNS.get(figure.slug)
    if column is None:
        return None
    return FigureValue(figure, sum(getattr(evening, column) for evening in found), whole)


def last_day_of_last_month(today: date) -> date:
    return today.replace(day=1) - timedelta(days=1)


def history_of(
    departments: Collection[int] | None, *, months: Sequence[Month], now: datetime
) -> History:
    """Of these departments (ids; None is all of them) together, and of each at the end of last
    month. One statement, whatever the number of departments and months.

    Evenings are written once and never changed, so what was read stays true until there are more of
    them: each process keeps it with the last one there was, and asks for that only.
    """
    today = local_day(now)
    place = None if departments is None else tuple(departments)
    key = place, tuple(months), today
    kept = _kept()
    known = kept.get(key)
    if known and [(known[0],)] == [tuple(row) for row in _last_row().rows({})]:
        return known[1]
    last, history = _read(place, tuple(months), today)
    kept.put(key, (last, history))
    return history


# By what was asked: the last row there was, and what all of them said.
_kept: Kept[Shelf[tuple, tuple[int | None, History]]] = Kept(lambda: Shelf(200))


@lru_cache(maxsize=1)
def _last_row() -> Statement:
    return prepared(_whole().values_list("last"))


def _whole():
    """The last row there is."""
    rows = Snapshot.objects.order_by().annotate(one=Value(1)).values("one")
    return rows.annotate(last=Max("pk"))


def _read(
    departments: tuple[int, ...] | None, months: tuple[Month, ...], today: date
) -> tuple[int | None, History]:
    """With the last row that is in it."""
    ends = last_day_of_last_month(today)
    days = {month.last_day for month in months if month.last_day < today} | {ends}
    rows = Snapshot.objects.filter(
        Q(day__in=days) | Q(day__gte=today - timedelta(days=USUAL_DAYS), day__lt=today)
    )
    yesterday = today - timedelta(days=1)
    if departments is not None:
        rows = rows.filter(Q(department__in=departments) | Q(day=yesterday))
    # At the end of last month and yesterday department by department, on other days all of them
    # together.
    alone = When(day__in=[ends, yesterday], then=F("department_id"))
    place = Case(alone, default=Value(0), output_field=IntegerField())
    grouped = (
        rows.order_by()
        .values("day", "kind", place=place)
        .annotate(
            number=Count("pk"),
            least_age=Min("median_age"),
            last=Subquery(_whole().values("last")),
            **{f"sum_{name}": Sum(name) for name in SUMMED},
        )
        .values_list(
            "day", "kind", "place", "number", "least_age", "last", *(f"sum_{n}" for n in SUMMED)
        )
    )
    found, before, latest = defaultdict(list), {}, defaultdict(lambda: (0, 0))
    last = None
    for day, kind, department, number, age, last, *sums in grouped:  # noqa: B007
        median_age = float(age) if age is not None and number == 1 else None
        evening = Evening(*sums, median_age=median_age)
        if day == yesterday:
            late, total = latest[department]
            latest[department] = late + evening.overdue, total + evening.open
        if department and departments is not None and department not in departments:
            continue
        found[day, Kind(kind)].append(evening)
        if department and day == ends:
            before[department, Kind(kind)] = evening
    together = {place: _together(evenings) for place, evenings in found.items()}
    return last, History(months, today, together, before, dict(latest))


def _together(evenings: list[Evening]) -> Evening:
    if len(evenings) == 1:
        return evenings[0]
    return Evening(
        **{name: sum(getattr(each, name) for each in evenings) for name in SUMMED},
        median_age=None,
    )
