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

A calendar is laid out once, as flat sorted lists with running totals (`_Timeline`), so that every
question is a few binary searches however long the term. Statutory terms follow another law:
see `statutory`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_YEAR, LAST_YEAR = 1900, 2200
# Microseconds, the unit of all arithmetic here: exact, and fast as int.
DAY = 86_400_000_000
HOUR = 3_600_000_000
SATURDAY = 5

Interval = tuple[time, time]
Week = tuple[tuple[Interval, ...], ...]


class NoOpeningTime(ValueError):
    """The calendar has no opening time left for this question (an empty week, for instance)."""


@dataclass(frozen=True)
class Step:
    """One reason in the explanation of a due moment: a code and its values, no words.

    Codes: received(at), counted_from(at), working_days(count), working_hours(hours),
    closes(at), closing_day(date, name).
    """

    code: str
    params: Mapping[str, object]


@dataclass(frozen=True)
class Due:
    """A due moment (UTC) and why it is that moment."""

    moment: datetime
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class OpeningCalendar:
    """When something is open: a week, exceptions to it, and the days it is closed by name.

    `weekly` holds seven tuples (Monday first) of (opens, closes) in local time. `exceptions` maps
    a day to its own intervals, () for closed. `closed_days` maps a closing day to its name. An
    exception wins over a closing day for opening time (someone answers the phone on Good Friday),
    but a closing day is never a working day.
    """

    weekly: Week
    exceptions: Mapping[date, tuple[Interval, ...]] = field(default_factory=dict)
    closed_days: Mapping[date, str] = field(default_factory=dict)
    zone: ZoneInfo = AMSTERDAM
    _laid_out: list = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self):
        if len(self.weekly) != 7:
            raise ValueError("A week has seven days, Monday first.")
        for intervals in (*self.weekly, *self.exceptions.values()):
            _check_intervals(intervals)
        # Copies: a calendar is kept in a cache and must not change under its timeline.
        object.__setattr__(self, "exceptions", dict(self.exceptions))
        object.__setattr__(self, "closed_days", dict(self.closed_days))

    def intervals_on(self, day: date) -> tuple[Interval, ...]:
        """The opening times of one day, in local time."""
        if day in self.exceptions:
            return self.exceptions[day]
        if day in self.closed_days:
            return ()
        return self.weekly[day.weekday()]

    def years(self, first: int, last: int) -> _Timeline:
        """The laid-out calendar covering these local years; kept, and grown when asked for more.

        Growing builds a new timeline and swaps it in, so that threads may share a calendar.
        """
        line = self._laid_out[0] if self._laid_out else None
        if line and line.first <= first and last <= line.last:
            return line
        if first < FIRST_YEAR or last > LAST_YEAR:
            raise NoOpeningTime(f"Only {FIRST_YEAR} to {LAST_YEAR} can be computed.")
        if line:
            first, last = min(first, line.first), max(last, line.last)
        line = _Timeline(self, first, last)
        self._laid_out[:] = [line]
        return line

    def around(self, *stamps: int) -> _Timeline:
        """The laid-out calendar covering these stamps with a day to spare on either side."""
        line = self._laid_out[0] if self._laid_out else None
        low, high = min(stamps) - DAY, max(stamps) + DAY
        if line and line.safe_from <= low and high < line.safe_until:
            return line
        return self.years(_moment(low).year, _moment(high).year)


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
    stamp = _stamp(moment)
    line, index = _interval_at(calendar, stamp)
    return _moment(max(stamp, line.starts[index]))


def local_day(calendar: OpeningCalendar, moment: datetime) -> date:
    """The calendar day of a moment, in the calendar's own zone."""
    _stamp(moment)
    return moment.astimezone(calendar.zone).date()


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
    one, two = _stamp(first), _stamp(second)
    line = calendar.around(one, two)
    return (line.open_before(two) - line.open_before(one)) / 1_000_000


# --- Terms ----------------------------------------------------------------------------------------


def add_working_days(calendar: OpeningCalendar, received: datetime, n: int) -> Due:
    """Closing time of the n-th working day after the day of receipt, with the reasons.

    n = 0 is closing time of the day of receipt itself ("the same day"). Raises NoOpeningTime when
    the calendar does not open any more.
    """
    stamp, start, day, closes = _working_day_term(calendar, received, n)
    steps = [
        Step("working_days", {"count": n}),
        Step("received", {"at": _moment(stamp)}),
        Step("closes", {"at": closes}),
    ]
    if start != stamp:
        steps.insert(2, Step("counted_from", {"at": _moment(start)}))
    steps.extend(_skipped(calendar, received, day, local_day(calendar, closes)))
    return Due(closes, tuple(steps))


def working_day_deadline(calendar: OpeningCalendar, received: datetime, n: int) -> datetime:
    """The moment of `add_working_days` without the reasons: for reckoning in bulk."""
    return _working_day_term(calendar, received, n)[3]


def last_closing(calendar: OpeningCalendar, received: datetime, day: date) -> datetime:
    """Closing time of the last working day not after `day`, if that is still to come at `received`;
    else closing time of the day of receipt."""
    _stamp(received)
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
    stamp = _stamp(received)
    start, due = _after(calendar, stamp, round(Fraction(hours) * HOUR))
    steps = [
        Step("working_hours", {"hours": hours}),
        Step("received", {"at": _moment(stamp)}),
    ]
    if start != stamp:
        steps.append(Step("counted_from", {"at": _moment(start)}))
    moment = _moment(due)
    first = local_day(calendar, received)
    steps.extend(_skipped(calendar, received, first, local_day(calendar, moment)))
    return Due(moment, tuple(steps))


def add_working_seconds(calendar: OpeningCalendar, moment: datetime, seconds: float) -> datetime:
    """The moment at which this many seconds of opening time have passed since `moment`."""
    if seconds < 0:
        raise ValueError("A term cannot be negative.")
    return _moment(_after(calendar, _stamp(moment), round(seconds * 1_000_000))[1])


def subtract_working_seconds(
    calendar: OpeningCalendar, moment: datetime, seconds: float
) -> datetime:
    """The latest moment from which this many seconds of opening time pass until `moment`."""
    if seconds < 0:
        raise ValueError("A term cannot be negative.")
    stamp, length = _stamp(moment), round(seconds * 1_000_000)
    if length == 0:
        return _moment(stamp)
    line = calendar.around(stamp)
    while (target := line.open_before(stamp) - length) < 0:
        line = _earlier(calendar, line)
    index = bisect_right(line.open_after, target)
    return _moment(min(line.ends[index] - (line.open_after[index] - target), stamp))


def _after(calendar, stamp, length):
    """The stamp that is counted from, and the one after `length` of opening time."""
    line, index = _interval_at(calendar, stamp)
    start = max(stamp, line.starts[index])
    if length == 0:
        return start, start
    target = line.open_before(start) + length
    while line.total < target:
        line = _longer(calendar, line)
        target = line.open_before(start) + length
    index = bisect_left(line.open_after, target)
    return start, line.ends[index] - (line.open_after[index] - target)


def _working_day_term(calendar, received, n):
    """Stamp of receipt, stamp counted from, day counted from, closing moment (a datetime)."""
    if n < 0:
        raise ValueError("A term cannot be negative.")
    stamp = _stamp(received)
    line, index = _interval_at(calendar, stamp)
    start = max(stamp, line.starts[index])
    ordinal = line.days[index]
    if n == 0:
        last_of_day = bisect_right(line.days, ordinal) - 1
        return stamp, start, date.fromordinal(ordinal), _moment(line.ends[last_of_day])
    position = bisect_right(line.working_days, ordinal) + n - 1
    while position >= len(line.working_days):
        line = _longer(calendar, line)
        position = bisect_right(line.working_days, ordinal) + n - 1
    return stamp, start, date.fromordinal(ordinal), line.closings[position]


def _skipped(calendar, received, first, last):
    """The closing days by name that made the wait longer; weekends go without saying.

    From the day of receipt itself (received on a closing day) to the day before the due one.
    """
    first = min(first, local_day(calendar, received))
    line = calendar.years(first.year, last.year)
    low = bisect_left(line.named_days, first.toordinal())
    high = bisect_left(line.named_days, last.toordinal())
    for ordinal in line.named_days[low:high]:
        day = date.fromordinal(ordinal)
        yield Step("closing_day", {"date": day, "name": calendar.closed_days.get(day, "")})


# --- The calendar laid out ------------------------------------------------------------------------


class _Timeline:
    """Opening intervals and working days of some whole years, sorted, with running totals.

    Parallel lists over intervals: `starts`, `ends` (microseconds since 1970), `open_after` (opening
    time up to and including the interval) and `days` (ordinal of the local day). Parallel lists
    over working days: `working_days` (ordinals) and `closings` (datetimes). `named_days` holds the
    weekdays on which the calendar would have been open, but is not.
    """

    def __init__(self, calendar: OpeningCalendar, first: int, last: int):
        self.first, self.last = first, last
        self.safe_from = _stamp(datetime(first, 1, 2, tzinfo=UTC))
        self.safe_until = _stamp(datetime(last, 12, 31, tzinfo=UTC))
        self.starts, self.ends, self.open_after, self.days = [], [], [], []
        self.working_days, self.closings, self.named_days = [], [], []
        total = 0
        for ordinal in range(date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal() + 1):
            day = date.fromordinal(ordinal)
            opened = False
            for opens, closes in calendar.intervals_on(day):
                start, end = _utc_stamp(day, opens, calendar), _utc_stamp(day, closes, calendar)
                if start >= end:
                    continue  # falls wholly in the hour that a spring night skips
                total += end - start
                opened = True
                self.starts.append(start)
                self.ends.append(end)
                self.open_after.append(total)
                self.days.append(ordinal)
            if day.weekday() >= SATURDAY:
                continue
            if opened and day not in calendar.closed_days:
                self.working_days.append(ordinal)
                self.closings.append(_moment(self.ends[-1]))
            elif calendar.weekly[day.weekday()]:
                self.named_days.append(ordinal)
        self.total = total

    def open_before(self, stamp: int) -> int:
        """Opening time (microseconds) from the start of this timeline until the stamp."""
        index = bisect_right(self.starts, stamp) - 1
        if index < 0:
            return 0
        return self.open_after[index] - max(0, self.ends[index] - stamp)


def _interval_at(calendar, stamp):
    """The timeline, and the place in it of the first interval that ends after the stamp."""
    line = calendar.around(stamp)
    index = bisect_right(line.ends, stamp)
    while index == len(line.ends):
        line = _longer(calendar, line)
        index = bisect_right(line.ends, stamp)
    return line, index


def _longer(calendar, line):
    """The timeline with twice as many years, until there is nothing more to be found."""
    if line.last == LAST_YEAR or (not any(calendar.weekly) and line.last >= _last_year(calendar)):
        raise NoOpeningTime("The calendar has no opening time after this moment.")
    return calendar.years(line.first, min(2 * line.last - line.first + 1, LAST_YEAR))


def _earlier(calendar, line):
    """The timeline with twice as many years before it, until there is nothing more to be found."""
    if line.first == FIRST_YEAR:
        raise NoOpeningTime("The calendar has no opening time before this moment.")
    return calendar.years(max(2 * line.first - line.last - 1, FIRST_YEAR), line.last)


def _last_year(calendar):
    return max((day.year for day in calendar.exceptions), default=0)


def _stamp(moment: datetime) -> int:
    """Microseconds since 1970, exactly; a moment without a zone is a mistake."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _moment(stamp: int) -> datetime:
    return EPOCH + timedelta(microseconds=stamp)


def _utc_stamp(day, clock, calendar):
    """Local time to UTC. A time that a spring night skips becomes the moment of the change; of a
    time that an autumn night has twice, the first is meant."""
    local = datetime.combine(day, clock, tzinfo=calendar.zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(calendar.zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return _stamp(moment)
    before, after = local.replace(fold=1).astimezone(UTC), moment
    winter = before.astimezone(calendar.zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(calendar.zone).utcoffset() == winter:
            before = middle
        else:
            after = middle
    return _stamp(after.replace(microsecond=0))


def _check_intervals(intervals: Iterable[Interval]) -> None:
    previous = None
    for opens, closes in intervals:
        if opens >= closes:
            raise ValueError(f"Opening at {opens} must come before closing at {closes}.")
        if previous is not None and opens < previous:
            raise ValueError(f"Opening times overlap at {opens}.")
        previous = closes
