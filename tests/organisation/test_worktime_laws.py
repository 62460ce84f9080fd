"""Business time: laws that hold for every calendar, moment and term."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kcc.organisation.opening import AMSTERDAM
from kcc.organisation.worktime import (
    add_working_hours,
    is_open,
    is_working_day,
    local_day,
    next_opening,
    subtract_working_days,
    subtract_working_hours,
    working_day_deadline,
    working_days_between,
    working_seconds_between,
)
from tests.organisation.times import MOMENTS, TERMS, calendars, law


def naive_add_working_days(calendar, received, n):
    """The rule spelled out day by day, to compare with."""
    day = local_day(calendar, received)
    while True:
        ends = [at_local(day, closes) for _, closes in calendar.intervals_on(day)]
        if any(received < end for end in ends):
            break
        day += timedelta(days=1)
    if n == 0:
        return ends[-1]
    while n:
        day += timedelta(days=1)
        n -= is_working_day(calendar, day)
    return at_local(day, calendar.intervals_on(day)[-1][1])


def at_local(day, clock):
    return datetime.combine(day, clock, tzinfo=AMSTERDAM).astimezone(UTC)


@law
@given(calendars(), MOMENTS, TERMS)
def test_law_the_same_as_counting_day_by_day(calendar, received, n):
    assert working_day_deadline(calendar, received, n) == naive_add_working_days(
        calendar, received, n
    )


@law
@given(calendars(), MOMENTS, MOMENTS, TERMS, TERMS)
def test_law_later_received_or_longer_term_is_never_due_earlier(calendar, one, two, n, m):
    one, two = sorted((one, two))
    n, m = sorted((n, m))
    assert working_day_deadline(calendar, one, n) <= working_day_deadline(calendar, two, m)
    assert add_working_hours(calendar, one, n).moment <= add_working_hours(calendar, two, m).moment


@law
@given(calendars(), MOMENTS, TERMS)
def test_law_due_is_never_outside_opening_time(calendar, received, n):
    for due in (
        working_day_deadline(calendar, received, n),
        add_working_hours(calendar, received, n).moment,
    ):
        # The closing moment itself belongs to the day: a microsecond before it is open.
        assert is_open(calendar, due) or is_open(calendar, due - timedelta(microseconds=1))
        assert due >= received


@law
@given(calendars(), MOMENTS, TERMS)
def test_law_days_between_undoes_adding_days(calendar, received, n):
    start = next_opening(calendar, received)
    due = working_day_deadline(calendar, received, n)
    assert working_days_between(calendar, start, due) == n


@law
@given(calendars(), MOMENTS, st.integers(min_value=0, max_value=600))
def test_law_seconds_between_undoes_adding_hours(calendar, received, quarters):
    hours = Decimal(quarters) / 4
    due = add_working_hours(calendar, received, hours).moment
    assert working_seconds_between(calendar, received, due) == quarters * 900


@law
@given(calendars(), MOMENTS, st.integers(min_value=0, max_value=600))
def test_law_subtracting_hours_undoes_adding_them(calendar, received, quarters):
    hours = Decimal(quarters) / 4
    start = next_opening(calendar, received)
    due = add_working_hours(calendar, received, hours).moment
    back = subtract_working_hours(calendar, due, hours)
    # The latest moment, which is later only when nothing is open in between.
    assert back >= start
    assert working_seconds_between(calendar, start, back) == 0
    assert working_seconds_between(calendar, back, due) == quarters * 900


@law
@given(calendars(), MOMENTS, MOMENTS, TERMS)
def test_law_received_before_it_is_in_time_and_from_it_too_late(calendar, received, due, n):
    too_late = subtract_working_days(calendar, due, n)
    assert (working_day_deadline(calendar, received, n) <= due) == (received < too_late)
    moment = timedelta(microseconds=1)
    assert working_day_deadline(calendar, too_late - moment, n) <= due
    assert working_day_deadline(calendar, too_late, n) > due


@law
@given(calendars(), MOMENTS, MOMENTS, st.integers(min_value=1, max_value=60))
def test_law_hours_received_by_it_are_in_time_and_after_it_too_late(calendar, received, due, n):
    last = subtract_working_hours(calendar, due, n)
    assert (add_working_hours(calendar, received, n).moment <= due) == (received <= last)


@law
@given(calendars(), MOMENTS, MOMENTS, TERMS, TERMS)
def test_law_subtracting_never_turns_the_order_around(calendar, one, two, n, m):
    one, two = sorted((one, two))
    n, m = sorted((n, m))
    assert subtract_working_days(calendar, one, m) <= subtract_working_days(calendar, two, n)
    assert subtract_working_hours(calendar, one, m) <= subtract_working_hours(calendar, two, n)
