"""What the tallies of a question add up to: one statement, written out.

It goes along a list of what is wanted: these days (or months) of that level, for this part of the
answer. Whole months are read from their own rows, other days one by one; what is counted from the
facts instead (`live`) is read once more, to be taken off. As a list, because measured on PostgreSQL
a part of a statement for each of them took longer to plan than to run. Written out and not said
with the ORM, which took longer to say it and to convert each number than the database to answer.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from django.db import connection

from dashboard.measures import BROKEN_DOWN, MEASURES, TIMES
from dashboard.models.tallies import COUNTS, Facts, Level
from dashboard.spans import Span, months
from dashboard.tallies.dialect import day_slot, day_value, read_day, weekday
from dashboard.tallies.live import Live


class Part(IntEnum):
    """What a row is a sum of, and by what its key tells it apart."""

    NOW = 0  # department
    BEFORE = 1  # department
    MONTHS = 2  # department, or 0 of all together; and the first day of the month
    WEEKDAYS = 3  # 1 is Monday
    SUBJECTS = 4  # subject
    SUBJECTS_BEFORE = 5  # subject
    CHANNELS = 6  # channel
    HOURS = 7  # 24 × the weekday + the hour
    REASONS = 8  # reason, and the subject
    SCORES = 9  # score
    TIMES = 10


class Row(NamedTuple):
    part: Part
    key: int
    other: int
    month: date | None
    # What is to be taken off is less than 0.
    counts: dict[str, int]


# The columns a part has: `TOLD` of `COLUMNS`.
WHOLE = (Part.NOW, Part.BEFORE, Part.MONTHS, Part.WEEKDAYS)
TOLD = dict.fromkeys(WHOLE, COUNTS) | {
    Part.SUBJECTS: BROKEN_DOWN["subjects"],
    Part.SUBJECTS_BEFORE: BROKEN_DOWN["subjects"],
    Part.CHANNELS: BROKEN_DOWN["channels"],
    Part.HOURS: BROKEN_DOWN["hours"],
    Part.REASONS: BROKEN_DOWN["reasons"],
    Part.SCORES: BROKEN_DOWN["scores"],
    Part.TIMES: TIMES,
}
BROKEN = tuple(part for part in Part if part not in (*WHOLE, Part.TIMES))
OF_PARTS = tuple(name for name in COUNTS if any(name in TOLD[part] for part in BROKEN))
COLUMNS = dict.fromkeys(WHOLE, COUNTS) | dict.fromkeys(BROKEN, OF_PARTS) | {Part.TIMES: TIMES}


class Wanted(NamedTuple):
    """One line of the list."""

    part: Part
    level: Level
    first: date
    last: date
    month: date | None = None
    # To be taken off: of these facts, of this department (0 is all). Else none.
    facts: frozenset[Facts] = frozenset()
    department: int = 0


@dataclass(frozen=True)
class Condition:
    text: str = ""
    values: tuple = ()


def asked_for(question) -> Condition:
    """The place, the subjects and the channels of a dashboard.tallies.reading.Question."""
    parts, values = [], []
    for column, ids in (
        ("department_id", question.departments),
        ("subject_id", question.subjects),
        ("channel_id", question.channels),
    ):
        if ids is not None:
            parts.append(f'"{column}" IN ({_slots(ids)})')
            values += ids
    if question.open_only is None:
        parts.append('NOT "confidential"')
    elif question.open_only:
        hidden = f'"department_id" NOT IN ({_slots(question.open_only)})'
        parts.append(f'(NOT "confidential" OR {hidden})')
        values += question.open_only
    return Condition("".join(f" AND {part}" for part in parts), tuple(values))


def _slots(values: Collection) -> str:
    # An empty list is no SQL.
    return ", ".join(["%s"] * len(values)) or "NULL"


# -- What is wanted -------------------------------------------------------------------------------

ONE_DAY = timedelta(days=1)


def rows_of_days(question, live: Live) -> Iterator[Row]:
    """One statement."""
    each_month = "department_id" if question.each_department else "0"
    arms = [
        (_whole(question, live), asked_for(question), _key_of_whole(each_month), "0"),
        (_broken_down(question, live), asked_for(question), _key_of_parts(), SUBJECT_OF_REASON),
        (_times(question, live), Condition(), "0", "0"),
    ]
    return _rows([arm for arm in arms if arm[0]])


def _whole(question, live: Live) -> list[Wanted]:
    level = Level.SUBJECT if question.is_narrow else Level.DEPARTMENT
    found = [*_of_span(Part.NOW, level, question.span, live)]
    if question.compare:
        found += _of_span(Part.BEFORE, level, question.compare, live)
    for month in question.months:
        span = Span.of_month(month)
        found += _of_span(Part.MONTHS, level, span, live, month=month.first_day)
    if question.breakdowns:
        # No month knows the weekdays of a subject.
        monthly = None if question.is_narrow else Level.MONTH_WEEKDAY
        found += _of_span(Part.WEEKDAYS, level, question.span, live, monthly)
    return found


def _broken_down(question, live: Live) -> list[Wanted]:
    if not question.breakdowns:
        return []
    found = []
    for part, level in (
        (Part.SUBJECTS, Level.SUBJECT),
        (Part.CHANNELS, Level.SUBJECT),
        (Part.HOURS, Level.HOUR),
        (Part.REASONS, Level.REASON),
        (Part.SCORES, Level.SCORE),
    ):
        found += _of_span(part, level, question.span, live)
    if question.compare:
        found += _of_span(Part.SUBJECTS_BEFORE, Level.SUBJECT, question.compare, live)
    return found


def _times(question, live: Live) -> list[Wanted]:
    if not question.everything:
        return []
    if question.departments is not None:
        live = Live.whole(live.times)
    return list(_of_span(Part.TIMES, Level.DEPARTMENT, question.span, live))


SAME = Level.MONTH  # as far above the level of a day


def _of_span(
    part: Part, level: Level, span: Span, live: Live, monthly: Level | None = SAME, month=None
) -> Iterator[Wanted]:
    """Its whole months, the days before and after them, and what is counted otherwise."""
    if monthly is SAME:
        monthly = Level(level + Level.MONTH)
    whole = [
        each for each in months(span) if each.first_day in span and each.last_day in span
    ] if monthly else []  # fmt: skip
    if whole:
        first, last = whole[0].first_day, whole[-1].last_day
        yield Wanted(part, monthly, first, whole[-1].first_day, month)
        if span.first < first:
            yield Wanted(part, level, span.first, first - ONE_DAY, month)
        if last < span.last:
            yield Wanted(part, level, last + ONE_DAY, span.last, month)
    else:
        yield Wanted(part, level, span.first, span.last, month)
    for taken in live.taken(span):
        days = taken.span
        yield Wanted(part, level, days.first, days.last, month, taken.facts, taken.department)


# -- The statement --------------------------------------------------------------------------------

# A row of a month has these in its key already.
OF_MONTH = f"of_level >= {Level.MONTH.value}"
HOUR_OF_WEEK = f'CASE WHEN {OF_MONTH} THEN "key" ELSE 24 * {{weekday}} + "key" END'
SUBJECT_OF_REASON = f'CASE part WHEN {Part.REASONS.value} THEN COALESCE("subject_id", 0) ELSE 0 END'


def _key_of_whole(each_month: str) -> str:
    return (
        f"CASE part WHEN {Part.MONTHS.value} THEN {each_month} WHEN {Part.WEEKDAYS.value} "
        f'THEN CASE WHEN {OF_MONTH} THEN "key" ELSE {weekday()} END ELSE "department_id" END'
    )


def _key_of_parts() -> str:
    return (
        f"CASE WHEN part IN ({Part.SUBJECTS.value}, {Part.SUBJECTS_BEFORE.value}) "
        f'THEN COALESCE("subject_id", 0) WHEN part = {Part.CHANNELS.value} '
        f'THEN COALESCE("channel_id", 0) WHEN part = {Part.HOURS.value} '
        f'THEN {HOUR_OF_WEEK.format(weekday=weekday())} ELSE "key" END'
    )


def _rows(arms: list) -> Iterator[Row]:
    lists, selects, values, conditions = [], [], [], []
    # All that is taken off of the same facts has the same number.
    facts: list[frozenset[Facts]] = [frozenset()]
    for number, (wanted, condition, key, other) in enumerate(arms):
        columns, name = COLUMNS[wanted[0].part], f"wanted_{number}"
        lines = ", ".join([LINE.format(day=day_slot())] * len(wanted))
        lists.append(f"{name} ({LIST}) AS (VALUES {lines})")
        selects.append(
            f"SELECT part, taken, {key}, {other}, of_month, {_sums(columns)} "  # noqa: S608
            f'FROM {name} JOIN "dashboard_tally" ON "level" = of_level '
            f'AND "day" BETWEEN since AND until AND (place = 0 OR "department_id" = place)'
            f" WHERE 1 = 1{condition.text} GROUP BY 1, 2, 3, 4, 5"
        )
        for each in wanted:
            if each.facts not in facts:
                facts.append(each.facts)
            days = (each.first, each.last, each.month)
            values += [each.part.value, facts.index(each.facts), each.level.value]
            values += [day and day_value(day) for day in days]
            values.append(each.department)
        conditions += condition.values
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {', '.join(lists)} {' UNION ALL '.join(selects)}", [*values, *conditions]
        )
        for part, taken, key, other, month, *numbers in cursor.fetchall():
            sign = -1 if taken else 1
            counts = {
                name: sign * numbers[column]
                for name, column in _names(Part(part), facts[taken])
                if numbers[column]
            }
            yield Row(Part(part), key, other, month and read_day(month), counts)


LIST = "part, taken, of_level, since, until, of_month, place"
LINE = "(%s, %s, %s, {day}, {day}, {day}, %s)"


@lru_cache(maxsize=16)
def _sums(names: tuple[str, ...]) -> str:
    """As many columns in each part of the statement."""
    return ", ".join([f'SUM("{name}")' for name in names] + ["NULL"] * (len(COUNTS) - len(names)))


@lru_cache(maxsize=256)
def _names(part: Part, facts: frozenset[Facts]) -> tuple[tuple[str, int], ...]:
    """What a row of this part tells, and in which column; of these facts, or of all."""
    return tuple(
        (name, COLUMNS[part].index(name))
        for name in TOLD[part]
        if not facts or MEASURES[name].source.facts in facts
    )
