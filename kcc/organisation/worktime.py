"""Business time: opening hours, working days, and the moment a promise falls due.

Pure: no database, no clock, no settings. Moments go in with a time zone and come out in UTC; days
are days of the calendar's own zone (Europe/Amsterdam).

The rules (domain rules for service norms):
- what is received outside opening time counts from the next opening;
- n working days end at closing time of the n-th working day after the day of receipt, which is
  not counted itself;
- a working day is Monday to Friday, not a closing day, with opening time on that day. A Saturday
  opening counts as opening time, never as a working day;
- hours run during opening time only.

Every question is a few binary searches in the laid-out calendar (`opening`), however long the term.
Statutory terms follow another law: see `statutory`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from kcc.organisation.opening import (
    SATURDAY,
    NoOpeningTime,
    OpeningCalendar,
    earlier,
    interval_at,
    longer,
    moment_of,
    stamp_of,
)

# What others ask of this module, wherever it is written down.
__all__ = [
    "SATURDAY", "Due", "NoOpeningTime", "OpeningCalendar", "Step", "add_working_days",
    "add_working_hours", "add_working_seconds", "closing_after", "counted_alike", "days_between",
    "is_open", "is_working_day", "last_closing", "local_day", "next_opening",
    "subtract_working_days", "subtract_working_hours", "subtract_working_seconds",
    "working_day_deadline", "working_days_between", "working_seconds_between",
]  # fmt: skip

SECOND = 1_000_000  # microseconds, as in `opening`
HOUR = 3600 * SECOND
# Closing days that an explanation names; the others are counted.
NAMED = 6


@dataclass(frozen=True)
class Step:
    """One reason in the explanation of a due moment: a code and its values, no words.

    Codes: received(at), counted_from(at), working_days(count), working_hours(hours),
    closes(at), closing_day(date, name), more_closing_days(count).
    """

    code: str
    params: Mapping[str, object]


@dataclass(frozen=True)
class Due:
    """A due moment (UTC) and why it is that moment."""

    moment: datetime
    steps: tuple[Step, ...] = ()


# --- Questions ------------------------------------------------------------------------------------


def is_working_day(calendar: OpeningCalendar, day: date) -> bool:
    """Monday to Friday, not a closing day, and with opening time."""
    return (
        day.weekday() < SATURDAY
        and day not in calendar.closed_days
        and bool(calendar.intervals_on(day))
    )


def is_open(calendar: OpeningCalendar, moment: datetime) -> bool:
    """Whether this moment is in opening time; the closing moment itself is not."""
    return next_opening(calendar, moment) == moment


def next_opening(calendar: OpeningCalendar, moment: datetime) -> datetime:
    """The moment itself when open, else the start of the next opening, in UTC."""
    stamp = stamp_of(moment)
    line, index = interval_at(calendar, stamp)
    return moment_of(max(stamp, line.starts[index]))


def local_day(calendar: OpeningCalendar, moment: datetime) -> date:
    """The calendar day of a moment, in the calendar's own zone."""
    stamp_of(moment)
    return moment.astimezone(calendar.zone).date()


def counted_alike(calendar: OpeningCalendar, moment: datetime) -> tuple:
    """The same for moments of one day in the same opening, or before the same one: whatever is
    reckoned from them in whole days ends at the same moment, for the same reasons but for the
    moment of receipt itself. NoOpeningTime when the calendar does not open any more."""
    stamp = stamp_of(moment)
    line, index = interval_at(calendar, stamp)
    opens = line.starts[index]
    return local_day(calendar, moment), opens, stamp >= opens


def working_days_between(calendar: OpeningCalendar, first: datetime, second: datetime) -> int:
    """Working days after the day of `first`, up to and including the day of `second`.

    Due Tuesday 17:00 and now Thursday 10:00 gives 2 ("2 working days late"); later on the same
    day gives 0. Negative when `second` lies before `first`. The inverse of `add_working_days`:
    between next_opening(received) and the due moment lie exactly n.
    """
    return days_between(calendar, local_day(calendar, first), local_day(calendar, second))


def days_between(calendar: OpeningCalendar, first: date, second: date) -> int:
    """As `working_days_between`, for local days already known."""
    line = calendar.years(min(first, second).year, max(first, second).year)
    return bisect_right(line.working_days, second.toordinal()) - bisect_right(
        line.working_days, first.toordinal()
    )


def working_seconds_between(calendar: OpeningCalendar, first: datetime, second: datetime) -> float:
    """Seconds of opening time between two moments; negative when `second` lies before `first`."""
    one, two = stamp_of(first), stamp_of(second)
    line = calendar.around(one, two)
    return (line.open_before(two) - line.open_before(one)) / SECOND


# --- Terms ----------------------------------------------------------------------------------------


def add_working_days(calendar: OpeningCalendar, received: datetime, n: int) -> Due:
    """Closing time of the n-th working day after the day of receipt, with the reasons.

    n = 0 is closing time of the day of receipt itself ("the same day"). Raises NoOpeningTime when
    the calendar does not open any more.
    """
    stamp, start, day, closes = _working_day_term(calendar, received, n)
    steps = [
        Step("working_days", {"count": n}),
        Step("received", {"at": moment_of(stamp)}),
        Step("closes", {"at": closes}),
    ]
    if start != stamp:
        steps.insert(2, Step("counted_from", {"at": moment_of(start)}))
    steps.extend(_skipped(calendar, received, day, local_day(calendar, closes)))
    return Due(closes, tuple(steps))


def working_day_deadline(calendar: OpeningCalendar, received: datetime, n: int) -> datetime:
    """The moment of `add_working_days` without the reasons: for reckoning in bulk."""
    return _working_day_term(calendar, received, n)[3]


def closing_after(calendar: OpeningCalendar, day: date, n: int) -> datetime:
    """Closing time of the n-th working day (n at least 1) after this day."""
    if n < 1:
        raise ValueError("Count at least one working day.")
    line = calendar.years(day.year, day.year)
    while (position := bisect_right(line.working_days, day.toordinal()) + n - 1) >= len(
        line.closings
    ):
        line = longer(calendar, line)
    return line.closings[position]


def last_closing(calendar: OpeningCalendar, received: datetime, day: date) -> datetime:
    """Closing time of the last working day not after `day`, if that is still to come at `received`;
    else closing time of the day of receipt."""
    stamp_of(received)
    line = calendar.years(day.year - 1, day.year)
    index = bisect_right(line.working_days, day.toordinal()) - 1
    if index >= 0 and line.closings[index] > received:
        return line.closings[index]
    return working_day_deadline(calendar, received, 0)


def add_working_hours(
    calendar: OpeningCalendar, received: datetime, hours: int | float | Decimal
) -> Due:
    """The moment at which this many hours of opening time have passed, with the reasons.

    A term that runs out exactly at closing time ends then, not at the next opening.
    """
    if hours < 0:
        raise ValueError("A term cannot be negative.")
    stamp = stamp_of(received)
    start, due = _after(calendar, stamp, _exactly(hours))
    steps = [
        Step("working_hours", {"hours": hours}),
        Step("received", {"at": moment_of(stamp)}),
    ]
    if start != stamp:
        steps.append(Step("counted_from", {"at": moment_of(start)}))
    moment = moment_of(due)
    first = local_day(calendar, received)
    steps.extend(_skipped(calendar, received, first, local_day(calendar, moment)))
    return Due(moment, tuple(steps))


def add_working_seconds(calendar: OpeningCalendar, moment: datetime, seconds: float) -> datetime:
    """The moment at which this many seconds of opening time have passed since `moment`."""
    if seconds < 0:
        raise ValueError("A term cannot be negative.")
    return moment_of(_after(calendar, stamp_of(moment), round(seconds * SECOND))[1])


def subtract_working_days(calendar: OpeningCalendar, due: datetime, n: int) -> datetime:
    """Before this moment something has to be received for n working days to end by `due`.

    `add_working_days` the other way round: received earlier, the term ends at `due` or before;
    received at this moment or later, it ends after it. Always a closing time.
    """
    if n < 0:
        raise ValueError("A term cannot be negative.")
    line = calendar.around(stamp_of(due))
    while (index := _last_in_time(line, due, n)) < 0:
        line = earlier(calendar, line)
    return moment_of(line.ends[index])


def subtract_working_hours(
    calendar: OpeningCalendar, moment: datetime, hours: int | float | Decimal
) -> datetime:
    """The latest moment from which this many hours of opening time pass until `moment`."""
    return _before(calendar, moment, _exactly(hours))


def subtract_working_seconds(
    calendar: OpeningCalendar, moment: datetime, seconds: float
) -> datetime:
    """The latest moment from which this many seconds of opening time pass until `moment`."""
    return _before(calendar, moment, seconds * SECOND)


def _last_in_time(line, due, n):
    """The place of the opening at whose end it is too late; negative: the timeline is too short.

    For n = 0 the last opening of a day that closes by `due`; else the last one before the day that
    is n - 1 working days before the last working day that closes by `due`.
    """
    if n == 0:
        index = bisect_right(line.ends, stamp_of(due)) - 1
        if index >= 0 and line.days[index + 1 : index + 2] == [line.days[index]]:
            index = bisect_left(line.days, line.days[index]) - 1  # that day opens again
        return index
    position = bisect_right(line.closings, due) - n
    return bisect_left(line.days, line.working_days[position]) - 1 if position >= 0 else -1


def _before(calendar, moment, length):
    if length < 0:
        raise ValueError("A term cannot be negative.")
    stamp, length = stamp_of(moment), round(length)
    if length == 0:
        return moment_of(stamp)
    line = calendar.around(stamp)
    while (target := line.open_before(stamp) - length) < 0:
        line = earlier(calendar, line)
    index = bisect_right(line.open_after, target)
    return moment_of(line.ends[index] - (line.open_after[index] - target))


def _exactly(hours):
    """Microseconds of a number of hours, without the errors of floating point."""
    return hours * HOUR if isinstance(hours, int) else round(Fraction(hours) * HOUR)


def _after(calendar, stamp, length):
    """The stamp that is counted from, and the one after `length` of opening time."""
    line, index = interval_at(calendar, stamp)
    start = max(stamp, line.starts[index])
    if length == 0:
        return start, start
    target = line.open_before(start) + length
    while line.total < target:
        line = longer(calendar, line)
        target = line.open_before(start) + length
    index = bisect_left(line.open_after, target)
    return start, line.ends[index] - (line.open_after[index] - target)


def _working_day_term(calendar, received, n):
    """Stamp of receipt, stamp counted from, day counted from, closing moment (a datetime)."""
    if n < 0:
        raise ValueError("A term cannot be negative.")
    stamp = stamp_of(received)
    line, index = interval_at(calendar, stamp)
    start = max(stamp, line.starts[index])
    ordinal = line.days[index]
    if n == 0:
        last_of_day = bisect_right(line.days, ordinal) - 1
        return stamp, start, date.fromordinal(ordinal), moment_of(line.ends[last_of_day])
    position = bisect_right(line.working_days, ordinal) + n - 1
    while position >= len(line.working_days):
        line = longer(calendar, line)
        position = bisect_right(line.working_days, ordinal) + n - 1
    return stamp, start, date.fromordinal(ordinal), line.closings[position]


def _skipped(calendar, received, first, last):
    """The closing days by name that made the wait longer; weekends go without saying. Of a long
    term the first NAMED, so that it can still be read.

    From the day of receipt itself (received on a closing day) to the day before the due one.
    """
    first = min(first, local_day(calendar, received))
    line = calendar.years(first.year, last.year)
    low = bisect_left(line.named_days, first.toordinal())
    high = bisect_left(line.named_days, last.toordinal())
    for ordinal in line.named_days[low : min(high, low + NAMED)]:
        day = date.fromordinal(ordinal)
        yield Step("closing_day", {"date": day, "name": calendar.closed_days.get(day, "")})
    if high - low > NAMED:
        yield Step("more_closing_days", {"count": high - low - NAMED})
