"""Business time: known answers, year ends, nights the clock changes, and laws that always hold."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kcc.organisation.worktime import (
    AMSTERDAM,
    Due,
    NoOpeningTime,
    OpeningCalendar,
    Step,
    add_working_days,
    add_working_hours,
    days_between,
    is_open,
    is_working_day,
    local_day,
    next_opening,
    working_day_deadline,
    working_days_between,
    working_seconds_between,
)

# Recognised holidays and days equated with them, on weekdays (Algemene termijnenwet, 2026–2028).
CLOSED = {
    date(2026, 1, 1): "Nieuwjaarsdag",
    date(2026, 1, 2): "Gelijkgestelde dag",
    date(2026, 4, 3): "Goede vrijdag",
    date(2026, 4, 6): "Tweede paasdag",
    date(2026, 4, 27): "Koningsdag",
    date(2026, 5, 5): "Bevrijdingsdag",
    date(2026, 5, 14): "Hemelvaartsdag",
    date(2026, 5, 15): "Gelijkgestelde dag",
    date(2026, 5, 25): "Tweede pinksterdag",
    date(2026, 12, 25): "Eerste kerstdag",
    date(2027, 1, 1): "Nieuwjaarsdag",
    date(2027, 3, 26): "Goede vrijdag",
    date(2027, 3, 29): "Tweede paasdag",
    date(2027, 4, 27): "Koningsdag",
    date(2027, 5, 5): "Bevrijdingsdag",
    date(2027, 5, 6): "Hemelvaartsdag",
    date(2027, 5, 7): "Gelijkgestelde dag",
    date(2027, 5, 17): "Tweede pinksterdag",
}
OFFICE = ((time(8, 30), time(17, 0)),)
PHONE = OpeningCalendar(weekly=(OFFICE,) * 5 + ((), ()), closed_days=CLOSED)
COUNTER = OpeningCalendar(
    weekly=(
        *((((time(9, 0), time(17, 0)),),) * 3),
        ((time(9, 0), time(20, 0)),),
        ((time(9, 0), time(12, 0)), (time(13, 0), time(17, 0))),
        ((time(10, 0), time(13, 0)),),
        (),
    ),
    exceptions={
        date(2026, 12, 24): ((time(9, 0), time(16, 0)),),
        date(2026, 12, 31): (),
        date(2026, 4, 3): ((time(10, 0), time(12, 0)),),  # Good Friday: a closing day, yet open
    },
    closed_days=CLOSED,
)


def at(year, month, day, hour=0, minute=0, second=0, fold=0):
    """A moment by the clock on the wall in Amsterdam."""
    return datetime(year, month, day, hour, minute, second, tzinfo=AMSTERDAM, fold=fold).astimezone(
        UTC
    )


# --- Working days ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "n", "due"),
    [
        # The vectors of the domain report.
        (at(2026, 11, 20, 11), 2, at(2026, 11, 24, 17)),
        (at(2026, 12, 24, 11), 2, at(2026, 12, 29, 17)),
        (at(2027, 5, 4, 11), 2, at(2027, 5, 11, 17)),
        # The clock: before opening, at opening, just before closing, at closing, after closing.
        (at(2026, 11, 23, 7), 1, at(2026, 11, 24, 17)),
        (at(2026, 11, 23, 8, 30), 1, at(2026, 11, 24, 17)),
        (at(2026, 11, 23, 16, 59, 59), 1, at(2026, 11, 24, 17)),
        (at(2026, 11, 23, 17), 1, at(2026, 11, 25, 17)),
        (at(2026, 11, 23, 23, 59), 1, at(2026, 11, 25, 17)),
        # Received in the weekend or on a holiday: counts from the next opening.
        (at(2026, 11, 21, 12), 2, at(2026, 11, 25, 17)),
        (at(2026, 4, 3, 12), 1, at(2026, 4, 8, 17)),
        (at(2026, 4, 27, 12), 1, at(2026, 4, 29, 17)),
        # Zero is the day of receipt itself.
        (at(2026, 11, 20, 11), 0, at(2026, 11, 20, 17)),
        (at(2026, 11, 20, 18), 0, at(2026, 11, 23, 17)),
        # Year ends.
        (at(2026, 12, 31, 16), 1, at(2027, 1, 4, 17)),
        (at(2026, 12, 31, 23, 30), 1, at(2027, 1, 5, 17)),
        (at(2025, 12, 31, 10), 1, at(2026, 1, 5, 17)),
        (at(2026, 11, 20, 11), 300, at(2028, 1, 27, 17)),
    ],
)
def test_add_working_days_on_the_telephone(received, n, due):
    assert add_working_days(PHONE, received, n).moment == due
    assert working_day_deadline(PHONE, received, n) == due


@pytest.mark.parametrize(
    ("received", "n", "due"),
    [
        # Saturday opening receives, but is no working day.
        (at(2026, 11, 20, 18), 1, at(2026, 11, 23, 17)),
        (at(2026, 11, 21, 10, 30), 1, at(2026, 11, 23, 17)),
        (at(2026, 11, 21, 10, 30), 0, at(2026, 11, 21, 13)),
        # Thursday evening is open until eight.
        (at(2026, 11, 18, 10), 1, at(2026, 11, 19, 20)),
        (at(2026, 11, 19, 19), 1, at(2026, 11, 20, 17)),
        # In the lunch break of Friday the day is still the same day.
        (at(2026, 11, 20, 12, 30), 1, at(2026, 11, 23, 17)),
        # Christmas Eve closes at four, New Year's Eve does not open at all.
        (at(2026, 12, 23, 10), 1, at(2026, 12, 24, 16)),
        (at(2026, 12, 30, 10), 1, at(2027, 1, 4, 17)),
        # A closing day with a special opening receives, but is no working day.
        (at(2026, 4, 2, 10), 1, at(2026, 4, 7, 17)),
        (at(2026, 4, 3, 11), 1, at(2026, 4, 7, 17)),
    ],
)
def test_add_working_days_at_the_counter(received, n, due):
    assert add_working_days(COUNTER, received, n).moment == due


def test_add_working_days_gives_its_reasons():
    received = at(2026, 4, 2, 17, 40)  # Thursday before Easter, after closing
    assert add_working_days(PHONE, received, 1) == Due(
        at(2026, 4, 8, 17),
        (
            Step("working_days", {"count": 1}),
            Step("received", {"at": received}),
            Step("counted_from", {"at": at(2026, 4, 7, 8, 30)}),
            Step("closes", {"at": at(2026, 4, 8, 17)}),
            Step("closing_day", {"date": date(2026, 4, 3), "name": "Goede vrijdag"}),
            Step("closing_day", {"date": date(2026, 4, 6), "name": "Tweede paasdag"}),
        ),
    )


def test_add_working_days_names_a_day_closed_by_exception():
    due = add_working_days(COUNTER, at(2026, 12, 30, 10), 1)
    assert due.steps[-2:] == (
        Step("closing_day", {"date": date(2026, 12, 31), "name": ""}),
        Step("closing_day", {"date": date(2027, 1, 1), "name": "Nieuwjaarsdag"}),
    )


def test_add_working_days_inside_opening_has_no_counted_from():
    due = add_working_days(PHONE, at(2026, 11, 23, 10), 2)
    assert [step.code for step in due.steps] == ["working_days", "received", "closes"]


# --- Working hours --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "hours", "due"),
    [
        (at(2026, 11, 20, 9), 4, at(2026, 11, 20, 13)),
        (at(2026, 11, 20, 15), 4, at(2026, 11, 23, 10, 30)),
        (at(2026, 11, 20, 13), 4, at(2026, 11, 20, 17)),
        (at(2026, 11, 20, 17), 4, at(2026, 11, 23, 12, 30)),
        (at(2026, 11, 21, 3), 0, at(2026, 11, 23, 8, 30)),
        (at(2026, 12, 31, 16), 2, at(2027, 1, 4, 9, 30)),
        (at(2026, 11, 20, 9), Decimal("0.5"), at(2026, 11, 20, 9, 30)),
        (at(2026, 11, 20, 9), 8.5 * 250, at(2027, 11, 18, 9)),
    ],
)
def test_add_working_hours(received, hours, due):
    assert add_working_hours(PHONE, received, hours).moment == due


def test_add_working_hours_crosses_a_lunch_break():
    assert add_working_hours(COUNTER, at(2026, 11, 20, 11), 2).moment == at(2026, 11, 20, 14)


def test_add_working_hours_gives_its_reasons():
    received = at(2026, 12, 24, 16)
    assert add_working_hours(PHONE, received, 4) == Due(
        at(2026, 12, 28, 11, 30),
        (
            Step("working_hours", {"hours": 4}),
            Step("received", {"at": received}),
            Step("closing_day", {"date": date(2026, 12, 25), "name": "Eerste kerstdag"}),
        ),
    )


# --- Nights in which the clock changes ------------------------------------------------------------

NIGHT = OpeningCalendar(weekly=(((time(0, 30), time(6, 0)),),) * 7)


def test_spring_night_lasts_an_hour_less():
    # 28 March 2027: from 02:00 straight to 03:00.
    assert working_seconds_between(NIGHT, at(2027, 3, 28), at(2027, 3, 29)) == 4.5 * 3600
    assert add_working_hours(NIGHT, at(2027, 3, 28, 1), 2).moment == at(2027, 3, 28, 4)


def test_autumn_night_lasts_an_hour_more():
    # 25 October 2026: 02:00–03:00 comes twice.
    assert working_seconds_between(NIGHT, at(2026, 10, 25), at(2026, 10, 26)) == 6.5 * 3600
    assert add_working_hours(NIGHT, at(2026, 10, 25, 1), 2).moment == at(2026, 10, 25, 2, 0, fold=1)


def test_closing_time_keeps_to_the_clock_on_the_wall():
    friday, monday = at(2027, 3, 26, 12), at(2027, 3, 30, 17)
    assert monday.hour == 15  # summer time
    assert add_working_days(PHONE, friday, 0).moment == at(2027, 3, 30, 17)


def test_a_time_the_spring_night_skips_is_the_moment_of_the_change():
    calendar = OpeningCalendar(weekly=(((time(1, 0), time(2, 30)), (time(2, 45), time(4, 0))),) * 7)
    assert working_seconds_between(calendar, at(2027, 3, 28), at(2027, 3, 29)) == 2 * 3600
    skipped = OpeningCalendar(weekly=(((time(2, 10), time(2, 50)),),) * 7)
    assert next_opening(skipped, at(2027, 3, 28)) == at(2027, 3, 29, 2, 10)


# --- Questions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),  # Saturday, although the counter opens
        (date(2026, 11, 22), False),
        (date(2026, 12, 25), False),
        (date(2026, 12, 24), True),  # short, but open
        (date(2026, 12, 31), False),  # closed by exception
        (date(2026, 4, 3), False),  # closing day, although someone is there
    ],
)
def test_is_working_day(day, expected):
    assert is_working_day(COUNTER, day) is expected


def test_next_opening_is_the_moment_itself_when_open():
    assert next_opening(PHONE, at(2026, 11, 20, 9)) == at(2026, 11, 20, 9)
    assert next_opening(PHONE, at(2026, 11, 20, 17)) == at(2026, 11, 23, 8, 30)
    assert next_opening(PHONE, at(2026, 12, 31, 23, 59)) == at(2027, 1, 4, 8, 30)
    assert (is_open(PHONE, at(2026, 11, 20, 9)), is_open(PHONE, at(2026, 11, 20, 17))) == (
        True,
        False,
    )


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        (at(2026, 11, 24, 17), at(2026, 11, 24, 18), 0),
        (at(2026, 11, 24, 17), at(2026, 11, 25, 0, 30), 1),
        (at(2026, 11, 24, 17), at(2026, 11, 26, 10), 2),
        (at(2026, 11, 20, 17), at(2026, 11, 22, 10), 0),
        (at(2026, 11, 26, 10), at(2026, 11, 24, 17), -2),
        (at(2026, 12, 24, 17), at(2026, 12, 29, 9), 2),
        (at(2025, 12, 31, 12), at(2027, 1, 4, 12), 252),
    ],
)
def test_working_days_between(first, second, days):
    assert working_days_between(PHONE, first, second) == days


def test_days_between_takes_local_days():
    assert days_between(PHONE, date(2026, 11, 20), date(2026, 11, 24)) == 2


def test_local_day_is_asked_of_amsterdam():
    assert local_day(PHONE, datetime(2026, 11, 20, 23, 30, tzinfo=UTC)) == date(2026, 11, 21)


def test_working_seconds_between_counts_opening_time_only():
    assert working_seconds_between(PHONE, at(2026, 11, 20, 16), at(2026, 11, 23, 9)) == 5400.0
    assert working_seconds_between(PHONE, at(2026, 11, 23, 9), at(2026, 11, 20, 16)) == -5400.0


# --- What is refused ------------------------------------------------------------------------------


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        add_working_days(PHONE, datetime(2026, 11, 20, 9), 2)


@pytest.mark.parametrize("add", [add_working_days, add_working_hours])
def test_a_negative_term_is_refused(add):
    with pytest.raises(ValueError, match="negative"):
        add(PHONE, at(2026, 11, 20, 9), -1)


@pytest.mark.parametrize(
    "calendar",
    [
        OpeningCalendar(weekly=((),) * 7),
        OpeningCalendar(weekly=((),) * 7, exceptions={date(2020, 1, 6): OFFICE}),
        OpeningCalendar(weekly=((),) * 5 + (OFFICE, OFFICE)),
    ],
)
def test_a_calendar_without_working_days_is_said(calendar):
    with pytest.raises(NoOpeningTime):
        add_working_days(calendar, at(2026, 11, 20, 9), 1)


@pytest.mark.parametrize(
    "intervals",
    [((time(9), time(9)),), ((time(9), time(12)), (time(11), time(17)))],
)
def test_impossible_opening_times_are_refused(intervals):
    with pytest.raises(ValueError, match=r"Opening"):
        OpeningCalendar(weekly=(intervals,) + ((),) * 6)


def test_a_week_has_seven_days():
    with pytest.raises(ValueError, match="seven"):
        OpeningCalendar(weekly=(OFFICE,) * 5)


# --- Laws -----------------------------------------------------------------------------------------


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


CLOCK = st.integers(min_value=0, max_value=287).map(lambda n: time(n // 12, n % 12 * 5))


@st.composite
def intervals(draw):
    clocks = sorted(draw(st.sets(CLOCK, max_size=4)))
    return tuple(zip(clocks[::2], clocks[1::2], strict=False))


@st.composite
def calendars(draw):
    weekly = [draw(intervals()) for _ in range(7)]
    weekly[draw(st.integers(0, 4))] = OFFICE  # so that there is always a working day to come
    days = st.dates(date(2025, 12, 1), date(2027, 2, 1))
    return OpeningCalendar(
        weekly=tuple(weekly),
        exceptions=draw(st.dictionaries(days, intervals(), max_size=3)),
        closed_days=draw(st.dictionaries(days, st.just("dicht"), max_size=5)),
    )


MOMENTS = st.datetimes(datetime(2025, 12, 1), datetime(2027, 1, 31)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
TERMS = st.integers(min_value=0, max_value=40)
law = settings(max_examples=150, deadline=None)


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


def test_bulk_reckoning_is_fast_enough_for_a_million():
    """No stopwatch: the work per call must not grow with the term, so the table is built once."""
    calendar = OpeningCalendar(weekly=(OFFICE,) * 5 + ((), ()))
    working_day_deadline(calendar, at(2026, 1, 5, 9), 2000)
    line = calendar.around(0 + int(at(2026, 6, 1).timestamp()) * 1_000_000)
    for hour in range(200):
        working_day_deadline(calendar, at(2026, 1, 5, 9) + timedelta(hours=hour), 2000)
    assert calendar.around(int(at(2026, 6, 1).timestamp()) * 1_000_000) is line
