"""The clock of a promise: what it starts with, standing still and going on, and its shares."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kcc.organisation.clocks import (
    Clock,
    days_late_at,
    go_on,
    share_passed_at,
    start_clock,
)
from kcc.organisation.worktime import (
    OpeningCalendar,
    is_open,
    working_day_deadline,
    working_days_between,
    working_seconds_between,
)
from tests.organisation.times import MOMENTS, OFFICE, PHONE, TERMS, at, calendars, law

HOUR = 3600
DUE = at(2026, 11, 24, 17)
TWO_DAYS = start_clock(PHONE, received=at(2026, 11, 20, 11), due_at=DUE)


def test_a_clock_counts_opening_time_only():
    # Friday from eleven: 6 hours, and two days of 8.5; twice that again makes it serious.
    assert Clock(DUE, at(2026, 12, 2, 12), 23 * HOUR) == TWO_DAYS


def test_a_clock_that_starts_when_it_is_closed_counts_from_the_opening():
    clock = start_clock(PHONE, received=at(2026, 11, 20, 22), due_at=at(2026, 11, 23, 12, 30))
    assert clock == Clock(at(2026, 11, 23, 12, 30), at(2026, 11, 24, 12), 4 * HOUR)


@pytest.mark.parametrize(
    ("stood_since", "now", "due_at"),
    [
        # Six hours had passed; the other 17 are left when the customer answers.
        (at(2026, 11, 20, 17), at(2026, 12, 1, 8, 30), at(2026, 12, 2, 17)),
        (at(2026, 11, 23, 8, 30), at(2026, 12, 1, 8, 30), at(2026, 12, 2, 17)),
        # In the weekend nothing was lost, and nothing is.
        (at(2026, 11, 21, 12), at(2026, 11, 22, 12), DUE),
        # An hour before the end, and it goes on outside opening time.
        (at(2026, 11, 24, 16), at(2026, 11, 27, 20), at(2026, 11, 30, 9, 30)),
        # Over Christmas and the end of the year.
        (at(2026, 11, 24, 16), at(2026, 12, 31, 16, 30), at(2027, 1, 4, 9)),
        # What had ended already stays ended.
        (DUE, at(2026, 12, 1, 8, 30), DUE),
        (at(2026, 11, 27, 9), at(2026, 12, 1, 8, 30), DUE),
    ],
)
def test_going_on_keeps_the_time_that_was_left(stood_since, now, due_at):
    clock = go_on(PHONE, due_at=DUE, term_seconds=23 * HOUR, stood_since=stood_since, now=now)
    assert (clock.due_at, clock.term_seconds) == (due_at, 23 * HOUR)
    assert working_seconds_between(PHONE, clock.due_at, clock.serious_at) == 46 * HOUR


@pytest.mark.parametrize(
    ("share", "moment"),
    [
        (0, at(2026, 11, 20, 11)),
        (50, at(2026, 11, 23, 14)),
        (75, at(2026, 11, 24, 11, 15)),
        (100, DUE),
        (200, at(2026, 11, 27, 14, 30)),
    ],
)
def test_share_passed_at(share, moment):
    found = share_passed_at(PHONE, due_at=DUE, term_seconds=23 * HOUR, share=share)
    assert found == moment


@pytest.mark.parametrize("due_at", [DUE, at(2026, 11, 24, 10), at(2026, 11, 24, 8, 30)])
def test_days_late_at_is_closing_time_of_the_day_that_many_working_days_late(due_at):
    late = days_late_at(PHONE, due_at=due_at, days=2)
    assert late == at(2026, 11, 26, 17)
    assert working_days_between(PHONE, due_at, late) == 2
    assert days_late_at(PHONE, due_at=due_at, days=0) == due_at


def test_an_emptied_calendar_does_not_stop_the_work():
    empty = OpeningCalendar(weekly=((),) * 7)
    assert start_clock(empty, received=at(2026, 11, 20, 11), due_at=DUE) == Clock(DUE, DUE, 0)
    once = OpeningCalendar(weekly=((),) * 7, exceptions={date(2026, 11, 24): OFFICE})
    clock = go_on(
        once, due_at=DUE, term_seconds=HOUR, stood_since=at(2026, 11, 24, 16),
        now=at(2026, 11, 25, 9),
    )  # fmt: skip
    assert clock == Clock(at(2026, 11, 25, 9), at(2026, 11, 25, 9), HOUR)


# --- Laws -----------------------------------------------------------------------------------------


@law
@given(calendars(), MOMENTS, TERMS)
def test_law_serious_is_never_before_due_and_three_times_the_term(calendar, received, n):
    due = working_day_deadline(calendar, received, n)
    clock = start_clock(calendar, received=received, due_at=due)
    assert clock.serious_at >= clock.due_at == due
    whole = working_seconds_between(calendar, received, clock.serious_at)
    # The term is kept in whole seconds.
    assert abs(whole - 3 * working_seconds_between(calendar, received, due)) <= 1


@law
@given(calendars(), MOMENTS, TERMS, MOMENTS, st.integers(0, 60 * 24 * 90))
def test_law_going_on_keeps_the_time_left(calendar, received, n, stood_since, minutes):
    due = working_day_deadline(calendar, received, n)
    assume(stood_since < due)
    now = stood_since + timedelta(minutes=minutes)
    clock = go_on(calendar, due_at=due, term_seconds=HOUR, stood_since=stood_since, now=now)
    left = working_seconds_between(calendar, stood_since, due)
    assert abs(working_seconds_between(calendar, now, clock.due_at) - left) < 0.001
    # Standing still never brings the end nearer, and the end is in opening time.
    assert clock.due_at >= due or working_seconds_between(calendar, clock.due_at, due) == 0
    if left:
        assert is_open(calendar, clock.due_at - timedelta(microseconds=1))


@law
@given(calendars(), MOMENTS, TERMS, st.lists(st.integers(0, 300), min_size=2, max_size=2))
def test_law_a_larger_share_is_never_earlier(calendar, received, n, shares):
    due = working_day_deadline(calendar, received, n)
    term = start_clock(calendar, received=received, due_at=due).term_seconds
    one, two = (
        share_passed_at(calendar, due_at=due, term_seconds=term, share=share)
        for share in sorted(shares)
    )
    assert one <= two
    assert max(shares) > 100 or two <= due
    # Never before it was received: half a second is what keeping whole seconds may cost.
    assert one >= received - timedelta(seconds=0.5)
