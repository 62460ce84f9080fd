"""Reading everything the reports of one period tell, to be frozen.

The same functions as the pages of the dashboard use; what was open is that of the last evening of
the period. Read inside kcc.lib.snapshots.one_snapshot, all reports are of one moment and the
departments add up to the organisation.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from cases.past import selectors as cases
from contacts.callbacks.past import selectors as callbacks
from contacts.names.selectors import Names, names
from dashboard.ages import age_in_working_days
from dashboard.board import REPEAT_WINDOW, TREND, Asked, Board, board_of
from dashboard.models import Report, Snapshot
from dashboard.reports.frozen.evening import STATES, work_as_json
from dashboard.reports.frozen.movements import EVERYTHING, Left, Movements, movements
from dashboard.reports.frozen.shape import (
    FIGURES_VERSION,
    exchange_as_json,
    names_as_json,
    told_as_json,
)
from dashboard.scopes import Kind as ScopeKind
from dashboard.scopes import Scope
from dashboard.spans import Span, last_months, month_of
from dashboard.stock.history import USUAL_DAYS
from dashboard.stock.reckoning import SOURCES, end_of, reckon
from dashboard.stock.work import Kind, Work
from dashboard.telephony.selectors import exchange
from kcc.lib.periods import local_day, start_of
from kcc.organisation.access import Access
from kcc.organisation.calendars import calendar_for
from kcc.organisation.models import Department, Role

ONE_DAY = timedelta(days=1)
# Reads all there is: who gets a report sees everything of the department it is about.
READER = Access(frozenset({Role.MANAGER}), frozenset())
NUMBERS = {Kind.CALLBACKS: callbacks.numbers_of, Kind.CASES: cases.numbers_of}


def span_of(kind: str, first_day: date) -> Span:
    """The days of a report."""
    if kind == Report.Kind.YEAR:
        return Span(first_day, date(first_day.year, 12, 31))
    return Span.of_month(month_of(first_day))


def scope_of_everything() -> Scope:
    """Every department there is. One statement."""
    return _everything(_departments())


def _everything(departments: Sequence[Department]) -> Scope:
    return Scope(ScopeKind.ORGANISATION, tuple(departments), is_everything=True)


def _departments() -> list[Department]:
    return list(Department.objects.select_related("domain").order_by("name"))


def freeze_all(
    kind: str, first_day: date, departments: Collection[int | None], *, now: datetime
) -> dict[int | None, dict]:
    """The figures of the reports of these departments (ids; None is the organisation) about the
    month or year that begins on `first_day`, as JSON. Some fifteen statements, and three more for
    each report."""
    period = Period(kind, span_of(kind, first_day), now)
    return {department: period.told(department) for department in departments}


@dataclass
class Period:
    """What all reports of one period share, read once."""

    kind: str
    span: Span
    now: datetime
    departments: Sequence[Department] = field(init=False)
    names: Names = field(init=False)
    evenings: dict[date, dict[tuple[int, Kind], Work]] = field(init=False)
    moved: Mapping[Kind, Movements] = field(init=False)
    oldest: dict[Kind, dict[int, list]] = field(init=False)

    def __post_init__(self):
        self.departments = _departments()
        self.names = names()
        self.asked = Asked(span=self.span, compare=self.span.previous)
        self.months = last_months(TREND, until=month_of(self.span.last))
        self.last = end_of(self.span.last)
        self.moved = self._movements()
        self.given_up = [self._given_up(each) for each in (self.span, self.span.previous)]
        self.numbers = {
            kind: NUMBERS[kind]({left.work for left in self._shown(kind)}) for kind in Kind
        }
        self.evenings = self._evenings()

    def _movements(self) -> dict[Kind, Movements]:
        since, until = start_of(self.span.first), start_of(self.span.last + ONE_DAY)
        return {
            kind: movements(stretches(since, self.last), since, until)
            for kind, stretches in SOURCES.items()
        }

    @staticmethod
    def _given_up(span: Span) -> dict[int, int]:
        found = callbacks.given_up(start_of(span.first), start_of(span.last + ONE_DAY))
        return found | {EVERYTHING: sum(found.values())}

    def _shown(self, kind: Kind) -> Iterator[Left]:
        moved = self.moved[kind]
        return (left for department in moved.left for left in moved.oldest(department))

    def _evenings(self) -> dict[date, dict]:
        """Of the last evening, the one before the period, the ends of months and the three months
        before; one statement. An evening that was not kept is worked out."""
        compared = self.span.first - ONE_DAY
        ends = {month.last_day for month in self.months} | {self.span.last, compared}
        usual = self.span.last - timedelta(days=USUAL_DAYS)
        rows = Snapshot.objects.filter(day__lte=self.span.last)
        rows = rows.filter(day__in=ends) | rows.filter(day__gte=usual)
        found: dict[date, dict] = defaultdict(dict)
        columns = rows.order_by().values_list(
            "day", "department_id", "kind", *STATES, "median_age", "ages"
        )
        for day, department, kind, *states, age, ages in columns:
            told = dict(zip(STATES, states, strict=True)) | {"ages": ages}
            median = float(age) if age is not None else None
            found[day][department, Kind(kind)] = told | {"median": median}
        for day in {self.span.last} - found.keys():
            for (_day, kind, department), work in reckon([day]).items():
                found[day][department, kind] = work_as_json(work)
        return found

    # -- One report ----------------------------------------------------------------------------

    def told(self, department: int | None) -> dict:
        scope = self.scope(department)
        board = self.board(scope)
        return {
            "version": FIGURES_VERSION,
            "kind": str(self.kind),
            "first": self.span.first.isoformat(),
            "last": self.span.last.isoformat(),
            # Whether it may still become less (Figure.waits_for_repeats).
            "final": self.span.last + REPEAT_WINDOW < local_day(self.now),
            "department": department,
            "departments": [self._place(each) for each in scope.departments],
            "domains": self._domains(scope),
            "told": told_as_json(board.told),
            "names": names_as_json(self.names, board.told),
            "stock": self._stock(scope),
            "evenings": self._told_evenings(scope),
            "before": self._before(scope),
            "ranks": self._ranks(),
            "flow": self._flow(department),
            # In the period, and in the one before it.
            "given_up": [each.get(department or EVERYTHING, 0) for each in self.given_up],
            "oldest": self._oldest(department) if department else [],
            "exchange": None if department else self._exchange(),
        }

    def board(self, scope: Scope) -> Board:
        return board_of(
            scope,
            access=READER,
            asked=self.asked,
            now=self.now,
            breakdowns=True,
            everything=True,
        )

    def scope(self, department: int | None) -> Scope:
        if department is None:
            return _everything(self.departments)
        found = next(each for each in self.departments if each.pk == department)
        return Scope(ScopeKind.DEPARTMENT, (found,), domain=found.domain, department=found)

    def _place(self, department: Department) -> list:
        return [
            department.pk, department.slug, department.name, department.domain_id,
            department.active, department.is_contact_centre,
        ]  # fmt: skip

    def _domains(self, scope: Scope) -> list:
        found = {each.domain.pk: each.domain for each in scope.departments}
        return [[each.pk, each.slug, each.name, each.order] for _pk, each in sorted(found.items())]

    def _stock(self, scope: Scope) -> dict:
        """By department and kind, of the last evening, with the age of the oldest."""
        found = {}
        for (department, kind), told in self.evenings[self.span.last].items():
            if department in scope.ids and told["open"]:
                oldest = self.moved[kind].oldest(department)
                age = self._age(oldest[0]) if oldest else None
                found[f"{department}/{kind}"] = told | {"oldest": age}
        return found

    def _before(self, scope: Scope) -> dict:
        """By department and kind, of the evening before the period."""
        kept = self.evenings.get(self.span.first - ONE_DAY, {})
        ids = scope.ids
        return {
            f"{department}/{kind}": self._evening(told)
            for (department, kind), told in kept.items()
            if department in ids
        }

    def _told_evenings(self, scope: Scope) -> list:
        """[day, kind, open, late, …, median] of all departments of the scope together."""
        found, ids = [], scope.ids
        for day in sorted(self.evenings):
            for kind in Kind:
                parts = [
                    self._evening(self.evenings[day][department, kind])
                    for department in ids
                    if (department, kind) in self.evenings[day]
                ]
                if parts:
                    sums = [sum(numbers) for numbers in zip(*(p[:-1] for p in parts), strict=True)]
                    median = parts[0][-1] if len(parts) == 1 else None
                    found.append([day.isoformat(), str(kind), *sums, median])
        return found

    @staticmethod
    def _evening(told: Mapping) -> list:
        return [*(told[name] for name in STATES), told["median"]]

    def _ranks(self) -> list:
        """[department, late, open] of every department in use, to stand among them."""
        late, total = defaultdict(int), defaultdict(int)
        for (department, _kind), told in self.evenings[self.span.last].items():
            late[department] += told["overdue"]
            total[department] += told["open"]
        return [[each.pk, late[each.pk], total[each.pk]]
                for each in self.departments if each.active]  # fmt: skip

    def _flow(self, department: int | None) -> dict:
        place = department or EVERYTHING
        return {
            str(kind): [self.moved[kind].came[place], self.moved[kind].went[place]] for kind in Kind
        }

    def _oldest(self, department: int) -> list:
        """[kind, number, about, day it came in, working days, late, seriously late], the ten that
        came in first. Of what is confidential number and subject stay out: the contact centre reads
        the report too, and it lies on tables and in mailboxes."""
        lefts = [(kind, left) for kind in Kind for left in self.moved[kind].oldest(department)]
        lefts.sort(key=lambda each: (each[1].stretch.received, each[0], each[1].work))
        found = []
        for kind, left in lefts[:10]:
            stretch = left.stretch
            number, about = self.numbers[kind].get(left.work, ("", ""))
            passed = [
                bool(moment and moment <= self.last)
                for moment in (stretch.late_from, stretch.serious_from)
            ]
            day = stretch.received.isoformat()
            found.append([str(kind), number, about, day, self._age(left), *passed])
        return found

    def _age(self, left: Left) -> int:
        return age_in_working_days(calendar_for(), left.stretch.received, self.span.last)

    def _exchange(self) -> dict | None:
        found = exchange(self.span, compare=self.asked.compare, months=self.months, hours=True)
        return exchange_as_json(found) if found.is_known else None
