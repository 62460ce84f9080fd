"""The tick that makes the weekly lists."""

from datetime import datetime

from contacts.weekly.services import make_lists
from kcc.organisation.calendars import calendar_for
from kcc.organisation.worktime import NoOpeningTime, is_open


def tick(now: datetime) -> None:
    """Quiet when the organisation is closed, as every message to its people."""
    try:
        if is_open(calendar_for(), now):
            make_lists(now=now)
    except NoOpeningTime:
        return
