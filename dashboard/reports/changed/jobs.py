"""Looking by itself, after days that are over were counted again."""

from datetime import datetime

from dashboard.reports.changed.services import check, to_check

IN_A_TICK = 2  # periods


def tick(now: datetime) -> None:
    """Every half minute (settings.JOB_TICKS). Two statements when nothing was counted again."""
    for period in to_check(now)[:IN_A_TICK]:
        check(kind=period.kind, first_day=period.first_day, now=now)
