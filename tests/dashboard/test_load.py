"""How many people are busy, hour by hour."""

from datetime import date

from dashboard.load import contacts_by_hour, people_busy, weekdays
from dashboard.spans import Span
from dashboard.tallies.counts import Counts

# Monday 2 to Sunday 15 November 2026: two of each weekday.
SPAN = Span(date(2026, 11, 2), date(2026, 11, 15))
HOURS = {(1, 9): Counts(contacts=24), (3, 14): Counts(contacts=6)}


def test_days_to_come_do_not_count():
    assert weekdays(SPAN, date(2026, 11, 9)) == {1: 2, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1}


def test_contacts_an_hour_times_their_time():
    busy = people_busy(HOURS, span=SPAN, today=date(2026, 11, 9), mean_seconds=300)
    assert busy == {(1, 9): 1.0, (3, 14): 0.5}
    assert contacts_by_hour(HOURS) == {(1, 9): 24, (3, 14): 6}


def test_without_a_time_nothing_is_said():
    assert people_busy(HOURS, span=SPAN, today=SPAN.last, mean_seconds=None) == {}


def test_a_weekday_that_has_not_come_yet_is_left_out():
    assert people_busy(HOURS, span=SPAN, today=date(2026, 11, 3), mean_seconds=300) == {(1, 9): 2.0}
