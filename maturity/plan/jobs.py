"""The tick that reminds of improvement actions: a week before the day, and once it passed."""

from datetime import datetime

from kcc.organisation.calendars import open_at
from maturity.plan.reminding import remind


def tick(now: datetime) -> None:
    """Every half minute (settings.JOB_TICKS). Quiet when the organisation is closed, as every
    message to its people; one statement when nobody is to be reminded."""
    if open_at(now):
        remind(now=now)
