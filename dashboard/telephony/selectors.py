"""What the telephone exchange counted, added up: the figures of Basis.IMPORTED.

It knows lines and no departments, so its figures are of the whole organisation only.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, F, Max, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import ExtractIsoWeekDay, ExtractMonth, ExtractYear

from dashboard.kinds import Figure
from dashboard.models import TelephonyFile, TelephonyHour
from dashboard.spans import Span
from dashboard.tallies.counts import Counts
from kcc.lib.periods import Month

# The measures of dashboard.figures, and the columns they are sums of.
MEASURES = {
    "exchange_offered": "offered",
    "exchange_answered": "answered",
    "exchange_in_time": "in_time",
    "exchange_abandoned": "abandoned",
    "exchange_wait_seconds": "wait_seconds",
}
SUMS = {f"sum_{name}": Sum(column) for name, column in MEASURES.items()}


@dataclass
class Exchange:
    """Of the period, of what it is compared with, per month, and of the period per line and per
    (weekday, hour), with 1 for Monday. What is not known counts 0, and a share of it is None."""

    now: Counts = field(default_factory=Counts)
    before: Counts = field(default_factory=Counts)
    months: dict[Month, Counts] = field(default_factory=lambda: defaultdict(Counts))
    lines: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    hours: dict[tuple[int, int], Counts] = field(default_factory=lambda: defaultdict(Counts))

    @property
    def is_known(self) -> bool:
        return any(counts["exchange_offered"] for counts in (self.now, *self.months.values()))


def exchange(
    span: Span, *, compare: Span | None = None, months: Sequence[Month] = (), hours: bool = False
) -> Exchange:
    """One statement; with `hours` two. `months` have no gap."""
    told = Exchange()
    reach = [span, *([compare] if compare else []), *map(Span.of_month, months)]
    whole = Span(min(each.first for each in reach), max(each.last for each in reach))
    places = {
        "t_year": ExtractYear("day"),
        "t_month": ExtractMonth("day"),
        "t_now": _within(span),
        "t_before": _within(compare) if compare else Value(False, BooleanField()),
    }
    for line, year, number, is_now, is_before, *sums in _summed(whole, "line", **places):
        counts, month = _counts(sums), Month(year, number)
        if is_now:
            told.now.add(counts)
            told.lines[line].add(counts)
        if is_before:
            told.before.add(counts)
        if month in months:
            told.months[month].add(counts)
    if hours:
        for hour, weekday, *sums in _summed(span, "hour", t_weekday=ExtractIsoWeekDay("day")):
            told.hours[weekday, hour].add(_counts(sums))
    return told


def exchange_days(span: Span) -> dict[date, Counts]:
    """Day by day. One statement."""
    return {day: _counts(sums) for day, *sums in _summed(span, "day")}


def _summed(span: Span, *names: str, **places) -> QuerySet:
    rows = TelephonyHour.objects.filter(day__gte=span.first, day__lte=span.last).order_by()
    return rows.values(*names, **places).annotate(**SUMS).values_list(*names, *places, *SUMS)


def _within(span: Span) -> ExpressionWrapper:
    condition = Q(day__gte=span.first, day__lte=span.last)
    return ExpressionWrapper(condition, output_field=BooleanField())


def _counts(sums: Sequence[int]) -> Counts:
    return Counts().add(dict(zip(MEASURES, sums, strict=True)))


# -- The rows behind a figure ---------------------------------------------------------------------


def hours_of(span: Span, figure: Figure | None = None, *, part: bool = False) -> QuerySet:
    """The hours that a figure adds up, latest first: their `counted` together is its part, or its
    whole. Without a figure every hour."""
    rows = TelephonyHour.objects.filter(day__gte=span.first, day__lte=span.last)
    if figure is not None:
        (name,) = figure.part if part else figure.whole
        column = MEASURES[name]
        rows = rows.filter(**{f"{column}__gt": 0}).annotate(counted=F(column))
    return rows.order_by("-day", "-hour", "line", "pk")


# -- The files ------------------------------------------------------------------------------------


def files() -> QuerySet[TelephonyFile]:
    return TelephonyFile.objects.select_related("read_by")


def read_before(sha256: str) -> TelephonyFile | None:
    return TelephonyFile.objects.filter(sha256=sha256).first()


def known_days() -> tuple[date, date] | None:
    """The first and the last day of which anything is known. One statement."""
    found = TelephonyHour.objects.aggregate(first=Min("day"), last=Max("day"))
    return (found["first"], found["last"]) if found["first"] else None


def known_hours(first: date, last: date) -> set[tuple[date, int, str]]:
    """(day, hour, line) of what is known of these days. One statement."""
    rows = TelephonyHour.objects.filter(day__gte=first, day__lte=last)
    return set(rows.values_list("day", "hour", "line"))
