"""Moments at which somebody is at work."""

from datetime import date, datetime, time, timedelta

from kcc.lib.periods import ZONE, local_day
from kcc.organisation.calendars import calendar_for
from kcc.organisation.worktime import is_working_day


def working_days(first: date, last: date) -> list[date]:
    calendar = calendar_for()
    days = ((first + timedelta(days=n)) for n in range((last - first).days + 1))
    return [day for day in days if is_working_day(calendar, day)]


class Clock:
    def __init__(self, rng):
        self.rng = rng
        self.calendar = calendar_for()

    def after(self, at: datetime, days: int) -> datetime:
        """A moment in working time this many working days after `at`; 0 is later the same day, or
        the next morning when it is late already."""
        day = local_day(at)
        if days == 0:
            hour = at.astimezone(ZONE).hour + self.rng.randrange(1, 4)
            if hour < 17 and is_working_day(self.calendar, day):
                return self._on(day, hour)
            days = 1
        while days:
            day += timedelta(days=1)
            days -= is_working_day(self.calendar, day)
        return self._on(day, self.rng.choice((9, 9, 10, 10, 11, 13, 14, 14, 15, 16)))

    def on_a_working_day(self, at: datetime) -> datetime:
        """Some moment on that day, or on the next working day."""
        day = local_day(at)
        while not is_working_day(self.calendar, day):
            day += timedelta(days=1)
        return self._on(day, self.rng.randrange(9, 17))

    def _on(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour, self.rng.randrange(60)), tzinfo=ZONE)
