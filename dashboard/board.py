"""The figures of one scope and period, as every page, export, report and API reads them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from dashboard import figures
from dashboard.figures import Figure, Value
from dashboard.scopes import Scope, open_only
from dashboard.spans import Span, last_months, month_of
from dashboard.tallies.counts import Counts
from dashboard.tallies.reading import Question, Told, read, read_team
from kcc.lib.periods import Month, local_day
from kcc.organisation.access import Access

# Months on the line beside a figure.
TREND = 13
# The usual repeat window: until then a figure that waits for repeats may change.
REPEAT_WINDOW = timedelta(days=28)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a page is asked for, read from its address (dashboard.asked). `subjects` and
    `channels` are ids; None is all of them."""

    span: Span
    compare: Span | None = None
    subjects: Collection[int] | None = None
    channels: Collection[int] | None = None

    @property
    def is_narrow(self) -> bool:
        return self.subjects is not None or self.channels is not None


@dataclass(frozen=True)
class Board:
    scope: Scope
    asked: Asked
    months: tuple[Month, ...]
    told: Told
    now: datetime
    # Sums by what and of which departments: every figure of a page asks for the same ones.
    _sums: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    def value(self, figure: Figure, departments: Collection[int] | None = None) -> Value:
        """In the period; of these departments (ids) of the scope, or of all of it."""
        span = self.asked.span
        return figure.value(
            self._sum(Told.total, departments), provisional=self._waits(figure, span)
        )

    def before(self, figure: Figure, departments: Collection[int] | None = None) -> Value | None:
        """In the period it is compared with; None without one."""
        compare = self.asked.compare
        if compare is None:
            return None
        counts = self._sum(Told.total_before, departments)
        return figure.value(counts, provisional=self._waits(figure, compare))

    def trend(self, figure: Figure, departments: Collection[int] | None = None) -> list[Value]:
        """Month by month, oldest first."""
        return [
            figure.value(counts, provisional=waits and figure.waits_for_repeats)
            for counts, waits in self._by_month(departments)
        ]

    def _by_month(self, departments: Collection[int] | None) -> list[tuple[Counts, bool]]:
        """Of each month its sums, and whether repeats of it may still come in: once for all figures
        of a page."""
        chosen = None if departments is None else frozenset(departments)
        key = "months", chosen
        if key not in self._sums:
            parts = {month: [] for month in self.months}
            for (department, month), counts in self.told.months.items():
                if month in parts and (chosen is None or department in chosen):
                    parts[month].append(counts)
            self._sums[key] = [
                (Counts.total(found), self._is_recent(month.last_day))
                for month, found in parts.items()
            ]
        return self._sums[key]

    def mean_seconds(self) -> float | None:
        """Of a contact of the whole organisation, so that a repeat costs the same everywhere; None
        when no time was kept. Needs `everything`."""
        return figures.HANDLING_TIME.value(self.told.everything).number

    def repeat_seconds(self, departments: Collection[int] | None = None) -> int | None:
        """What the repeats cost the contact centre; None when that is not known."""
        repeats = self._sum(Told.total, departments)["repeats"]
        if not repeats:
            return 0
        mean = self.mean_seconds()
        return round(repeats * mean) if mean is not None else None

    def _sum(self, ask, departments: Collection[int] | None, *what) -> Counts:
        chosen = None if departments is None else frozenset(departments)
        key = ask, what, chosen
        if key not in self._sums:
            self._sums[key] = ask(self.told, *what, chosen)
        return self._sums[key]

    def _waits(self, figure: Figure, span: Span) -> bool:
        return figure.waits_for_repeats and self._is_recent(span.last)

    def _is_recent(self, day: date) -> bool:
        return day + REPEAT_WINDOW >= local_day(self.now)


def board_of(
    scope: Scope,
    *,
    access: Access,
    asked: Asked,
    now: datetime,
    months: int = TREND,
    breakdowns: bool = False,
    everything: bool = False,
    each_department: bool = True,
) -> Board:
    """Three statements. Of a team one, and only what waits with teams: callbacks and cases.

    The months are those up to the last one of the period, not further than now; 0 for none. Of
    `each_department` or, with much less to read, of all together.
    """
    until = min(month_of(asked.span.last), Month.of(now))
    chosen = tuple(last_months(months, until=until)) if months else ()
    question = Question(
        span=asked.span,
        compare=asked.compare,
        months=chosen,
        departments=None if scope.is_everything else scope.ids,
        open_only=open_only(access, scope.departments),
        subjects=asked.subjects,
        channels=asked.channels,
        breakdowns=breakdowns,
        everything=everything,
        each_department=each_department,
    )
    if scope.team:
        return Board(scope, asked, chosen, read_team(question, scope.team.pk, now=now), now)
    return Board(scope, asked, chosen, read(question, now=now), now)
