"""The clock of a promise: when it ends, when it is broken beyond excuse, and what lies between.

Plain arithmetic on a calendar. A clock can stand still while we wait for the customer; the opening
time that was left then is left again when it goes on.
"""

from dataclasses import dataclass
from datetime import datetime

from kcc.organisation.worktime import (
    NoOpeningTime,
    OpeningCalendar,
    add_working_seconds,
    closing_after,
    local_day,
    subtract_working_seconds,
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
    return _ending(calendar, _later(calendar, max(now, stood_since), left), term_seconds)


def share_passed_at(
    calendar: OpeningCalendar, *, due_at: datetime, term_seconds: int, share: int
) -> datetime:
    """The moment at which this share (per cent) of the term has passed; 100 is `due_at`."""
    left = term_seconds * (100 - share) / 100
    if left <= 0:
        return _later(calendar, due_at, -left)
    return subtract_working_seconds(calendar, due_at, left)


def days_late_at(calendar: OpeningCalendar, *, due_at: datetime, days: int) -> datetime:
    """Closing time of the day on which it is this many working days late; 0 is `due_at`."""
    return closing_after(calendar, local_day(calendar, due_at), days) if days else due_at


def _ending(calendar, due_at, term) -> Clock:
    return Clock(due_at, _later(calendar, due_at, term * (SERIOUS - 1)), term)


def _later(calendar, moment, seconds) -> datetime:
    """The moment itself when no opening time is left: a calendar that was emptied by mistake must
    not stop the work that goes by it."""
    if not seconds:
        return moment
    try:
        return add_working_seconds(calendar, moment, seconds)
    except NoOpeningTime:
        return moment
