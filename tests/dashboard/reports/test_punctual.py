"""The working day on which the reports of a month were there."""

from datetime import date, timedelta

import pytest

from dashboard import figures
from dashboard.figures import Rating, Value
from dashboard.reports.punctual import report_day
from kcc.lib.periods import start_of
from tests.dashboard.reports.kept import OCTOBER, keep_report
from tests.factories import reference

pytestmark = pytest.mark.django_db
# October 2026 ends on a Saturday: the first working day after it is Monday the second.
MORNING = timedelta(hours=9)


def published(*days: int) -> Value:
    ref = reference()
    places = [ref.department["burgerzaken"], ref.department["vergunningen"]]
    for place, day in zip(places, days, strict=False):
        keep_report(place, at=start_of(date(2026, 11, day)) + MORNING)
    return report_day(OCTOBER)


def test_before_anything_is_published_there_is_nothing_to_tell():
    keep_report(reference().department["burgerzaken"], state="built")
    assert report_day(OCTOBER) == Value(figures.REPORT_DAY, None, 0)


@pytest.mark.parametrize(
    ("days", "working_day", "rating"),
    [((2,), 1, Rating.GOOD), ((4, 6), 4, Rating.GOOD), ((9,), 6, Rating.NEAR),
     ((20,), 15, Rating.BAD)],
)  # fmt: skip
def test_it_is_the_working_day_in_the_middle(days, working_day, rating):
    value = published(*days)
    assert (value.part, value.whole, value.rating) == (working_day, len(days), rating)


def test_a_later_version_and_the_organisation_do_not_count():
    place = reference().department["burgerzaken"]
    at = start_of(date(2026, 11, 4)) + MORNING
    keep_report(place, at=at)
    keep_report(place, at=at + timedelta(days=20), version=2)
    keep_report(None, at=at + timedelta(days=20))
    assert report_day(OCTOBER).part == 3


def test_it_is_the_kpi_of_the_catalogue():
    assert figures.BY_KPI["rapport_gepubliceerd_dag"] is figures.REPORT_DAY
