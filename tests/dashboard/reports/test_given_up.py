"""Callbacks that ended without anybody being reached, in the report of the month they ended in."""

from datetime import date, datetime

from contacts.callbacks import services
from dashboard.reports.frozen import freeze_all, thaw
from kcc.lib.periods import ZONE
from kcc.organisation.models import Department
from tests.factories import make_callback, make_user, reference

ASKED = datetime(2026, 10, 5, 10, tzinfo=ZONE)
LATER = datetime(2026, 12, 20, 10, tzinfo=ZONE)


def give_up(department: Department, on: datetime) -> None:
    """As a handler does, after trying on three days at several times."""
    handler = make_user("handler", department, username=f"wie-belt-{on:%m%d}-{department.slug}")
    callback = make_callback(department=department, assignee=handler, at=ASKED)
    for before, hour in ((3, 9), (2, 16), (1, 11)):
        at = on.replace(day=on.day - before, hour=hour)
        callback.refresh_from_db()
        services.record_attempt(by=handler, callback=callback, version=callback.version, now=at)
    callback.refresh_from_db()
    services.close_not_reached(by=handler, callback=callback, version=callback.version, now=on)


def given_up(first_day: date) -> dict:
    places = {each.slug: each.pk for each in Department.objects.all()} | {"": None}
    found = freeze_all("month", first_day, places.values(), now=LATER)
    told = {slug: thaw(found[pk]).given_up for slug, pk in places.items()}
    return {slug: numbers for slug, numbers in told.items() if any(numbers)}


def test_they_count_in_the_month_they_ended_in_and_in_the_next_report_before_it(db):
    ref = reference()
    give_up(ref.department["vergunningen"], datetime(2026, 10, 15, 12, tzinfo=ZONE))
    give_up(ref.department["vergunningen"], datetime(2026, 11, 12, 12, tzinfo=ZONE))
    give_up(ref.department["burgerzaken"], datetime(2026, 11, 13, 12, tzinfo=ZONE))
    assert given_up(date(2026, 10, 1)) == {"vergunningen": (1, 0), "": (1, 0)}
    assert given_up(date(2026, 11, 1)) == {
        "vergunningen": (1, 1), "burgerzaken": (1, 0), "": (2, 1),
    }  # fmt: skip
