"""How busy the contact centre is, hour by hour. Plain Python."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from dashboard.spans import Span
from dashboard.tallies.counts import Counts

HOUR = 3600  # seconds
Place = tuple[int, int]  # weekday (1 is Monday), hour of the day


def contacts_by_hour(hours: Mapping[Place, Counts]) -> dict[Place, int]:
    return {place: counts["contacts"] for place, counts in hours.items()}


def people_busy(
    hours: Mapping[Place, Counts], *, span: Span, today: date, mean_seconds: float | None
) -> dict[Place, float]:
    """How many people together were busy with contacts in that hour, on average over the days of
    that weekday that have passed: contacts per hour times the mean time a contact takes. Empty
    when no time was kept. It says how much work there was, not how long anybody waited."""
    if not mean_seconds:
        return {}
    days = weekdays(span, today)
    return {
        (weekday, hour): counts["contacts"] * mean_seconds / HOUR / days[weekday]
        for (weekday, hour), counts in hours.items()
        if days[weekday]
    }


def weekdays(span: Span, today: date) -> Counter[int]:
    """How many of each weekday lie in the period, today included."""
    return Counter(day.isoweekday() for day in span.days if day <= today)
