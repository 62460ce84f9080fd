"""The tick that makes the weekly lists."""

from datetime import datetime

from contacts.weekly.services import make_lists
from kcc.organisation.calendars import open_at


def tick(now: datetime) -> None:
    """Quiet when the organisation is closed, as every message to its people."""
    if open_at(now):
        make_lists(now=now)
