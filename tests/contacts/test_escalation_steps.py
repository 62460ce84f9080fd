"""Which steps of a clock have come, and when the next one does: plain reckoning."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.escalation.steps import DAYS_LATE, NOBODY, SHARE, Step, look, moment_of
from contacts.escalation.wording import EXAMPLE, PLACES, fill, unknown_places
from contacts.models import EscalationStep
from kcc.lib.periods import ZONE
from kcc.organisation.clocks import start_clock
from kcc.organisation.worktime import OpeningCalendar, is_open

DAY = ((time(9), time(17)),)
CALENDAR = OpeningCalendar(weekly=(DAY, DAY, DAY, DAY, DAY, (), ()))
HALF, HANDLER = Step(1, SHARE, 50, tells=False), Step(2, SHARE, 75)
LEAD, HEAD = Step(3, SHARE, 100), Step(4, DAYS_LATE, 2)
STEPS = [HEAD, LEAD, HANDLER, HALF]
# Received on Monday 9 November 2026 at nine, due on Tuesday at five: sixteen opening hours.
RECEIVED = datetime(2026, 11, 9, 9, tzinfo=ZONE)
DUE = datetime(2026, 11, 10, 17, tzinfo=ZONE)
TERM = 16 * 3600


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def looked(now, taken=(), steps=STEPS):
    return look(steps, CALENDAR, due_at=DUE, term_seconds=TERM, taken=taken, now=now)


def test_the_values_are_those_of_the_model():
    assert EscalationStep.Basis.values == [SHARE, DAYS_LATE]
    assert NOBODY == EscalationStep.Audience.NOBODY


def test_the_moments_of_a_clock():
    moments = [moment_of(step, CALENDAR, due_at=DUE, term_seconds=TERM) for step in STEPS]
    assert moments == [at(12, 17), at(10, 17), at(10, 13), at(10, 9)]


@pytest.mark.parametrize(
    ("now", "taken", "reached", "telling", "next_at"),
    [
        (at(9, 17), (), (), (), at(10, 9)),
        (at(10, 9), (), (HALF,), (), at(10, 13)),
        (at(10, 12, 59), (1,), (), (), at(10, 13)),
        (at(10, 13), (1,), (HANDLER,), (HANDLER,), at(10, 17)),
        (at(11, 9), (1, 2), (LEAD,), (LEAD,), at(12, 17)),
        (at(13, 9), (1, 2, 3), (HEAD,), (HEAD,), None),
        (at(30, 9), (1, 2, 3, 4), (), (), None),
    ],
)
def test_step_after_step(now, taken, reached, telling, next_at):
    found = looked(now, taken)
    assert (found.reached, found.telling, found.passed_over) == (reached, telling, ())
    assert found.next_at == next_at


def test_after_a_standstill_only_the_highest_one_tells():
    found = looked(at(30, 9))
    assert found.reached == (HALF, HANDLER, LEAD, HEAD)
    assert (found.telling, found.passed_over) == ((HEAD,), (HANDLER, LEAD))
    assert found.next_at is None


def test_two_at_the_same_moment_for_different_people_both_tell():
    also = Step(5, DAYS_LATE, 2)
    assert looked(at(30, 9), steps=[*STEPS, also]).telling == (HEAD, also)


def test_a_step_that_only_shows_takes_nothing_from_one_that_tells():
    shows = Step(5, SHARE, 90, tells=False)
    found = looked(at(10, 16), taken=(1,), steps=[*STEPS, shows])
    assert (found.reached, found.telling) == ((HANDLER, shows), (HANDLER,))
    assert found.passed_over == ()


def test_a_step_added_later_below_one_that_was_taken_tells_nobody():
    added = Step(5, SHARE, 80)
    found = looked(at(11, 9), taken=(1, 2, 3), steps=[*STEPS, added])
    assert (found.reached, found.telling, found.passed_over) == ((added,), (), (added,))


def test_without_any_opening_time_there_is_no_next_step():
    closed = OpeningCalendar(weekly=((),) * 7)
    found = look(STEPS, closed, due_at=DUE, term_seconds=TERM, taken=(), now=DUE)
    assert (found.reached, found.next_at) == ((LEAD,), None)


# -- Whatever the steps and the clock ---------------------------------------------------------

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
SOME_STEPS = st.lists(
    st.tuples(st.sampled_from([SHARE, DAYS_LATE]), st.integers(1, 100), st.booleans()),
    max_size=6,
).map(lambda rows: [Step(n, *row) for n, row in enumerate(rows)])


@given(
    steps=SOME_STEPS,
    received=MOMENTS,
    days=st.integers(1, 20),
    rounds=st.lists(st.integers(0, 60 * 24 * 90), max_size=8),
)
def test_each_step_is_taken_once_however_often_somebody_looks(steps, received, days, rounds):
    due = due_after(received, days)
    clock = start_clock(CALENDAR, received=received, due_at=due)
    taken, order = [], []
    for minutes in sorted(rounds):
        now = received + timedelta(minutes=minutes)
        found = look(
            steps, CALENDAR,
            due_at=due, term_seconds=clock.term_seconds, taken=set(taken), now=now,
        )  # fmt: skip
        assert len({step.height for step in found.telling}) <= 1
        assert found.next_at is None or found.next_at > now
        order += [step.height for step in found.telling]
        taken += [step.pk for step in found.reached]
    assert len(taken) == len(set(taken))
    assert order == sorted(order)


@given(steps=SOME_STEPS, received=MOMENTS, days=st.integers(1, 20))
def test_whoever_always_looks_at_the_next_moment_misses_none_and_never_looks_twice(
    steps, received, days
):
    due = due_after(received, days)
    clock = start_clock(CALENDAR, received=received, due_at=due)
    now, taken, looks = received, set(), 0
    while now is not None:
        found = look(
            steps, CALENDAR,
            due_at=due, term_seconds=clock.term_seconds, taken=taken, now=now,
        )  # fmt: skip
        assert looks == 0 or found.reached
        taken |= {step.pk for step in found.reached}
        now, looks = found.next_at, looks + 1
    assert taken == {step.pk for step in steps}


@given(step=SOME_STEPS.filter(bool), received=MOMENTS, days=st.integers(1, 20))
def test_a_step_never_lies_where_nobody_works(step, received, days):
    due = due_after(received, days)
    clock = start_clock(CALENDAR, received=received, due_at=due)
    at = moment_of(step[0], CALENDAR, due_at=due, term_seconds=clock.term_seconds)
    assert is_open(CALENDAR, at) or is_open(CALENDAR, at - timedelta(microseconds=1))


def due_after(received, days):
    return moment_of(Step(0, DAYS_LATE, days), CALENDAR, due_at=received, term_seconds=0)


# -- The words --------------------------------------------------------------------------------


def test_the_text_is_filled_in():
    text = "{number} over {subject}, {department}, voor {promised}"
    assert fill(text, EXAMPLE) == "T-4127 over Dakkapel, Vergunningen, voor di 24 nov 17:00"
    assert set(EXAMPLE) == set(PLACES)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("{number}", []), ("{naam} van {number}", ["{naam}"]), ("{number", ["{"]),
        ("number}", ["}"]), ("{{number}}", ["{}"]), ("{number!r}", ["{number!r}"]),
        ("{number.pk}", ["{number.pk}"]), ("{}", ["{}"]),
    ],
)  # fmt: skip
def test_what_cannot_be_filled_in_is_named(text, wrong):
    assert unknown_places(text) == wrong
    assert isinstance(fill(text, EXAMPLE), str)
