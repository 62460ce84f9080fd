"""What standing still and extension make of the end of a term: the vectors of the law, and laws of
reckoning that hold for every day."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cases.deadlines import (
    after_extension,
    after_standing_still,
    deadlines_of,
    end_without_atw,
    serious_day,
)
from cases.models import Case, CaseType, Extension
from kcc.organisation.calendars import calendar_for
from kcc.organisation.explain import explain
from kcc.organisation.models import ClosingDay
from kcc.organisation.worktime import days_between, working_seconds_between
from tests.factories import reference

pytestmark = pytest.mark.django_db
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def town():
    with translation.override("en"):
        yield reference()


def case_of(received, term="P56D", unit="kalenderdagen", shifts=True, norm="P5D", extension=""):
    """A case that is not saved: reckoning needs no row."""
    case_type = CaseType(
        term=term, term_unit=unit, shifts=shifts, norm=norm, norm_unit="werkdagen",
        extension=extension,
    )  # fmt: skip
    at = datetime(received.year, received.month, received.day, 10, tzinfo=AMSTERDAM)
    found = deadlines_of(case_type, at)
    return Case(case_type=case_type, registered_at=at, **found.as_values())


def moved(case, found):
    """The case with these deadlines."""
    for name, value in found.as_values().items():
        setattr(case, name, value)
    return case


def stood(case, letter_on, resumed_on, **more):
    return after_standing_still(case, since=letter_on + DAY, resumed_on=resumed_on, **more)


# -- Standing still -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "values", "letter_on", "resumed_on", "expected"),
    [
        # Ends on Christmas Day: 28 December by the Atw. Thirteen days later is an ordinary
        # Thursday: the end of the term moves, not the day the Atw had made of it.
        (date(2026, 10, 30), {}, date(2026, 11, 10), date(2026, 11, 24), date(2027, 1, 7)),
        # Stood still for one day: the 26th is a holiday and a Saturday, so Monday as before.
        (date(2026, 10, 30), {}, date(2026, 11, 10), date(2026, 11, 12), date(2026, 12, 28)),
        # Fifteen days: Saturday 9 January becomes Monday 11 January.
        (date(2026, 10, 30), {}, date(2026, 11, 10), date(2026, 11, 26), date(2027, 1, 11)),
        (
            date(2026, 10, 30), {"shifts": False},
            date(2026, 11, 10), date(2026, 11, 26), date(2027, 1, 9),
        ),
        # The papers came on the day after the letter: nothing stood still.
        (date(2026, 10, 30), {}, date(2026, 11, 10), date(2026, 11, 11), date(2026, 12, 28)),
        # A letter on the day before the last one, answered a year later.
        (
            date(2026, 11, 10), {"term": "P6W"},
            date(2026, 12, 21), date(2027, 12, 22), date(2027, 12, 22),
        ),
        # Eight weeks and Ascension Day, 6 May, moved onto a Friday that is equated: Monday.
        (
            date(2027, 3, 11), {"term": "P8W"},
            date(2027, 3, 30), date(2027, 4, 1), date(2027, 5, 10),
        ),
        # Longer than twelve weeks: the Atw does not look at where it comes to lie.
        (
            date(2026, 11, 7), {"term": "P26W"},
            date(2026, 12, 1), date(2026, 12, 3), date(2027, 5, 9),
        ),
        # Twelve weeks do fall under it, however long they stood still.
        (
            date(2026, 11, 10), {"term": "P12W"},
            date(2026, 12, 1), date(2027, 3, 7), date(2027, 5, 10),
        ),
        # A month, over the change to summer time and over a leap day.
        (
            date(2027, 3, 1), {"term": "P1M"},
            date(2027, 3, 20), date(2027, 4, 2), date(2027, 4, 13),
        ),
        (
            date(2028, 2, 1), {"term": "P1M"},
            date(2028, 2, 10), date(2028, 3, 1), date(2028, 3, 20),
        ),
        # Stopped on the Sunday that only the Atw gave: that one and Monday are left.
        (date(2027, 10, 9), {}, date(2027, 12, 4), date(2027, 12, 7), date(2027, 12, 8)),
        # Working days: eight are left on the 13th, the first is the day on which it goes on.
        (
            date(2026, 11, 10), {"term": "P10D", "unit": "werkdagen", "shifts": False},
            date(2026, 11, 12), date(2026, 11, 20), date(2026, 12, 1),
        ),
        (
            date(2026, 11, 10), {"term": "P10D", "unit": "werkdagen", "shifts": False},
            date(2026, 11, 12), date(2026, 11, 21), date(2026, 12, 2),
        ),
    ],
)  # fmt: skip
def test_what_was_left_is_left_again(received, values, letter_on, resumed_on, expected):
    case = case_of(received, **values)
    assert stood(case, letter_on, resumed_on).due_on == expected


def test_a_term_that_had_passed_does_not_come_back():
    case = case_of(date(2026, 10, 30))
    found = stood(case, date(2026, 12, 28), date(2027, 1, 20))
    assert found == after_standing_still(
        case, since=date(2026, 12, 29), resumed_on=date(2026, 12, 29)
    )
    assert (found.due_on, found.norm_due_at) == (case.due_on, case.norm_due_at)


def test_a_local_closing_day_moves_no_term_of_the_law():
    ClosingDay.objects.create(date=date(2027, 1, 7), name="Brugdag", kind="local")
    case = case_of(date(2026, 10, 30))
    assert stood(case, date(2026, 11, 10), date(2026, 11, 24)).due_on == date(2027, 1, 7)


def test_it_says_why():
    case = case_of(date(2026, 10, 30))
    found = stood(case, date(2026, 11, 10), date(2026, 11, 26))
    assert [step["code"] for step in found.due_steps] == [
        "term", "counted_after", "ends", "stood_still", "ends", "shifted",
    ]  # fmt: skip
    assert explain(found.due_steps) == (
        "56 days, received Fri 30 Oct, ends Fri 25 Dec, stood still 15 days"
        " (Wed 11 Nov up to Wed 25 Nov), ends Sat 9 Jan, moved over the weekend to Mon 11 Jan"
    )
    again = stood(moved(case, found), date(2026, 12, 1), date(2026, 12, 3), stood_before=15)
    assert again.due_on == date(2027, 1, 11)  # Saturday and one day: Sunday, so Monday still
    assert end_without_atw(moved(case, again)) == date(2027, 1, 10)
    assert "stood still 1 day (Wed 2 Dec)" in explain(again.due_steps)


def test_an_imported_case_has_no_reasons_and_moves_all_the_same():
    case = case_of(date(2026, 10, 30), shifts=True)
    case.due_on, case.due_steps = date(2026, 12, 18), []
    found = stood(case, date(2026, 11, 10), date(2026, 11, 13))
    assert found.due_on == date(2026, 12, 21)  # Sunday the 20th, and the Atw
    assert [step["code"] for step in found.due_steps] == ["stood_still", "ends", "shifted"]


def test_reasons_of_another_end_are_not_gone_by():
    case = case_of(date(2026, 10, 30))
    case.due_on = date(2026, 12, 10)
    assert end_without_atw(case) == date(2026, 12, 10)
    case.due_on = date(2026, 12, 28)
    assert end_without_atw(case) == date(2026, 12, 25)


# -- The norm, and seriously late -----------------------------------------------------------------


def at(day, hour=17):
    return datetime(day.year, day.month, day.day, hour, tzinfo=AMSTERDAM)


def test_the_norm_keeps_the_opening_time_that_was_left():
    case = case_of(date(2026, 10, 30))
    assert case.norm_due_at == at(date(2026, 11, 6))
    found = stood(case, date(2026, 11, 3), date(2026, 11, 24))
    # Wednesday, Thursday and Friday were left: Tuesday, Wednesday and Thursday.
    assert found.norm_due_at == at(date(2026, 11, 26))
    assert explain(found.norm_steps).endswith("moved to Thu 26 Nov 17:00")
    # One that had passed stays passed.
    late = stood(case, date(2026, 11, 10), date(2026, 11, 24))
    assert (late.norm_due_at, late.norm_steps) == (case.norm_due_at, case.norm_steps)


def test_three_times_the_term_leaves_out_what_stood_still():
    case = case_of(date(2026, 10, 30), shifts=False)
    assert case.serious_on == date(2026, 10, 30) + 168 * DAY
    found = stood(case, date(2026, 11, 10), date(2026, 11, 24))
    assert found.serious_on == case.serious_on + 13 * DAY
    again = stood(moved(case, found), date(2026, 12, 1), date(2026, 12, 12), stood_before=13)
    assert again.serious_on == date(2026, 10, 30) + (168 + 23) * DAY
    assert serious_day(date(2026, 11, 1), date(2026, 10, 1)) == date(2026, 11, 1)


# -- Extension ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "values", "expected"),
    [
        # Eight weeks and six: longer than the Atw moves, so Friday 5 February for what ended on
        # Christmas Day; and the Sunday stays a Sunday.
        (date(2026, 10, 30), {"extension": "P42D"}, date(2027, 2, 5)),
        (date(2026, 11, 1), {"term": "P8W", "extension": "P6W"}, date(2027, 2, 7)),
        # Six weeks and six are twelve: those do.
        (date(2026, 11, 1), {"term": "P6W", "extension": "P6W"}, date(2027, 1, 25)),
        # Six weeks (42 days) and two: a Wmo case.
        (date(2026, 11, 13), {"term": "P42D", "extension": "P14D"}, date(2027, 1, 8)),
        # A month and two more (AVG).
        (date(2026, 11, 13), {"term": "P1M", "extension": "P2M"}, date(2027, 2, 15)),
    ],
)
def test_the_duration_of_the_type_comes_after_the_term(received, values, expected):
    case = case_of(received, **values)
    found = after_extension(case)
    assert found.due_on == expected
    assert (found.norm_due_at, found.norm_steps) == (case.norm_due_at, case.norm_steps)


def test_a_day_set_by_hand_is_that_day():
    case = case_of(date(2026, 10, 30))
    found = after_extension(case, until=date(2027, 1, 31))  # a Sunday
    assert found.due_on == date(2027, 1, 31)
    assert explain(found.due_steps).endswith("extended to a day set by hand, ends Sun 31 Jan")
    assert found.serious_on == date(2026, 10, 30) + 3 * (date(2027, 1, 31) - date(2026, 10, 30))
    # And no term of the law any more, when it stands still after that.
    moved(case, found)
    again = stood(case, date(2026, 12, 1), date(2026, 12, 8), extension=Extension())
    assert again.due_on == date(2027, 2, 6)  # a Saturday


def test_the_length_of_both_parts_is_remembered_when_it_stands_still():
    case = case_of(date(2026, 11, 1), term="P8W", extension="P6W")
    moved(case, after_extension(case))
    again = stood(case, date(2026, 12, 1), date(2026, 12, 8), extension=Extension())
    assert again.due_on == date(2027, 2, 13)  # a Saturday: fourteen weeks do not move
    short = case_of(date(2026, 11, 1), term="P6W", extension="P6W")
    moved(short, after_extension(short))
    again = stood(short, date(2026, 12, 1), date(2026, 12, 8), extension=Extension())
    assert again.due_on == date(2027, 2, 1)  # Sunday 24 and 6 days: Saturday, so Monday


# -- Laws -----------------------------------------------------------------------------------------

RECEIVED = st.dates(date(2026, 1, 5), date(2028, 6, 1))
TERMS = st.sampled_from(["P10D", "P42D", "P56D", "P6W", "P8W", "P12W", "P26W", "P1M", "P3M"])
LAWS = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def a_letter(data, case, *, label="letter"):
    """A day on which a letter still stops this clock."""
    first, last = case.registered_at.date(), case.due_on - DAY
    return data.draw(st.dates(first, last), label=label)


@LAWS
@given(received=RECEIVED, term=TERMS, shifts=st.booleans(), data=st.data())
def test_the_days_that_are_left_are_left_again(received, term, shifts, data):
    case = case_of(received, term=term, shifts=shifts)
    letter_on = a_letter(data, case)
    resumed_on = letter_on + data.draw(st.integers(1, 200)) * DAY
    found = stood(case, letter_on, resumed_on)
    days = (resumed_on - letter_on).days - 1
    raw = end_without_atw(case)
    left = (raw if raw > letter_on else case.due_on) - (letter_on + DAY)
    after = moved(case_of(received, term=term, shifts=shifts), found)
    if days:
        assert end_without_atw(after) - resumed_on == left
    assert found.due_on >= max(end_without_atw(after), resumed_on if days else case.due_on)
    assert found.due_on >= case.due_on or days == 0
    assert found.serious_on >= found.due_on


@LAWS
@given(received=RECEIVED, term=TERMS, data=st.data())
def test_standing_still_twice_is_standing_still_as_long_as_both(received, term, data):
    letter_on = a_letter(data, case_of(received, term=term))
    first, second = data.draw(st.integers(1, 60)), data.draw(st.integers(1, 60))
    once = case_of(received, term=term)
    moved(once, stood(once, letter_on, letter_on + (first + second + 1) * DAY))
    twice = case_of(received, term=term)
    until = letter_on + (first + 1) * DAY
    moved(twice, stood(twice, letter_on, until))
    # The second letter goes out on the day the clock goes on, and stops it on the next.
    moved(
        twice,
        after_standing_still(
            twice, since=until, resumed_on=until + second * DAY, stood_before=first
        ),
    )
    assert (twice.due_on, twice.serious_on) == (once.due_on, once.serious_on)


@LAWS
@given(
    received=RECEIVED,
    term=st.sampled_from(["P42D", "P56D", "P8W", "P26W"]),
    extension=st.sampled_from(["P14D", "P42D", "P6W"]),
    data=st.data(),
)
def test_it_makes_no_difference_which_of_the_two_came_first(received, term, extension, data):
    def fresh():
        return case_of(received, term=term, extension=extension)

    letter_on = a_letter(data, fresh())
    # In the days that only the Atw gave it does: an extension does not come after those.
    assume(letter_on < end_without_atw(fresh()))
    resumed_on = letter_on + data.draw(st.integers(1, 60)) * DAY
    days = (resumed_on - letter_on).days - 1
    one = fresh()
    moved(one, after_extension(one))
    moved(one, stood(one, letter_on, resumed_on, extension=Extension()))
    other = fresh()
    moved(other, stood(other, letter_on, resumed_on))
    moved(other, after_extension(other, stood=days))
    assert (one.due_on, one.serious_on) == (other.due_on, other.serious_on)


@LAWS
@given(received=RECEIVED, ahead=st.integers(0, 10), days=st.integers(0, 400))
def test_the_norm_keeps_its_opening_time_in_summer_and_winter(received, ahead, days):
    case = case_of(received, norm="P8D")
    since = received + (ahead + 1) * DAY
    resumed_on = since + days * DAY
    found = after_standing_still(case, since=since, resumed_on=resumed_on)
    calendar = calendar_for()
    left = working_seconds_between(calendar, at(since, 0), case.norm_due_at)
    if days and left > 0:
        assert working_seconds_between(calendar, at(resumed_on, 0), found.norm_due_at) == left
    else:
        assert found.norm_due_at == case.norm_due_at


@LAWS
@given(received=RECEIVED, ahead=st.integers(0, 8), days=st.integers(1, 60))
def test_working_days_are_not_given_away(received, ahead, days):
    case = case_of(received, term="P10D", unit="werkdagen", shifts=False)
    since = received + (ahead + 1) * DAY
    resumed_on = since + days * DAY
    found = after_standing_still(case, since=since, resumed_on=resumed_on)
    calendar = calendar_for()
    left = days_between(calendar, since - DAY, case.due_on)
    assert days_between(calendar, resumed_on - DAY, found.due_on) == left
