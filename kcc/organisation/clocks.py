"""The clock of a promise: when it ends, when it is broken beyond excuse, and what lies between.

Plain arithmetic on a calendar. A clock can stand still while we wait for the customer; the opening
time that was left then is left again when it goes on.
"""

from dataclasses import dataclass
from datetime import datetime

from kcc.organisation.worktime import (
    OpeningCalendar,
    add_working_seconds,
    subtract_working_seconds,
    working_day_deadline,
    working_seconds_between,
)

SERIOUS = 3  # times the term: "ernstig te laat"


@dataclass(frozen=True)
class Clock:
    """`term_seconds` is the whole term in seconds of opening time; moments are in UTC."""

    due_at: datetime
    serious_at: datetime
    term_seconds: int


def start_clock(calendar: OpeningCalendar, *, received: datetime, due_at: datetime) -> Clock:
    """The clock of a promise given for `received`."""
    term = round(max(working_seconds_between(calendar, received, due_at), 0))
    return _ending(calendar, due_at, term)


def go_on(
    calendar: OpeningCalendar, *, due_at: datetime, term_seconds: int, stood_since: datetime, now
) -> Clock:
    """The clock after it stood still: what was left at `stood_since` is left again now. One that
    had ended already stays ended."""
    if due_at <= stood_since:
        return _ending(calendar, due_at, term_seconds)
    left = working_seconds_between(calendar, stood_since, due_at)
    return _ending(calendar, add_working_seconds(calendar, now, left), term_seconds)


def share_passed_at(
    calendar: OpeningCalendar, *, due_at: datetime, term_seconds: int, share: int
) -> datetime:
    """The moment at which this share (per cent) of the term has passed; 100 is `due_at`."""
    left = term_seconds * (100 - share) / 100
    return subtract_working_seconds(calendar, due_at, left) if left > 0 else due_at


def days_late_at(calendar: OpeningCalendar, *, due_at: datetime, days: int) -> datetime:
    """Closing time of this many working days after the promise."""
    return working_day_deadline(calendar, due_at, days)


def _ending(calendar, due_at, term) -> Clock:
    return Clock(due_at, add_working_seconds(calendar, due_at, term * (SERIOUS - 1)), term)
