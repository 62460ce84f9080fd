"""Reading counts back: from the tallies of settled days, and from the facts for all other days.

A figure therefore never lags behind its rows, whatever the time of the last settling. Three
statements whatever the number of departments, days and contacts: which days can be relied on, the
tallies (months, breakdowns of the period, everything), and the days that are counted now.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import ExtractIsoWeekDay, ExtractMonth, ExtractYear

from dashboard.models import Mark, SettledDay, Tally
from dashboard.models.tallies import COUNTS, Level
from dashboard.spans import Span, month_of, pieces
from dashboard.tallies.counting import Cell, count
from dashboard.tallies.counts import Counts
from kcc.lib.periods import Month, local_day

Departments = Collection[int] | None


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of the tallies.

    `departments` are ids, None is all of them; of those in `open_only` what is confidential is left
    out (None: of all of them). `subjects` and `channels` narrow to these ids; what knows no channel
    (cases) is then left out. `months` are told as well, without a gap. `everything` also counts the
    whole organisation in the period, for what is reckoned with a mean of all.
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
    months: dict[tuple[int, Month], Counts] = field(default_factory=lambda: defaultdict(Counts))
    # Of the period: by subject id, channel id, weekday (1 is Monday), (weekday, hour), reason id of
    # a repeat, score. 0 is none. Hours are not known by subject.
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
    """Three statements."""
    live = days_to_count(question, now=now)
    told = Told()
    _add_tallies(told, question, live)
    # Of all departments when the whole organisation matters too.
    places = None if question.everything else question.departments
    for cell, counts in count(pieces(live), now=now, departments=places).items():
        if cell.day in live:
            _add_cell(told, question, cell, counts)
    return told


def read_team(question: Question, team: int, *, now: datetime) -> Told:
    """Of one team (id), which no tally knows: counted from the facts, what waits with teams only.
    One statement, and no breakdown by anything but weekday."""
    told, spans = Told(), [question.span, *(Span.of_month(month) for month in question.months)]
    if question.compare:
        spans.append(question.compare)
    days = pieces(day for span in spans for day in span.days)
    for cell, counts in count(
        days, now=now, departments=question.departments, team=team
    ).items():  # fmt: skip
        if question.wants(cell.day):
            _add_cell(told, question, cell, counts)
    return told


def read_days(
    span: Span, departments: Collection[int] | None, *, now: datetime
) -> dict[date, Counts]:
    """Day by day, of these departments (ids) together or of all. Three statements."""
    question = Question(span=span, departments=departments)
    live = days_to_count(question, now=now)
    found: dict[date, Counts] = defaultdict(Counts)
    rows = _rows(question, live, [Level.DEPARTMENT]).filter(_within(span))
    for day, *sums in rows.values("day").annotate(**SUMS).values_list("day", *SUMS):
        found[day].add(dict(zip(COUNTS, sums, strict=True)))
    for cell, counts in count(pieces(live), now=now, departments=departments).items():
        if cell.day in live and cell.level == Level.DEPARTMENT:
            found[cell.day].add(counts)
    return found


def days_to_count(question: Question, *, now: datetime) -> set[date]:
    """The days of the question that the tallies cannot be relied on for: not settled, or written
    about since. One statement, and to be made before any tally is read: a day that is settled
    meanwhile is counted once more, never forgotten."""
    reach = question.reach
    settled = SettledDay.objects.filter(day__gte=reach.first, day__lte=reach.last)
    marks = Mark.objects.values_list("day", "at", Value(True, output_field=BooleanField()))
    told = settled.values_list("day", "made_at", Value(False, output_field=BooleanField())).union(
        marks, all=True
    )
    known, marked = set(), set()
    for day, at, is_mark in told:
        if is_mark:
            marked.add(day or local_day(at))
        else:
            known.add(day)
    today = local_day(now)
    unknown = {day for day in reach.days if day not in known and day <= today}
    return {day for day in unknown | marked if day in reach and question.wants(day)}


# -- From the tallies -----------------------------------------------------------------------------

SUMS = {f"sum_{name}": Sum(name) for name in COUNTS}


def _rows(question: Question, live: set[date], levels: Collection[int]) -> QuerySet[Tally]:
    rows = Tally.objects.filter(level__in=levels)
    if live:
        rows = rows.exclude(day__in=live)
    if question.departments is not None:
        rows = rows.filter(department_id__in=question.departments)
    rows = rows.filter(_seen(question))
    if question.subjects is not None:
        rows = rows.filter(subject_id__in=question.subjects)
    if question.channels is not None:
        rows = rows.filter(channel_id__in=question.channels)
    return rows.order_by()


def _seen(question: Question) -> Q:
    if question.open_only is None:
        return Q(confidential=False)
    if question.open_only:
        return Q(confidential=False) | ~Q(department_id__in=question.open_only)
    return Q()


def _within(span: Span) -> Q:
    return Q(day__gte=span.first, day__lte=span.last)


def _is(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


# What every part of the statement tells, so that they can be put under each other.
PLACES = (
    "t_part", "t_level", "t_department", "t_subject", "t_channel", "t_key", "t_year", "t_month",
    "t_weekday", "t_now", "t_before",
)  # fmt: skip
MONTHS, BREAKDOWNS, EVERYTHING = 0, 1, 2
NONE = Value(0, output_field=IntegerField())
NEVER = Value(False, output_field=BooleanField())


def _add_tallies(told: Told, question: Question, live: set[date]) -> None:
    """Months, breakdowns and everything in one statement."""
    parts = [_months(question, live)]
    if question.breakdowns:
        parts.append(_breakdowns(question, live))
    if question.everything:
        parts.append(_everything(question, live))
    whole = _whole(question)
    for row in parts[0].union(*parts[1:], all=True):
        part, level, department, subject, channel, key, year, month, weekday, *rest = row
        is_now, is_before, *sums = rest
        counts = Counts().add(dict(zip(COUNTS, (each or 0 for each in sums), strict=True)))
        if part == EVERYTHING:
            told.everything.add(counts)
        elif part == MONTHS:
            _add_whole(told, question, department, Month(year, month), is_now, is_before, counts)
        else:
            if level == whole and is_now:
                told.weekdays[weekday].add(counts)
            place = level, subject or 0, channel or 0, key
            _add_part(told, *place, weekday, is_now, is_before, counts)


def _grouped(rows: QuerySet[Tally], part: int, **places) -> QuerySet:
    told = dict.fromkeys(PLACES, NONE) | {"t_part": Value(part, output_field=IntegerField())}
    return rows.values(**told | places).annotate(**SUMS).values_list(*PLACES, *SUMS)


def _when(question: Question) -> dict:
    compare = question.compare
    return {
        "t_now": _is(_within(question.span)),
        "t_before": _is(_within(compare)) if compare else NEVER,
    }


def _months(question: Question, live: set[date]) -> QuerySet:
    rows = _rows(question, live, [_whole(question)]).filter(_within(question.reach))
    return _grouped(
        rows,
        MONTHS,
        t_department=F("department_id"),
        t_year=ExtractYear("day"),
        t_month=ExtractMonth("day"),
        **_when(question),
    )


def _breakdowns(question: Question, live: set[date]) -> QuerySet:
    whole = _whole(question)
    levels = {whole, Level.SUBJECT, Level.HOUR, Level.REASON, Level.SCORE}
    wanted = _within(question.span)
    if question.compare:
        wanted |= _within(question.compare) & Q(level=Level.SUBJECT)
    # Only hours and promises are looked at by weekday: less rows come back.
    by_weekday = When(level__in=[Level.HOUR, whole], then=ExtractIsoWeekDay("day"))
    return _grouped(
        _rows(question, live, levels).filter(wanted),
        BREAKDOWNS,
        t_level=F("level"),
        t_subject=F("subject_id"),
        t_channel=F("channel_id"),
        t_key=F("key"),
        t_weekday=Case(by_weekday, default=0, output_field=IntegerField()),
        **_when(question),
    )


def _everything(question: Question, live: set[date]) -> QuerySet:
    rows = Tally.objects.filter(_within(question.span), level=Level.DEPARTMENT).order_by()
    settled = rows.exclude(day__in=live) if live else rows
    return _grouped(settled, EVERYTHING, t_now=NEVER, t_before=NEVER)


def _whole(question: Question) -> Level:
    """The level whose rows together are everything that was asked for."""
    return Level.SUBJECT if question.is_narrow else Level.DEPARTMENT


def _add_whole(told, question, department, month, is_now, is_before, counts) -> None:
    if is_now:
        told.now[department].add(counts)
    if is_before:
        told.before[department].add(counts)
    if month in question.months:
        told.months[department, month].add(counts)


def _add_part(told, level, subject, channel, key, weekday, is_now, is_before, counts) -> None:
    if is_before and level == Level.SUBJECT:
        told.subjects_before[subject].add(counts)
    if not is_now:
        return
    if level == Level.SUBJECT:
        told.subjects[subject].add(counts)
        told.channels[channel].add(counts)
    elif level == Level.HOUR:
        told.hours[weekday, key].add(counts)
    elif level == Level.REASON:
        told.reasons[key].add(counts)
        told.repeated_subjects[subject].add(counts)
    elif level == Level.SCORE:
        told.scores[key].add(counts)


# -- From the facts -------------------------------------------------------------------------------


def _add_cell(told: Told, question: Question, cell: Cell, counts: Counts) -> None:
    is_now, is_before = cell.day in question.span, question.is_compared(cell.day)
    if question.everything and cell.level == Level.DEPARTMENT and is_now:
        told.everything.add(counts)
    if not _counts_for(question, cell):
        return
    if cell.level == _whole(question):
        month = month_of(cell.day)
        _add_whole(told, question, cell.department, month, is_now, is_before, counts)
        if is_now:
            told.weekdays[cell.day.isoweekday()].add(counts)
    if question.breakdowns:
        place = cell.level, cell.subject, cell.channel, cell.key
        _add_part(told, *place, cell.day.isoweekday(), is_now, is_before, counts)


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
