"""What the tests of pages with figures stand on."""

from datetime import timedelta

import pytest
import time_machine

from dashboard.models import TelephonyFile, TelephonyHour
from tests.dashboard import drawn
from tests.factories import NOW


@pytest.fixture
def on_the_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def at_noon(monkeypatch):
    """The rows are looked at after the history that was drawn (drawn.py)."""
    monkeypatch.setattr("dashboard.rows.views.timezone.now", lambda: drawn.NOW)


@pytest.fixture
def hours(at_noon):
    """Thirty hours of one day and the next, on one line."""
    day = drawn.NOW.date()
    file = TelephonyFile.objects.create(
        name="a.csv", sha256="0", read_at=drawn.NOW, rows=30, first_day=day, last_day=day
    )
    TelephonyHour.objects.bulk_create(
        TelephonyHour(
            day=day - timedelta(days=at // 24), hour=at % 24, offered=10 + at, answered=9,
            in_time=at % 9, abandoned=1, wait_seconds=60 * at, file=file,
        )
        for at in range(30)
    )  # fmt: skip
