"""Reading counts back: from the tallies of settled days, and from the facts for all other days.

A figure therefore never lags behind its rows, whatever the time of the last settling. Three
statements whatever the number of departments, days and contacts: what can be relied on, the tallies
(months, breakdowns of the period, everything), and what is counted now.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Sum

from dashboard.measures import BROKEN_DOWN, TIMES
from dashboard.models import Tally
from dashboard.models.tallies import COUNTS, Level
from dashboard.spans import Span, month_of
from dashboard.tallies.counting import Cell, count, count_whole, count_with_times
from dashboard.tallies.counts import Counts
from dashboard.tallies.live import Live
from dashboard.tallies.marks import what_to_count
from dashboard.tallies.sums import Part, rows_of_days
from kcc.lib.periods import Month
from kcc.lib.snapshots import one_snapshot

Departments = Collection[int] | None


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of the tallies.

    `departments` are ids, None is all of them; of those in `open_only` what is confidential is left
    out (None: of all of them). `subjects` and `channels` narrow to these ids; what knows no channel
    (cases) is then left out. `months` are told as well, without a gap; of `each_department` or of
    all together. `everything` also tells how long contacts took in the whole organisation in the
    period (dashboard.measures.TIMES), for what is reckoned with a mean of all.
    """

    span: Span
    compare: Span | None = None
    months: tuple[Month, ...] = ()
    departments: Departments = None
    open_only: Departments = frozenset()
    subjects: Collection[int] | None = None
    channels: Collection[int] | None = None
    breakdowns: bool = False
    everything: bool = False
    each_department: bool = True

    @property
    def is_narrow(self) -> bool:
        return self.subjects is not None or self.channels is not None

    @property
    def reach(self) -> Span:
        """Every day that matters."""
        found = self.span.joined(self.compare) if self.compare else self.span
        for month in self.months:
            found = found.joined(Span.of_month(month))
        return found

    def wants(self, day: date) -> bool:
        return day in self.span or self.is_compared(day) or month_of(day) in self.months

    def is_compared(self, day: date) -> bool:
        return self.compare is not None and day in self.compare


@dataclass
class Told:
    """The answer. Whatever is asked for and not there counts 0."""

    # By department id.
    now: dict[int, Counts] = field(default_factory=lambda: defaultdict(Counts))
    before: dict[int, Counts] = field(default_factory=lambda: defaultdict(Counts))
    # Of all departments together under 0, unless each was asked for.
    months: dict[tuple[int, Month], Counts] = field(default_factory=lambda: defaultdict(Counts))
    # Of the period, what dashboard.measures.BROKEN_DOWN names: by subject id, channel id, weekday
    # (1 is Monday), (weekday, hour), reason id of a repeat, score. 0 is none. Hours are not known
    # by subject.
    subjects: dict[int, Counts] = field(default_factory=lambda: defaultdict(Counts))
    subjects_before: dict[int, Counts] = field(default_factory=lambda: defaultdict(Counts))
    channels: dict[int, Counts] = field(default_factory=lambda: defaultdict(Counts))
    weekdays: dict[int, Counts] = field(default_factory=lambda: defaultdict(Counts))
    hours: dict[tuple[int, int], Counts] = field(default_factory=lambda: defaultdict(Counts))
    reasons: dict[int, Counts] = field(default_factory=lambda: defaultdict(Counts))
    repeated_subjects: dict[int, Counts] = field(default_factory=lambda: defaultdict(Counts))
    scores: dict[int, Counts] = field(default_factory=lambda: defaultdict(Counts))
    everything: Counts = field(default_factory=Counts)

    def total(self, departments: Iterable[int] | None = None) -> Counts:
        """Of the period; of these departments together, or of all that were asked for."""
        chosen = self.now if departments is None else departments
        return Counts.total(self.now[each] for each in list(chosen) if each in self.now)

    def total_before(self, departments: Iterable[int] | None = None) -> Counts:
        chosen = self.before if departments is None else departments
        return Counts.total(self.before[each] for each in list(chosen) if each in self.before)

    def month(self, month: Month, departments: Collection[int] | None = None) -> Counts:
        return Counts.total(
            counts
            for (department, each), counts in self.months.items()
            if each == month and (departments is None or department in departments)
        )


def read(question: Question, *, now: datetime) -> Told:
    """Three statements, and one more when departments of a day are told apart."""
    live = what_to_count(question)
    if not live.is_of_parts:
        return _told(question, live, now)
    # What moves from one department to another meanwhile must not count in both, or in none.
    with one_snapshot():
        return _told(question, what_to_count(question), now)


def _told(question: Question, live: Live, now: datetime) -> Told:
    told = Told()
    _add_settled(told, question, live)
    for cell, counts in _counted_now(told, question, live, now).items():
        _add_cell(told, question, cell, counts)
    return told


def _counted_now(told: Told, question: Question, live: Live, now: datetime) -> dict:
    """The cells that are counted from the facts."""
    asked = {"now": now, "departments": question.departments}
    if question.everything and question.departments is not None:
        found, times = count_with_times(live, **asked)
        for counts in times.values():
            told.everything.add(counts)
        return found
    if question.breakdowns or question.is_narrow:
        return count(live, **asked)
    return count_whole(live, **asked)


def read_team(question: Question, team: int, *, now: datetime) -> Told:
    """Of one team (id), which no tally knows: counted from the facts, what waits with teams only.
    One statement, and no breakdown by anything but weekday."""
    told, spans = Told(), [question.span, *(Span.of_month(month) for month in question.months)]
    if question.compare:
        spans.append(question.compare)
    live = Live.whole(day for span in spans for day in span.days)
    for cell, counts in count(
        live, now=now, departments=question.departments, team=team
    ).items():  # fmt: skip
        _add_cell(told, question, cell, counts)
    return told


def read_days(
    span: Span, departments: Collection[int] | None, *, now: datetime
) -> dict[date, Counts]:
    """Day by day, of these departments (ids) together or of all. Three statements."""
    days = what_to_count(Question(span=span, departments=departments)).days
    found: dict[date, Counts] = defaultdict(Counts)
    rows = Tally.objects.filter(level=Level.DEPARTMENT, day__gte=span.first, day__lte=span.last)
    if days:
        rows = rows.exclude(day__in=days)
    if departments is not None:
        rows = rows.filter(department_id__in=departments)
    for day, *sums in rows.order_by().values("day").annotate(**SUMS).values_list("day", *SUMS):
        found[day].add(dict(zip(COUNTS, sums, strict=True)))
    counted = count_whole(Live.whole(days), now=now, departments=departments)
    for cell, counts in counted.items():
        found[cell.day].add(counts)
    return found


SUMS = {f"sum_{name}": Sum(name) for name in COUNTS}


# -- From the tallies -----------------------------------------------------------------------------


def _add_settled(told: Told, question: Question, live: Live) -> None:
    """Months, breakdowns and times in one statement."""
    # What each part is added to, by its key.
    places = {
        Part.NOW: told.now,
        Part.BEFORE: told.before,
        Part.WEEKDAYS: told.weekdays,
        Part.SUBJECTS: told.subjects,
        Part.SUBJECTS_BEFORE: told.subjects_before,
        Part.CHANNELS: told.channels,
        Part.REASONS: told.reasons,
        Part.SCORES: told.scores,
    }
    for part, key, other, month, counts in rows_of_days(question, live):
        if part in places:
            places[part][key].add(counts)
        elif part == Part.MONTHS:
            told.months[key, month_of(month)].add(counts)
        elif part == Part.HOURS:
            told.hours[divmod(key, 24)].add(counts)
        else:
            told.everything.add(counts)
        if part == Part.REASONS:
            told.repeated_subjects[other].add(counts)


# -- From the facts -------------------------------------------------------------------------------


def _whole(question: Question) -> Level:
    """The level whose rows together are everything that was asked for."""
    return Level.SUBJECT if question.is_narrow else Level.DEPARTMENT


def _add_whole(told, question, department, month, is_now, is_before, counts) -> None:
    if is_now:
        told.now[department].add(counts)
    if is_before:
        told.before[department].add(counts)
    if month in question.months:
        told.months[department if question.each_department else 0, month].add(counts)


def _add_part(told: Told, cell: Cell, counts: Counts, *, is_now: bool, is_before: bool) -> None:
    if cell.level == Level.SUBJECT:
        if is_before:
            told.subjects_before[cell.subject].add(_only(counts, "subjects"))
        if is_now:
            told.subjects[cell.subject].add(_only(counts, "subjects"))
            told.channels[cell.channel].add(_only(counts, "channels"))
    elif not is_now:
        return
    elif cell.level == Level.HOUR:
        told.hours[cell.day.isoweekday(), cell.key].add(_only(counts, "hours"))
    elif cell.level == Level.REASON:
        told.reasons[cell.key].add(counts)
        told.repeated_subjects[cell.subject].add(counts)
    elif cell.level == Level.SCORE:
        told.scores[cell.key].add(counts)


def _only(counts: Counts, told: str) -> dict[str, int]:
    return {name: counts[name] for name in BROKEN_DOWN[told]}


def _add_cell(told: Told, question: Question, cell: Cell, counts: Counts) -> None:
    is_now, is_before = cell.day in question.span, question.is_compared(cell.day)
    everywhere = question.everything and question.departments is None
    if everywhere and cell.level == Level.DEPARTMENT and is_now:
        told.everything.add({name: counts[name] for name in TIMES})
    if not _counts_for(question, cell):
        return
    if cell.level == _whole(question):
        month = month_of(cell.day)
        _add_whole(told, question, cell.department, month, is_now, is_before, counts)
        if is_now:
            told.weekdays[cell.day.isoweekday()].add(_only(counts, "weekdays"))
    if question.breakdowns:
        _add_part(told, cell, counts, is_now=is_now, is_before=is_before)


def _counts_for(question: Question, cell: Cell) -> bool:
    if question.departments is not None and cell.department not in question.departments:
        return False
    hidden = question.open_only is None or cell.department in question.open_only
    if cell.confidential and hidden:
        return False
    if cell.level == Level.DEPARTMENT:
        return not question.is_narrow
    if question.subjects is not None and cell.subject not in question.subjects:
        return False
    return question.channels is None or cell.channel in question.channels
