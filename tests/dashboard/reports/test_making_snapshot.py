"""Somebody logs a contact while the figures are frozen: the reports are of before it or of after
it, and the departments add up to the organisation."""

from collections import Counter
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection

from dashboard.models import Report
from dashboard.reports.frozen.reading import Period as Reading
from dashboard.reports.services import freeze, make_rows
from tests.dashboard.reports.making import DAY, OCTOBER, TEN, make_october, make_schedules
from tests.factories import make_callback, make_contact, reference

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def rows():
    make_schedules()
    make_october()
    places = {None: "nl"} | {row.pk: "nl" for row in reference().department.values()}
    make_rows(period=OCTOBER, places=places, by=None, now=DAY)


def log_another(number):
    """A contact and a promise of October in every department, over a connection of its own."""

    def write():
        try:
            at = TEN + timedelta(days=7, minutes=number)
            for subject in ("BZ01", "VG02"):
                make_contact(at=at, subject=subject, phone=f"+3161239{number:04}")
            make_callback(at=at, phone=f"+3161238{number:04}")
        finally:
            connection.close()

    thread = Thread(target=write)
    thread.start()
    thread.join()


def counted(report) -> Counter:
    """Of one report: what happened in its period, and what was open at the end of it."""
    found = Counter()
    for counts in report.figures["told"]["now"].values():
        found.update(counts)
    for key, work in report.figures["stock"].items():
        found[key.partition("/")[2]] += work["open"]
    for kind, (came, _went) in report.figures["flow"].items():
        found[f"came {kind}"] += came
    return found


def test_a_contact_logged_meanwhile_tears_nothing(rows, monkeypatch):
    real, numbers = Reading.told, iter(range(100))

    def told(self, department):
        found = real(self, department)
        log_another(next(numbers))
        return found

    monkeypatch.setattr(Reading, "told", told)
    assert len(freeze(period=OCTOBER, now=DAY)) == 4
    assert next(numbers) == 4
    reports = list(Report.objects.all())
    (whole,) = (counted(each) for each in reports if each.department_id is None)
    parts = sum((counted(each) for each in reports if each.department_id), Counter())
    assert parts == whole
    # It is of the moment before them
    assert whole["questions"] == 7
    assert whole["came callbacks"] == 1
    # And what was logged meanwhile is there
    monkeypatch.setattr(Reading, "told", real)
    Report.objects.update(state="due", figures=None, frozen_at=None)
    freeze(period=OCTOBER, now=DAY)
    assert counted(Report.objects.get(department=None))["questions"] == 7 + 4 * 3
