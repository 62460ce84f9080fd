"""When the contacts come: by season, weekday and hour, in pieces that are made apart."""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random

from dashboard.management.bench.chances import Chances, between, in_parts
from dashboard.management.demo import shape
from kcc.lib.periods import ZONE, local_day
from kcc.organisation.calendars import calendar_for
from kcc.organisation.worktime import is_working_day

# January has the tax letters, summer the passports and the empty town hall.
SEASONS = (1.05, 1.35, 1.15, 1.05, 1.05, 1.0, 0.8, 0.75, 1.05, 1.0, 0.95, 0.8)
# Forms and mail come in on any day; the desk is open on some Saturdays.
SATURDAY, SUNDAY = 0.06, 0.035
AT_ONCE = 4_000  # contacts in a piece
# Ever more is registered: the last year has a third more than the first.
GROWTH = 0.3
HOURS = Chances(shape.HOURS)
EVENING = Chances({7: 1, 12: 2, 18: 2, 19: 4, 20: 5, 21: 4, 22: 2})
OFFICE_OPENS, OFFICE_CLOSES = 8.5, 17


@dataclass(frozen=True)
class Day:
    """It begins at `start`, and `eight` is eight o'clock on the clock of the town, both in UTC: no
    clock is put forward or back after that. `place` counts working days; on other days it is that
    of the next one."""

    date: date
    start: datetime
    eight: datetime
    is_working: bool
    place: int

    def at(self, second: int) -> datetime:
        """So many seconds after eight o'clock."""
        return self.eight + timedelta(seconds=second)


class Moment:
    """On a day of the almanac, so many seconds after eight o'clock."""

    __slots__ = ("at", "day", "second")

    def __init__(self, day: Day, second: int):
        self.day, self.second, self.at = day, second, day.at(second)


@dataclass(frozen=True)
class Piece:
    """`count` contacts, from number `first` (from 0) on, of these days with their numbers."""

    first: int
    count: int
    days: tuple[tuple[date, int], ...]


class Almanac:
    """Every day of the story, and some after it: what is planned for then has not happened."""

    AFTER = timedelta(days=400)

    def __init__(self, first: date, end: datetime):
        self.first, self.end = first, end.astimezone(UTC)
        # Nobody calls in the last half an hour: there is time left for what is done at once.
        self.last_call = self.end - timedelta(minutes=30)
        self.days: dict[date, Day] = {}
        self.working: list[Day] = []
        town, day = calendar_for(), first
        while day <= local_day(end) + self.AFTER:
            start, eight = (
                datetime.combine(day, time(hour), tzinfo=ZONE).astimezone(UTC) for hour in (0, 8)
            )
            made = Day(day, start, eight, is_working_day(town, day), len(self.working))
            self.days[day] = made
            if made.is_working:
                self.working.append(made)
            day += timedelta(days=1)
        # In UTC it is the same day as in the town, or still the day before.
        self.around = {one.date: (one, other) for one, other in pairwise(self.days.values())}
        # The last working day that is over.
        self.last_whole_day = self.working[self.days[local_day(end)].place - 1]

    def later(self, day: Day, working_days: int) -> Day:
        """The n-th working day after this one; with 0 the day itself, or the next working day."""
        place = day.place + working_days - (0 if day.is_working or not working_days else 1)
        return self.working[min(place, len(self.working) - 1)]

    def day_of(self, moment: datetime) -> Day:
        """The day of a moment in UTC; of one after the almanac its last working day. In a tenth of
        the time of `local_day`."""
        day, following = self.around.get(moment.date(), (self.working[-1], None))
        return following if following and moment >= following.start else day


def first_day(end: datetime, years: int) -> date:
    """So many years before the end; of 29 February the 28th."""
    last = local_day(end)
    year = last.year - years
    return date(year, last.month, min(last.day, calendar.monthrange(year, last.month)[1]))


def pieces_of(contacts: int, almanac: Almanac) -> list[Piece]:
    """All contacts, in order of time; pieces of about AT_ONCE, so that memory does not grow with
    the number."""
    last = local_day(almanac.end)
    days = [day for day in almanac.days.values() if day.date <= last]
    counts = in_parts(
        contacts, [_weight(day, number / len(days)) for number, day in enumerate(days)]
    )
    found, gathered, first, so_far = [], [], 0, 0
    for day, count in zip(days, counts, strict=True):
        gathered.append((day.date, count))
        so_far += count
        if so_far >= AT_ONCE:
            found.append(Piece(first, so_far, tuple(gathered)))
            first, gathered, so_far = first + so_far, [], 0
    return [*found, Piece(first, so_far, tuple(gathered))] if so_far else found


def _weight(day: Day, passed: float) -> float:
    if not day.is_working:
        weight = SATURDAY if day.date.weekday() == 5 else SUNDAY
    else:
        weight = shape.WEEKDAYS[day.date.weekday()]
    return weight * SEASONS[day.date.month - 1] * (1 + GROWTH * passed)


def second_of(rng: Random, day: Day, written: bool) -> int:
    """A second of that day, counted from eight o'clock. What is written comes in the evening too;
    on a day off only that does."""
    if not day.is_working or (written and rng.random() < 0.25):
        return (EVENING.draw(rng) - 8) * 3600 + between(rng, 0, 3600)
    hour = HOURS.draw(rng)
    start = 1800 if hour == 8 else 0
    return (hour - 8) * 3600 + between(rng, start, 3600)


def in_office(rng: Random) -> int:
    """When an employee does something, in seconds after eight o'clock."""
    return between(rng, 3600, 9 * 3600)
