"""When which report is due. Plain reckoning on a calendar: no database, no clock, no settings.

A report is about a month or a year. It is published on the n-th working day after the end of that
period, at an hour; one that is read over first is made on the first working day, at the same hour,
so that there is time for it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Self

from dashboard.spans import Span, month_of
from kcc.lib.periods import ZONE, Month, local_day
from kcc.organisation.worktime import OpeningCalendar, closing_after

ONE_DAY = timedelta(days=1)
# After a standstill longer than this (in days) the oldest reports are made by hand.
LOOKED_BACK = 400


class Kind(StrEnum):
    """Of a period: the values of dashboard.models.Report.Kind (a test holds them together)."""

    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, order=True)
class Period:
    """A calendar month or year."""

    kind: str
    first_day: date

    def __post_init__(self):
        if self.first_day.day != 1 or (self.kind == Kind.YEAR and self.first_day.month != 1):
            raise ValueError("a period begins on the first of the month, or of the year")

    @classmethod
    def of(cls, kind: str, day: date) -> Self:
        """The one this day is in."""
        return cls(kind, day.replace(day=1, **({"month": 1} if kind == Kind.YEAR else {})))

    @classmethod
    def parse(cls, text: str) -> Self:
        """'2026-10' or '2026'; ValueError for anything else, and for 9999: after that year there is
        no next one."""
        if text.startswith("9999"):
            raise ValueError("the calendar ends there")
        if re.fullmatch(r"\d{4}", text):
            return cls(Kind.YEAR, date(int(text), 1, 1))
        if not re.fullmatch(r"\d{4}-\d{2}", text):
            raise ValueError("a period is written as 2026-10 or 2026")
        return cls(Kind.MONTH, Month.parse(text).first_day)

    @property
    def next(self) -> "Period":
        return Period.of(self.kind, self.last_day + ONE_DAY)

    @property
    def previous(self) -> "Period":
        return Period.of(self.kind, self.first_day - ONE_DAY)

    @property
    def last_day(self) -> date:
        if self.kind == Kind.YEAR:
            return date(self.first_day.year, 12, 31)
        return month_of(self.first_day).last_day

    @property
    def span(self) -> Span:
        return Span(self.first_day, self.last_day)

    def is_over(self, now: datetime) -> bool:
        return self.last_day < local_day(now)

    def __str__(self) -> str:
        return str(self.first_day.year if self.kind == Kind.YEAR else month_of(self.first_day))


@dataclass(frozen=True)
class Plan:
    """The choices of a schedule that decide about time; `since` is the first day of the first
    period there is a report of."""

    kind: str
    working_day: int
    hour: time
    review: bool
    since: date

    def published(self, calendar: OpeningCalendar, period: Period) -> datetime:
        """When it is published by itself, or should be. Raises NoOpeningTime when the calendar has
        no opening hours."""
        return moment_of(calendar, period, self.working_day, self.hour)

    def made(self, calendar: OpeningCalendar, period: Period) -> datetime:
        """From when on it is made."""
        return moment_of(calendar, period, 1 if self.review else self.working_day, self.hour)

    def due(self, calendar: OpeningCalendar, now: datetime) -> Iterator[Period]:
        """The periods there should be a report of at this moment, in order; none of long ago."""
        oldest = max(self.since, local_day(now) - timedelta(days=LOOKED_BACK))
        period = Period.of(self.kind, oldest)
        if period.first_day < self.since:
            period = period.next
        while period.is_over(now) and self.made(calendar, period) <= now:
            yield period
            period = period.next

    def coming(self, calendar: OpeningCalendar, now: datetime) -> Iterator[tuple[Period, datetime]]:
        """What is still to be published and when, without end."""
        period = max(Period.of(self.kind, self.since), Period.of(self.kind, local_day(now)))
        while period.first_day >= self.since and self.published(calendar, period.previous) > now:
            period = period.previous
        while True:
            if period.first_day >= self.since:
                yield period, self.published(calendar, period)
            period = period.next


def moment_of(calendar: OpeningCalendar, period: Period, working_day: int, hour: time) -> datetime:
    """That hour, local time, of the n-th working day after the period."""
    closing = closing_after(calendar, period.last_day, working_day)
    return datetime.combine(local_day(closing), hour, tzinfo=ZONE)
