"""System checks: SQLite opened safely, equated days known."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.conf import settings
from django.core.checks import Tags, run_checks

from kcc.organisation.checks import (
    closing_days_are_known,
    equated_days_are_known,
    missing_for_sqlite,
    sqlite_is_opened_safely,
)
from kcc.organisation.models import ClosingDay

SAFE = {
    "ENGINE": "django.db.backends.sqlite3",
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL;",
    },
}


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({}, []),
        ({"timeout": 5}, ["a timeout of 20 seconds"]),
        ({"transaction_mode": "DEFERRED"}, ["transaction_mode IMMEDIATE"]),
        ({"init_command": "PRAGMA synchronous=NORMAL;"}, ["journal_mode=WAL"]),
    ],
)
def test_missing_for_sqlite(change, missing):
    assert missing_for_sqlite(SAFE | {"OPTIONS": SAFE["OPTIONS"] | change}) == missing


def test_missing_for_sqlite_with_the_settings_of_django():
    assert len(missing_for_sqlite({"ENGINE": "django.db.backends.sqlite3"})) == 3


def test_missing_for_sqlite_leaves_postgresql_alone():
    assert missing_for_sqlite({"ENGINE": "django.db.backends.postgresql"}) == []


@pytest.mark.django_db  # nothing is asked of it, but which one it is matters
def test_our_own_settings_are_safe():
    assert sqlite_is_opened_safely(None) == []


def test_unsafe_settings_stop_the_start(monkeypatch):
    monkeypatch.setitem(settings.DATABASES, "other", {"ENGINE": "django.db.backends.sqlite3"})
    assert [error.id for error in sqlite_is_opened_safely(None)] == ["kcc.E001"]


@pytest.mark.django_db
@pytest.mark.parametrize(("year", "ids"), [(2026, []), (2028, []), (2029, ["kcc.W001"])])
def test_equated_days_are_known(year, ids):
    with time_machine.travel(datetime(year, 6, 1, tzinfo=UTC), tick=False):
        found = equated_days_are_known(None, databases=["default"])
    assert [warning.id for warning in found] == ids


@pytest.mark.django_db
def test_equated_days_may_be_entered_by_hand():
    ClosingDay.objects.create(date=date(2029, 5, 11), name="Besluit", kind="equated")
    with time_machine.travel(datetime(2029, 6, 1, tzinfo=UTC), tick=False):
        assert equated_days_are_known(None, databases=["default"]) == []


def test_equated_days_are_asked_only_with_a_database():
    with time_machine.travel(datetime(2029, 6, 1, tzinfo=UTC), tick=False):
        assert equated_days_are_known(None, databases=None) == []
        assert run_checks(tags=[Tags.database], databases=None) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "ids"),
    [((2026, 10, 1), []), ((2026, 12, 1), ["kcc.W002"]), ((2028, 1, 1), ["kcc.W002"])],
)
def test_closing_days_are_known_two_months_ahead(today, ids):
    with time_machine.travel(datetime(*today, tzinfo=UTC), tick=False):
        assert closing_days_are_known(None, databases=["default"]) == []
        ClosingDay.objects.create(date=date(2026, 12, 25), name="Kerst", kind="holiday")
        found = closing_days_are_known(None, databases=["default"])
    assert [warning.id for warning in found] == ids
