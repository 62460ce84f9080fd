"""Looking by itself, once for every working day that is over."""

from datetime import datetime, time

from dashboard.alerts.selectors import to_look_at
from dashboard.alerts.services import look
from kcc.lib.periods import ZONE

# By then the day before was counted and its evening was kept.
FROM = time(6)


def tick(now: datetime) -> None:
    """Every half minute (settings.JOB_TICKS). One statement when there is nothing to see."""
    if now.astimezone(ZONE).time() >= FROM and to_look_at(now).exists():
        look(now)
