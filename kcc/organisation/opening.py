"""Opening hours: a calendar, and the same calendar laid out so that questions are quick.

Pure: no database, no clock, no settings. A calendar is laid out once, as flat sorted lists with
running totals (`_Timeline`): every question of `worktime` is then a few binary searches, however
long the term.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_YEAR, LAST_YEAR = 1900, 2200
# Microseconds, the unit of all arithmetic here: exact, and fast as int.
DAY = 86_400_000_000
MICROSECOND = timedelta(microseconds=1)
EPOCH_ORDINAL = EPOCH.toordinal()
SATURDAY = 5

Interval = tuple[time, time]
Week = tuple[tuple[Interval, ...], ...]


class NoOpeningTime(ValueError):
    """The calendar has no opening time left for this question (an empty week, for instance)."""


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
        return self.years(moment_of(low).year, moment_of(high).year)


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
        self.safe_from = stamp_of(datetime(first, 1, 2, tzinfo=UTC))
        self.safe_until = stamp_of(datetime(last, 12, 31, tzinfo=UTC))
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
                self.closings.append(moment_of(self.ends[-1]))
            elif calendar.weekly[day.weekday()]:
                self.named_days.append(ordinal)
        self.total = total

    def open_before(self, stamp: int) -> int:
        """Opening time (microseconds) from the start of this timeline until the stamp."""
        index = bisect_right(self.starts, stamp) - 1
        if index < 0:
            return 0
        return self.open_after[index] - max(0, self.ends[index] - stamp)


def interval_at(calendar, stamp):
    """The timeline, and the place in it of the first interval that ends after the stamp."""
    line = calendar.around(stamp)
    index = bisect_right(line.ends, stamp)
    while index == len(line.ends):
        line = longer(calendar, line)
        index = bisect_right(line.ends, stamp)
    return line, index


def longer(calendar, line):
    """The timeline with twice as many years, until there is nothing more to be found."""
    if line.last == LAST_YEAR or (not any(calendar.weekly) and line.last >= _last_year(calendar)):
        raise NoOpeningTime("The calendar has no opening time after this moment.")
    return calendar.years(line.first, min(2 * line.last - line.first + 1, LAST_YEAR))


def earlier(calendar, line):
    """The timeline with twice as many years before it, until there is nothing more to be found."""
    if line.first == FIRST_YEAR or (
        not any(calendar.weekly) and line.first <= _first_year(calendar)
    ):
        raise NoOpeningTime("The calendar has no opening time before this moment.")
    return calendar.years(max(2 * line.first - line.last - 1, FIRST_YEAR), line.last)


def _last_year(calendar):
    return max((day.year for day in calendar.exceptions), default=FIRST_YEAR)


def _first_year(calendar):
    return min((day.year for day in calendar.exceptions), default=LAST_YEAR)


def stamp_of(moment: datetime) -> int:
    """Microseconds since 1970, exactly; a moment without a zone is a mistake."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment_of(stamp: int) -> datetime:
    return EPOCH + timedelta(microseconds=stamp)


@lru_cache(maxsize=8192)
def _offset(zone: ZoneInfo, ordinal: int) -> int | None:
    """How far local time is ahead of UTC, in microseconds; None on a day when that changes."""
    midnights = (datetime.fromordinal(each).replace(tzinfo=zone) for each in (ordinal, ordinal + 1))
    begin, end = (midnight.utcoffset() for midnight in midnights)
    return begin // MICROSECOND if begin == end else None


def _utc_stamp(day, clock, calendar):
    """Local time to UTC. A time that a spring night skips becomes the moment of the change; of a
    time that an autumn night has twice, the first is meant."""
    ahead = _offset(calendar.zone, day.toordinal())
    if ahead is not None:
        seconds = clock.hour * 3600 + clock.minute * 60 + clock.second
        within = seconds * 1_000_000 + clock.microsecond
        return (day.toordinal() - EPOCH_ORDINAL) * DAY + within - ahead
    local = datetime.combine(day, clock, tzinfo=calendar.zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(calendar.zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return stamp_of(moment)
    before, after = local.replace(fold=1).astimezone(UTC), moment
    winter = before.astimezone(calendar.zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(calendar.zone).utcoffset() == winter:
            before = middle
        else:
            after = middle
    return stamp_of(after.replace(microsecond=0))


def _check_intervals(intervals: Iterable[Interval]) -> None:
    previous = None
    for opens, closes in intervals:
        if opens >= closes:
            raise ValueError(f"Opening at {opens} must come before closing at {closes}.")
        if previous is not None and opens < previous:
            raise ValueError(f"Opening times overlap at {opens}.")
        previous = closes
