"""Terms of the Algemene termijnenwet: known answers per article, and laws that always hold."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcc.organisation.dutch_holidays import (
    equated,
    equated_years,
    recognised,
    statutory_days,
)
from kcc.organisation.statutory import (
    Term,
    Unit,
    is_ordinary_day,
    parse_term,
    statutory_end,
)
from kcc.organisation.worktime import Step

HOLIDAYS = statutory_days(range(2024, 2030))


def on_weekdays(year):
    return [day for day in statutory_days([year]) if day.weekday() < 5]


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2026, "01-01 01-02 04-03 04-06 04-27 05-05 05-14 05-15 05-25 12-25"),
        (2027, "01-01 03-26 03-29 04-27 05-05 05-06 05-07 05-17"),
        (2028, "04-14 04-17 04-27 04-28 05-05 05-25 05-26 06-05 12-25 12-26"),
    ],
)
def test_statutory_days_on_weekdays(year, days):
    assert on_weekdays(year) == [date.fromisoformat(f"{year}-{day}") for day in days.split()]


def test_recognised_includes_5_may_and_good_friday_each_year():
    days = recognised([2026, 2027])
    assert (days[date(2026, 5, 5)], days[date(2027, 5, 5)]) == ("Bevrijdingsdag",) * 2
    assert (days[date(2026, 4, 3)], days[date(2027, 3, 26)]) == ("Goede vrijdag",) * 2


def test_kings_day_on_a_sunday_is_the_day_before():
    days = recognised([2025])
    assert days[date(2025, 4, 26)] == "Koningsdag"
    assert date(2025, 4, 27) not in days


def test_equated_days_are_those_of_the_decisions():
    assert equated([2025, 2026]) == {
        date(2025, 5, 30): "Gelijkgestelde dag",
        date(2026, 1, 2): "Gelijkgestelde dag",
        date(2026, 5, 15): "Gelijkgestelde dag",
    }
    assert equated_years() == frozenset(range(2023, 2029))


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        # The vectors of the domain report.
        (date(2026, 10, 30), "P8W", date(2026, 12, 28)),
        (date(2026, 10, 30), "P56D", date(2026, 12, 28)),
        (date(2027, 3, 11), "P8W", date(2027, 5, 10)),
        (date(2026, 11, 7), "P26W", date(2027, 5, 8)),
        # Art. 1: an ordinary day stays, Saturday, Sunday and an equated day go on.
        (date(2026, 11, 2), "P8W", date(2026, 12, 28)),
        (date(2026, 11, 7), "P1W", date(2026, 11, 16)),
        (date(2026, 11, 8), "P2W", date(2026, 11, 23)),
        (date(2026, 5, 1), "P2W", date(2026, 5, 18)),
        # Art. 4: the longest terms that still shift, and one more.
        (date(2026, 8, 1), "P12W", date(2026, 10, 26)),
        (date(2026, 8, 1), "P13W", date(2026, 10, 31)),
        (date(2026, 8, 2), "P90D", date(2026, 11, 2)),
        (date(2026, 8, 1), "P91D", date(2026, 10, 31)),
        (date(2026, 7, 31), "P3M", date(2026, 11, 2)),
        (date(2026, 6, 30), "P4M", date(2026, 10, 30)),
        (date(2026, 6, 28), "P4M", date(2026, 10, 28)),
        (date(2025, 10, 31), "P1Y", date(2026, 10, 31)),
        # Months end on the last day when there is no such day.
        (date(2026, 1, 31), "P1M", date(2026, 3, 2)),
        (date(2024, 2, 29), "P1Y", date(2025, 2, 28)),
        (date(2026, 11, 30), "P1M", date(2026, 12, 30)),
        # Art. 2: a term of three days has at least two ordinary ones; of two days need not.
        (date(2026, 12, 24), "P3D", date(2026, 12, 29)),
        (date(2026, 12, 24), "P2D", date(2026, 12, 28)),
        (date(2026, 11, 20), "P3D", date(2026, 11, 24)),
        (date(2026, 4, 2), "P5D", date(2026, 4, 8)),
    ],
)
def test_statutory_end(start, term, end):
    assert statutory_end(start, parse_term(term), shift=True, holidays=HOLIDAYS)[0] == end


def test_statutory_end_without_shift_stays_where_it_falls():
    end, steps = statutory_end(
        date(2026, 10, 30), parse_term("P8W"), shift=False, holidays=HOLIDAYS
    )
    assert end == date(2026, 12, 25)
    assert [step.code for step in steps] == ["term", "counted_after", "ends"]


def test_statutory_end_in_working_days_skips_holidays():
    term = parse_term("P10D", working_days=True)
    assert statutory_end(date(2026, 12, 18), term, shift=True, holidays=HOLIDAYS) == (
        date(2027, 1, 5),
        (
            Step("term", {"amount": 10, "unit": "working_days"}),
            Step("counted_after", {"date": date(2026, 12, 18)}),
            Step("ends", {"date": date(2027, 1, 5)}),
        ),
    )


def test_statutory_end_gives_its_reasons():
    assert statutory_end(date(2026, 10, 30), parse_term("P56D"), shift=True, holidays=HOLIDAYS)[
        1
    ] == (
        Step("term", {"amount": 56, "unit": "days"}),
        Step("counted_after", {"date": date(2026, 10, 30)}),
        Step("ends", {"date": date(2026, 12, 25)}),
        Step(
            "shifted",
            {"date": date(2026, 12, 25), "to": date(2026, 12, 28), "name": "Eerste kerstdag"},
        ),
    )


def test_statutory_end_says_when_a_term_is_too_long_to_shift():
    _, steps = statutory_end(date(2026, 11, 7), parse_term("P26W"), shift=True, holidays=HOLIDAYS)
    assert steps[-1] == Step("not_shifted", {})


def test_a_local_closing_day_is_an_ordinary_day_in_law():
    assert is_ordinary_day(date(2026, 12, 24), HOLIDAYS)


@pytest.mark.parametrize(
    ("text", "working_days", "term"),
    [
        ("P56D", False, Term(56, Unit.DAYS)),
        ("P8W", False, Term(8, Unit.WEEKS)),
        ("P1M", False, Term(1, Unit.MONTHS)),
        ("P1Y", False, Term(1, Unit.YEARS)),
        ("P10D", True, Term(10, Unit.WORKING_DAYS)),
    ],
)
def test_parse_term(text, working_days, term):
    assert parse_term(text, working_days=working_days) == term


@pytest.mark.parametrize(
    ("text", "working_days"),
    [("", False), ("8W", False), ("P1H", False), ("PT4H", False), ("P1M2D", False), ("P8W", True)],
)
def test_parse_term_refuses(text, working_days):
    with pytest.raises(ValueError, match="“"):
        parse_term(text, working_days=working_days)


TERMS = st.one_of(
    st.builds(Term, st.integers(0, 400), st.just(Unit.DAYS)),
    st.builds(Term, st.integers(1, 60), st.just(Unit.WEEKS)),
    st.builds(Term, st.integers(1, 24), st.just(Unit.MONTHS)),
)
STARTS = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@given(STARTS, TERMS)
def test_law_a_shifting_term_ends_on_an_ordinary_day_and_never_early(start, term):
    end, steps = statutory_end(start, term, shift=True, holidays=HOLIDAYS)
    raw = statutory_end(start, term, shift=False, holidays=HOLIDAYS)[0]
    assert end >= raw
    if term.falls_under_atw:
        assert is_ordinary_day(end, HOLIDAYS)
        # In these years no term moves by more than six days.
        assert end - raw <= timedelta(days=6)
    else:
        assert (end, [step.code for step in steps if step.code in ("shifted", "extended")]) == (
            raw,
            [],
        )


@given(STARTS, STARTS, TERMS)
def test_law_a_later_start_never_ends_earlier(one, two, term):
    one, two = sorted((one, two))
    ends = [statutory_end(day, term, shift=True, holidays=HOLIDAYS)[0] for day in (one, two)]
    assert ends == sorted(ends)
