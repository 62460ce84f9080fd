"""Working days since: the edges of the buckets against the arithmetic of the calendar."""

from datetime import date, time, timedelta

import pytest

from dashboard.ages import age_in_working_days, bucket_days, first_day_aged
from dashboard.figures import BUCKETS
from kcc.organisation.worktime import OpeningCalendar, days_between

pytestmark = pytest.mark.once
OPEN = ((time(8, 30), time(17)),)
CALENDAR = OpeningCalendar(
    weekly=(OPEN,) * 5 + ((), ()), closed_days={date(2026, 12, 25): "Eerste kerstdag"}
)
DAYS = [date(2026, 11, 9) + timedelta(days=n) for n in range(7)] + [
    date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 28),
]  # fmt: skip


@pytest.mark.parametrize("today", DAYS)
def test_every_day_is_in_the_bucket_of_its_age(today):
    buckets = bucket_days(CALENDAR, today)
    for back in range(60):
        day = today - timedelta(days=back)
        age = days_between(CALENDAR, day, today)
        found = [
            index
            for index, (first, last) in enumerate(buckets)
            if (first is None or day >= first) and (last is None or day <= last)
        ]
        (index,) = found
        least, most = BUCKETS[index]
        assert least <= age <= (most if most is not None else age), (day, age)


def test_the_first_day_of_three_working_days():
    # Tuesday; Friday and Monday lie between it and Thursday.
    assert first_day_aged(CALENDAR, date(2026, 11, 10), 2) == date(2026, 11, 6)
    assert first_day_aged(CALENDAR, date(2026, 11, 10), 0) == date(2026, 11, 10)
    # On a Sunday nothing has aged since Friday.
    assert first_day_aged(CALENDAR, date(2026, 11, 8), 0) == date(2026, 11, 6)


def test_a_calendar_that_never_opens_counts_days():
    shut = OpeningCalendar(weekly=((),) * 7)
    assert first_day_aged(shut, date(2026, 11, 10), 2) == date(2026, 11, 8)


def test_the_age_of_nothing_is_none():
    assert age_in_working_days(CALENDAR, None, date(2026, 11, 10)) is None
    assert age_in_working_days(CALENDAR, date(2026, 11, 6), date(2026, 11, 10)) == 2
