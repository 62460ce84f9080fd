"""When which report is due: on working days, whatever lies between."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.models import Report
from dashboard.reports.schedule import LOOKED_BACK, Kind, Period, Plan, moment_of
from kcc.lib.periods import ZONE, local_day
from kcc.organisation.worktime import NoOpeningTime, OpeningCalendar, is_working_day
from tests.organisation.times import PHONE

EIGHT = time(8)
# A machine that does a lot else draws slowly.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
CLOSED = OpeningCalendar(weekly=((),) * 7)


def month(text):
    return Period.parse(text)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def plan(**values):
    return Plan(
        **{"kind": "month", "working_day": 3, "hour": EIGHT, "review": False,
           "since": date(2026, 9, 1)} | values
    )  # fmt: skip


def due(choices, now):
    return [str(period) for period in choices.due(PHONE, at(now))]


def test_periods_are_those_of_a_report():
    assert {each.value for each in Kind} == set(Report.Kind.values)


@pytest.mark.parametrize(
    ("text", "first", "last", "before", "after"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 10, 31), "2026-09", "2026-11"),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29), "2028-01", "2028-03"),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31), "2026-11", "2027-01"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2025", "2027"),
    ],
)
def test_a_period_and_its_neighbours(text, first, last, before, after):
    period = Period.parse(text)
    assert (period.first_day, period.last_day, str(period)) == (first, last, text)
    assert (str(period.previous), str(period.next)) == (before, after)


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-1", "26-10", "oktober", "2026-10-01", "0000"]
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        Period.parse(text)


@pytest.mark.parametrize(
    ("kind", "day"), [("month", date(2026, 10, 2)), ("year", date(2026, 2, 1))]
)
def test_a_period_begins_on_its_first_day(kind, day):
    with pytest.raises(ValueError, match="begins on the first"):
        Period(kind, day)


@pytest.mark.parametrize(
    ("period", "working_day", "moment"),
    [
        # Sunday 1 November: Monday, Tuesday, Wednesday.
        ("2026-10", 3, "2026-11-04T08:00"),
        ("2026-10", 1, "2026-11-02T08:00"),
        # New Year's Day and the day equated with it, then a weekend; in winter time.
        ("2025-12", 1, "2026-01-05T08:00"),
        ("2026", 10, "2027-01-15T08:00"),
        # Good Friday, Easter Monday.
        ("2026-03", 3, "2026-04-07T08:00"),
        # The clock was put forward on 29 March: nine o'clock in the morning of UTC+2.
        ("2026-03", 1, "2026-04-01T08:00"),
    ],
)
def test_known_dates(period, working_day, moment):
    found = moment_of(PHONE, Period.parse(period), working_day, EIGHT)
    assert found == at(moment)
    assert found.astimezone(ZONE).isoformat()[:16] == moment


@CALM
@given(
    day=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    kind=st.sampled_from(list(Kind)),
    working_day=st.integers(1, 20),
    hour=st.times(),
)
def test_it_is_that_working_day_after_the_period(day, kind, working_day, hour):
    period = Period.of(kind, day)
    moment = moment_of(PHONE, period, working_day, hour)
    found = local_day(moment)
    after = [period.last_day + timedelta(days=n) for n in range(1, 80)]
    assert found == [each for each in after if is_working_day(PHONE, each)][working_day - 1]
    # Local time, whatever the season; no night in which the clock is changed is a working day.
    assert moment.astimezone(ZONE).time() == hour


@CALM
@given(
    since=st.dates(date(2026, 1, 1), date(2027, 6, 1)),
    days=st.integers(0, LOOKED_BACK - 40),
    minutes=st.integers(0, 24 * 60 - 1),
    kind=st.sampled_from(list(Kind)),
    working_day=st.integers(1, 20),
    review=st.booleans(),
)
def test_all_due_periods_come_in_order_and_none_before_its_time(
    since, days, minutes, kind, working_day, review
):
    choices = plan(kind=kind, since=since, working_day=working_day, review=review)
    now = datetime.combine(since, time.min, tzinfo=UTC) + timedelta(days=days, minutes=minutes)
    found = list(choices.due(PHONE, now))
    assert all(one.next == other for one, other in pairwise(found))
    assert all(period.first_day >= since for period in found)
    assert all(choices.made(PHONE, period) <= now for period in found)
    # Neither the one after it nor the one before it is left out.
    later = found[-1].next if found else None
    if later is None:
        later = Period.of(kind, since)
        later = later if later.first_day >= since else later.next
    assert choices.made(PHONE, later) > now
    assert not found or found[0].previous.first_day < since
    # What is due now is due later.
    assert found == list(choices.due(PHONE, now + timedelta(hours=1)))[: len(found)]


def test_a_report_that_is_read_over_first_is_made_on_the_first_working_day():
    assert due(plan(review=True), "2026-11-02T07:59") == ["2026-09"]
    assert due(plan(review=True), "2026-11-02T08:00") == ["2026-09", "2026-10"]
    assert due(plan(), "2026-11-04T07:59") == ["2026-09"]
    assert due(plan(), "2026-11-04T08:00") == ["2026-09", "2026-10"]


def test_it_begins_with_the_period_that_was_chosen():
    assert due(plan(since=date(2026, 10, 1)), "2026-12-24T12:00") == ["2026-10", "2026-11"]
    # In the middle of a month: the next one is the first whole one.
    assert due(plan(since=date(2026, 10, 2)), "2026-12-24T12:00") == ["2026-11"]
    assert due(plan(kind="year", since=date(2026, 1, 1)), "2027-01-29T08:00") == ["2026"]


def test_what_was_missed_long_ago_is_left_alone():
    assert due(plan(since=date(2020, 1, 1)), "2026-11-04T08:00")[0] == "2025-09"


def test_a_year_is_due_once_in_it():
    choices = plan(kind="year", since=date(2026, 1, 1), working_day=10)
    assert due(choices, "2027-01-14T23:59") == []
    assert due(choices, "2027-01-15T08:00") == ["2026"]
    assert due(choices, "2027-12-31T23:59") == ["2026"]


def test_what_is_still_to_come():
    def coming(choices, now):
        found = islice(choices.coming(PHONE, at(now)), 2)
        return [(str(period), moment.astimezone(ZONE).isoformat()[:16]) for period, moment in found]

    october, november = ("2026-10", "2026-11-04T08:00"), ("2026-11", "2026-12-03T08:00")
    assert coming(plan(), "2026-10-20T12:00") == [october, november]
    assert coming(plan(), "2026-11-04T07:59") == [october, november]
    assert coming(plan(), "2026-11-04T08:00")[0] == november
    # Before the first one, and when the working day lies in the month after.
    assert coming(plan(since=date(2027, 3, 1)), "2026-11-20T12:00")[0][0] == "2027-03"
    late = plan(working_day=20)
    assert coming(late, "2026-11-10T12:00")[0] == ("2026-10", "2026-11-27T08:00")


@CALM
@given(st.datetimes(datetime(2026, 9, 1), datetime(2027, 10, 1)), st.integers(1, 20))
def test_the_first_to_come_is_the_next_to_be_due(moment, working_day):
    choices, now = plan(working_day=working_day), moment.replace(tzinfo=ZONE)
    period, coming = next(choices.coming(PHONE, now))
    assert coming > now
    assert period not in list(choices.due(PHONE, now))
    assert period in list(choices.due(PHONE, coming))
    assert list(choices.due(PHONE, coming))[:-1] == list(choices.due(PHONE, now))


def test_without_opening_hours_nothing_can_be_said():
    with pytest.raises(NoOpeningTime):
        moment_of(CLOSED, month("2026-10"), 3, EIGHT)
