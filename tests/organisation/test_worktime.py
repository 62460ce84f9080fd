"""Business time: known answers, year ends, nights the clock changes, and laws that always hold."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from kcc.organisation.opening import stamp_of
from kcc.organisation.worktime import (
    NAMED,
    Due,
    NoOpeningTime,
    OpeningCalendar,
    Step,
    add_working_days,
    add_working_hours,
    closing_after,
    days_between,
    is_open,
    is_working_day,
    local_day,
    next_opening,
    subtract_working_days,
    subtract_working_hours,
    subtract_working_seconds,
    working_day_deadline,
    working_days_between,
    working_seconds_between,
)
from tests.organisation.times import COUNTER, OFFICE, PHONE, at

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


def test_add_working_days_names_the_first_closing_days_of_a_long_term_and_counts_the_others():
    codes = [step.code for step in add_working_days(PHONE, at(2026, 1, 5, 10), 200).steps]
    assert codes[3:] == ["closing_day"] * NAMED + ["more_closing_days"]
    assert add_working_days(PHONE, at(2026, 1, 5, 10), 200).steps[-1].params == {"count": 1}
    # 15 working days around May, the longest norm there is: all of them by name.
    may = add_working_days(PHONE, at(2026, 4, 24, 10), 15).steps
    assert [step.code for step in may[3:]] == ["closing_day"] * 4


# --- The other way round --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "n", "too_late"),
    [
        # The vectors of the domain report, backwards: what comes in at closing time counts from
        # the next day.
        (at(2026, 11, 24, 17), 2, at(2026, 11, 20, 17)),
        (at(2026, 12, 29, 17), 2, at(2026, 12, 24, 17)),
        (at(2027, 5, 11, 17), 2, at(2027, 5, 4, 17)),
        # In the course of a day, that day is not finished yet.
        (at(2026, 11, 24, 16, 59), 2, at(2026, 11, 19, 17)),
        (at(2026, 11, 22, 12), 0, at(2026, 11, 20, 17)),
        (at(2026, 11, 20, 17), 0, at(2026, 11, 20, 17)),
        # Year ends.
        (at(2027, 1, 4, 17), 1, at(2026, 12, 31, 17)),
        (at(2026, 1, 5, 17), 1, at(2025, 12, 31, 17)),
        (at(2028, 1, 27, 17), 300, at(2026, 11, 20, 17)),
    ],
)
def test_subtract_working_days_on_the_telephone(due, n, too_late):
    assert subtract_working_days(PHONE, due, n) == too_late


@pytest.mark.parametrize(
    ("due", "n", "too_late"),
    [
        # What comes in on Saturday still counts from before Monday.
        (at(2026, 11, 23, 17), 1, at(2026, 11, 21, 13)),
        (at(2026, 11, 19, 20), 1, at(2026, 11, 18, 17)),
        # In the lunch break of Friday the day is not over.
        (at(2026, 11, 20, 12, 30), 0, at(2026, 11, 19, 20)),
        (at(2026, 11, 21, 13), 0, at(2026, 11, 21, 13)),
        # Good Friday is a closing day, yet somebody is there.
        (at(2026, 4, 7, 17), 1, at(2026, 4, 4, 13)),
    ],
)
def test_subtract_working_days_at_the_counter(due, n, too_late):
    assert subtract_working_days(COUNTER, due, n) == too_late


@pytest.mark.parametrize(
    ("moment", "hours", "start"),
    [
        (at(2026, 11, 20, 13), 4, at(2026, 11, 20, 9)),
        (at(2026, 11, 23, 10, 30), 4, at(2026, 11, 20, 15)),
        # Nothing is lost by waiting until it opens.
        (at(2026, 11, 23, 12, 30), 4, at(2026, 11, 23, 8, 30)),
        (at(2026, 11, 21, 12), Decimal("0.5"), at(2026, 11, 20, 16, 30)),
        (at(2026, 11, 21, 12), 0, at(2026, 11, 21, 12)),
        (at(2027, 1, 4, 9, 30), 2, at(2026, 12, 31, 16)),
        (at(2027, 11, 18, 9), 8.5 * 250, at(2026, 11, 20, 9)),
    ],
)
def test_subtract_working_hours(moment, hours, start):
    assert subtract_working_hours(PHONE, moment, hours) == start
    assert subtract_working_seconds(PHONE, moment, float(hours) * 3600) == start


def test_subtracting_goes_back_over_the_nights_the_clock_changes():
    assert subtract_working_hours(NIGHT, at(2027, 3, 28, 4), 2) == at(2027, 3, 28, 1)
    assert subtract_working_hours(NIGHT, at(2026, 10, 25, 2, 0, fold=1), 2) == at(2026, 10, 25, 1)


@pytest.mark.parametrize(
    "subtract", [subtract_working_days, subtract_working_hours, subtract_working_seconds]
)
def test_what_cannot_be_subtracted_is_said(subtract):
    with pytest.raises(ValueError, match="negative"):
        subtract(PHONE, at(2026, 11, 20, 9), -1)
    with pytest.raises(ValueError, match="time zone"):
        subtract(PHONE, datetime(2026, 11, 20, 9), 1)
    for calendar in (
        OpeningCalendar(weekly=((),) * 7),
        OpeningCalendar(weekly=((),) * 7, exceptions={date(2030, 1, 7): OFFICE}),
    ):
        with pytest.raises(NoOpeningTime):
            subtract(calendar, at(2026, 11, 20, 9), 1)


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


@pytest.mark.parametrize(
    ("day", "n", "closes"),
    [
        (date(2026, 11, 24), 2, at(2026, 11, 26, 17)),
        (date(2026, 11, 21), 1, at(2026, 11, 23, 17)),
        (date(2026, 12, 31), 1, at(2027, 1, 4, 17)),
        (date(2025, 12, 31), 252, at(2027, 1, 4, 17)),
    ],
)
def test_closing_after(day, n, closes):
    assert closing_after(PHONE, day, n) == closes
    assert days_between(PHONE, day, local_day(PHONE, closes)) == n


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


def test_a_long_term_lays_out_the_calendar_once():
    """The work per question must not grow with the term (`make bench-time` measures it)."""
    calendar = OpeningCalendar(weekly=(OFFICE,) * 5 + ((), ()))
    working_day_deadline(calendar, at(2026, 1, 5, 9), 2000)
    line = calendar.around(stamp_of(at(2026, 6, 1)))
    for hour in range(200):
        working_day_deadline(calendar, at(2026, 1, 5, 9) + timedelta(hours=hour), 2000)
    assert calendar.around(stamp_of(at(2026, 6, 1))) is line
