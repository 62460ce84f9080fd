"""Periods: what lies before them, and days in a row."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.spans import MOST_PIECES, Span, last_months, months, pieces
from kcc.lib.periods import Month

pytestmark = pytest.mark.once
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))


def span(first: str, last: str) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("period", "previous", "year_before"),
    [
        # A month is compared with the month before, however long it is.
        (("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-02-28"), ("2025-03-01", "2025-03-31")),
        (("2028-02-01", "2028-02-29"), ("2028-01-01", "2028-01-31"), ("2027-02-01", "2027-02-28")),
        (("2029-02-01", "2029-02-28"), ("2029-01-01", "2029-01-31"), ("2028-02-01", "2028-02-29")),
        # A quarter with the quarter before, a year with the year before.
        (("2026-04-01", "2026-06-30"), ("2026-01-01", "2026-03-31"), ("2025-04-01", "2025-06-30")),
        (("2026-01-01", "2026-12-31"), ("2025-01-01", "2025-12-31"), ("2025-01-01", "2025-12-31")),
        # Days with as many days.
        (("2026-11-03", "2026-11-09"), ("2026-10-27", "2026-11-02"), ("2025-11-03", "2025-11-09")),
        (("2028-02-29", "2028-02-29"), ("2028-02-28", "2028-02-28"), ("2027-02-28", "2027-02-28")),
    ],
)
def test_what_a_period_is_compared_with(period, previous, year_before):
    chosen = span(*period)
    assert chosen.previous == span(*previous)
    assert chosen.year_before == span(*year_before)


def test_a_span_does_not_end_before_it_begins():
    with pytest.raises(ValueError, match="on or after"):
        span("2026-11-02", "2026-11-01")


def test_a_month_is_known_as_one():
    assert span("2026-11-01", "2026-11-30").month == Month(2026, 11)
    assert span("2026-11-01", "2026-11-29").month is None
    assert span("2026-11-01", "2026-12-31").month is None


@given(first=DAYS, length=st.integers(0, 400))
def test_the_previous_one_ends_the_day_before(first, length):
    chosen = Span(first, first + timedelta(days=length))
    assert chosen.previous.last == first - timedelta(days=1)
    assert len(list(chosen.days)) == chosen.length


@given(first=DAYS, length=st.integers(0, 400))
def test_the_months_of_a_span_hold_its_days(first, length):
    chosen = Span(first, first + timedelta(days=length))
    held = {day for month in months(chosen) for day in Span.of_month(month).days}
    assert set(chosen.days) <= held


def test_last_months():
    assert list(map(str, last_months(3, until=Month(2026, 1)))) == ["2025-11", "2025-12", "2026-01"]


@given(st.sets(DAYS, max_size=60))
def test_pieces_hold_every_day_and_are_few(days):
    found = pieces(days)
    held = {day for piece in found for day in piece.days}
    assert days <= held
    assert len(found) <= MOST_PIECES
    if len(found) < MOST_PIECES:
        assert held == days
