"""Which day is so many working days ago: the edges between the ages of open work."""

from datetime import date, timedelta

from dashboard.figures import BUCKETS
from kcc.organisation.worktime import OpeningCalendar, days_between, is_working_day

# A calendar without a single working day in this time says nothing; then days are days.
FURTHEST = 400


def first_day_aged(calendar: OpeningCalendar, today: date, most: int) -> date:
    """The earliest day from which at most `most` working days have passed."""
    left, day = most + 1, today + timedelta(days=1)
    while left:
        day -= timedelta(days=1)
        if (today - day).days > FURTHEST:
            return today - timedelta(days=most)
        left -= is_working_day(calendar, day)
    return day


def bucket_days(calendar: OpeningCalendar, today: date) -> list[tuple[date | None, date | None]]:
    """(first, last) day on which the work of each bucket came in; None has no limit."""
    edges = [
        first_day_aged(calendar, today, most) if most is not None else None for _, most in BUCKETS
    ]
    lasts = [None, *(edge - timedelta(days=1) for edge in edges[:-1])]
    return list(zip(edges, lasts, strict=True))


def age_in_working_days(calendar: OpeningCalendar, day: date | None, today: date) -> int | None:
    return days_between(calendar, day, today) if day else None
