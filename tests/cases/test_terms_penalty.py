"""What a decision that does not come in time costs, day by day (Awb 4:17)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.terms.penalty import first_day, last_day_to_decide, penalty

pytestmark = pytest.mark.once
DAY = timedelta(days=1)
TIERS = [[14, 23], [14, 35], [14, 45]]
RECEIVED = date(2026, 11, 2)  # a Monday


def test_two_weeks_pass_after_the_day_of_receipt():
    assert last_day_to_decide(RECEIVED) == date(2026, 11, 16)
    assert first_day(RECEIVED) == date(2026, 11, 17)


def test_the_atw_moves_none_of_it():
    # Two weeks after 11 December is Christmas Day: Boxing Day, a Saturday, is the first that costs.
    assert first_day(date(2026, 12, 11)) == date(2026, 12, 26)
    # 42 days, holidays and weekends and all.
    found = penalty(date(2026, 12, 11), TIERS)
    assert (found.first, found.last) == (date(2026, 12, 26), date(2027, 2, 5))


@pytest.mark.parametrize(
    ("day", "days", "amount", "runs"),
    [
        (date(2026, 11, 16), 0, 0, False),
        (date(2026, 11, 17), 1, 23, True),
        (date(2026, 11, 18), 2, 46, True),
        (date(2026, 11, 30), 14, 322, True),
        (date(2026, 12, 1), 15, 357, True),
        (date(2026, 12, 14), 28, 812, True),
        (date(2026, 12, 15), 29, 857, True),
        (date(2026, 12, 28), 42, 1442, True),
        (date(2026, 12, 29), 42, 1442, False),
        (date(2027, 6, 1), 42, 1442, False),
    ],
)
def test_the_amount_on_a_day(day, days, amount, runs):
    found = penalty(RECEIVED, TIERS)
    assert (found.days(day), found.amount(day), found.runs(day)) == (days, amount, runs)
    assert (found.last, found.maximum) == (date(2026, 12, 28), 1442)


def test_every_day_of_the_table():
    """The whole table of the law beside the reckoning: 42 days, one by one."""
    found, total = penalty(RECEIVED, TIERS), 0
    for number in range(1, 43):
        total += 23 if number <= 14 else 35 if number <= 28 else 45
        day = date(2026, 11, 16) + number * DAY
        assert (found.days(day), found.amount(day)) == (number, total)


@pytest.mark.parametrize(
    ("decided_on", "amount"),
    [
        # In time, and on the very day it would have begun: nothing.
        (date(2026, 11, 10), 0),
        (date(2026, 11, 16), 0),
        (date(2026, 11, 17), 0),
        # The day of the decision does not count.
        (date(2026, 11, 18), 23),
        (date(2026, 12, 1), 322),
        (date(2026, 12, 2), 357),
        (date(2026, 12, 28), 1397),
        (date(2026, 12, 29), 1442),
        (date(2027, 3, 1), 1442),
    ],
)
def test_the_decision_stops_it(decided_on, amount):
    found = penalty(RECEIVED, TIERS, decided_on=decided_on)
    assert found.amount(date(2027, 6, 1)) == amount
    assert not found.runs(decided_on)


def test_amounts_of_another_time():
    # As the law had them before 2019.
    assert penalty(RECEIVED, [[14, 20], [14, 30], [14, 40]]).maximum == 1260
    assert penalty(RECEIVED, []) is None
    # Never more days than the law asks, whatever somebody filled in.
    found = penalty(RECEIVED, [[30, 10], [30, 20], [30, 30]])
    assert (found.days(date(2030, 1, 1)), found.maximum) == (42, 30 * 10 + 12 * 20)


DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
AMOUNTS = st.lists(st.tuples(st.integers(1, 30), st.integers(1, 500)), min_size=1, max_size=5)


@given(received=DAYS, tiers=AMOUNTS, ahead=st.integers(-30, 120), later=st.integers(0, 60))
def test_it_only_grows_and_ends(received, tiers, ahead, later):
    found = penalty(received, tiers)
    day = received + ahead * DAY
    assert 0 <= found.amount(day) <= found.amount(day + later * DAY) <= found.maximum
    assert found.days(found.last) == min(sum(days for days, _ in tiers), 42)
    assert found.amount(found.last) == found.maximum
    assert found.amount(first_day(received) - DAY) == 0


@given(received=DAYS, tiers=AMOUNTS, decided=st.integers(-10, 120), ahead=st.integers(-30, 200))
def test_a_decision_is_the_penalty_of_the_day_before_it(received, tiers, decided, ahead):
    decided_on, day = received + decided * DAY, received + ahead * DAY
    stopped, running = penalty(received, tiers, decided_on=decided_on), penalty(received, tiers)
    assert stopped.amount(day) == running.amount(min(day, decided_on - DAY))
