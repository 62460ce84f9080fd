"""The tick that reminds who did not open a report."""

from datetime import datetime

from dashboard.reports.delivery.services import remind
from kcc.organisation.calendars import open_at


def tick(now: datetime) -> None:
    """Every half minute (settings.JOB_TICKS). Quiet when the organisation is closed, as every
    message to its people; one statement when nobody is to be reminded, a second one when somebody
    may be."""
    if open_at(now):
        remind(now=now)
