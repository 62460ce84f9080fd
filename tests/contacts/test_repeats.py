"""The rule of repeat contacts, at its edges and for any row of contacts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.repeat_index import RepeatIndex
from contacts.repeats import Asked, find_repeat, is_repeat, same_asker, window_end, window_start
from kcc.lib.periods import ZONE, local_day

pytestmark = pytest.mark.once
UNHURRIED = settings(max_examples=300, deadline=None)  # a busy machine is no fault

MONDAY = datetime(2026, 11, 9, 10, 0, tzinfo=ZONE)
HOUR = timedelta(hours=1)


def asked(id="a", *, at=MONDAY, active=None, **values):
    return Asked(
        **{
            "id": id,
            "inbound": True,
            "subject": "parkeren",
            "started_at": at,
            "last_activity_at": active or at,
            "phone": "+31612345678",
        }
        | values
    )


def repeats(earlier, later, window_days=28, address_bound=False):
    return is_repeat(earlier, later, window_days=window_days, address_bound=address_bound)


# -- Who --------------------------------------------------------------------------------------

SAME = [
    ({"phone": "+31612345678"}, {"phone": "+31612345678"}, True),
    ({"phone": "+31612345678"}, {"phone": "+31687654321"}, False),
    ({"phone": ""}, {"phone": ""}, False),
    ({"phone": "", "email": "a@b.nl"}, {"phone": "", "email": "a@b.nl"}, True),
    ({"phone": "", "email": ""}, {"phone": "", "email": ""}, False),
    ({"customer": 1, "phone": ""}, {"customer": 1, "phone": ""}, True),
    # Two known people behind one telephone, against an unknown caller who may be either.
    ({"customer": 1}, {"customer": 2}, False),
    ({"customer": 1}, {"customer": None}, True),
    ({"customer": None}, {"customer": 2}, True),
    # A place says something only about a subject that is bound to one.
    ({"phone": "", "place": "7801AB12"}, {"phone": "", "place": "7801AB12"}, False),
]


@pytest.mark.parametrize(("earlier", "later", "expected"), SAME)
def test_same_asker(earlier, later, expected):
    assert same_asker(asked(**earlier), asked(**later), address_bound=False) is expected


def test_place_counts_for_a_subject_bound_to_an_address():
    one = asked(phone="", place="7801AB12", customer=1)
    assert same_asker(one, replace(one, customer=2), address_bound=True) is True
    assert same_asker(replace(one, place=""), replace(one, place=""), address_bound=True) is True
    unknown = replace(one, place="", customer=None)
    assert same_asker(unknown, unknown, address_bound=True) is False


# -- When -------------------------------------------------------------------------------------


def test_window_counts_whole_days_of_the_municipality():
    first = asked(at=datetime(2026, 11, 2, 23, 59, tzinfo=ZONE))
    last_moment = datetime(2026, 11, 9, 23, 59, 59, tzinfo=ZONE)
    assert repeats(first, asked("b", at=last_moment), window_days=7) is True
    assert repeats(first, asked("b", at=last_moment + timedelta(seconds=1)), window_days=7) is False


def test_window_keeps_its_days_when_the_clock_changes():
    # 25 October 2026 has 25 hours.
    first = asked(at=datetime(2026, 10, 24, 0, 0, tzinfo=ZONE))
    last_moment = datetime(2026, 10, 25, 23, 59, tzinfo=ZONE)
    assert repeats(first, asked("b", at=last_moment), window_days=1) is True
    assert repeats(first, asked("b", at=last_moment + timedelta(minutes=1)), window_days=1) is False


def test_window_runs_from_the_last_activity():
    answered = asked(active=MONDAY + timedelta(days=60))
    later = asked("b", at=MONDAY + timedelta(days=88))
    assert repeats(answered, later) is True
    assert repeats(asked(), later) is False


def test_window_of_zero_switches_detection_off():
    assert repeats(asked(), asked("b", at=MONDAY + timedelta(hours=1)), window_days=0) is False


def test_the_same_moment_is_no_repeat():
    assert repeats(asked(), asked("b")) is False


def test_window_start_is_a_moment_of_the_local_calendar():
    in_utc = datetime(2026, 11, 9, 23, 30, tzinfo=UTC)  # half past midnight here
    assert window_start(in_utc, 7) == datetime(2026, 11, 3, 0, 0, tzinfo=ZONE)


@UNHURRIED
@given(
    minutes=st.integers(0, 60 * 24 * 400), later=st.integers(0, 60 * 24 * 9), days=st.integers(0, 4)
)
def test_start_and_end_of_the_window_say_the_same(minutes, later, days):
    active = MONDAY - timedelta(minutes=minutes)
    started = active + timedelta(minutes=later)
    assert (active >= window_start(started, days)) == (started < window_end(active, days))


# -- What -------------------------------------------------------------------------------------


def test_another_subject_is_no_repeat_unless_about_the_same_case():
    later = asked("b", at=MONDAY + timedelta(days=1), subject="bouwen")
    assert repeats(asked(), later) is False
    assert repeats(asked(case=7), replace(later, case=7)) is True
    assert repeats(asked(case=7), replace(later, case=8)) is False


@pytest.mark.parametrize("side", ["earlier", "later"])
def test_outbound_is_no_repeat(side):
    one, two = asked(), asked("b", at=MONDAY + timedelta(days=1))
    out = {
        "earlier": (replace(one, inbound=False), two),
        "later": (one, replace(two, inbound=False)),
    }
    assert repeats(one, two) is True
    assert repeats(*out[side]) is False


# -- What the banner says ---------------------------------------------------------------------


def test_find_repeat_counts_and_points_at_first_and_latest():
    days = [0, 3, 9]
    earlier = [asked(f"q{day}", at=MONDAY + timedelta(days=day)) for day in days]
    later = asked("now", at=MONDAY + timedelta(days=14))
    found = find_repeat(reversed(earlier), later, window_days=28, address_bound=False)
    assert (found.first.id, found.previous.id, found.count, found.days) == ("q0", "q9", 4, 14)


def test_find_repeat_counts_days_of_the_local_calendar():
    first = asked(at=datetime(2026, 11, 9, 22, 30, tzinfo=UTC))  # 23:30 here
    later = asked("b", at=datetime(2026, 11, 9, 23, 30, tzinfo=UTC))  # 00:30, the next day
    assert find_repeat([first], later, window_days=28, address_bound=False).days == 1


def test_find_repeat_without_anything_to_find():
    assert find_repeat([], asked(), window_days=28, address_bound=False) is None


# -- For any contacts at all --------------------------------------------------------------------

# Quarters of a day: few moments, so that what happens at once and at the edges happens often.
quarters = st.integers(0, 24).map(lambda number: number * timedelta(hours=6))


@st.composite
def questions(draw):
    started = MONDAY + draw(quarters)
    return Asked(
        id=draw(st.integers(0, 10**6)),
        inbound=draw(st.sampled_from([True, True, True, True, False])),
        subject=draw(st.sampled_from("ppq")),
        started_at=started,
        last_activity_at=started + draw(st.one_of(st.just(timedelta()), quarters)),
        customer=draw(st.sampled_from([None, None, None, None, 1, 2])),
        phone=draw(st.sampled_from(["", "+31612345678", "+31612345678", "+31687654321"])),
        email=draw(st.sampled_from(["", "a@b.nl"])),
        place=draw(st.sampled_from(["", "7801AB12"])),
        case=draw(st.sampled_from([None, None, 1])),
    )


rows = st.lists(questions(), min_size=2, max_size=25).map(
    lambda found: sorted(found, key=lambda one: one.started_at)
)
windows, bound = st.integers(0, 4), st.booleans()


@UNHURRIED
@given(earlier=questions(), later=questions(), window_days=windows, address_bound=bound)
def test_a_repeat_is_later_and_within_its_days(earlier, later, window_days, address_bound):
    if repeats(earlier, later, window_days, address_bound):
        days = (local_day(later.started_at) - local_day(earlier.last_activity_at)).days
        assert window_days > 0
        assert earlier.started_at < later.started_at
        assert days <= window_days
        assert not repeats(later, earlier, window_days, address_bound)


@UNHURRIED
@given(one=questions(), two=questions(), address_bound=bound)
def test_same_asker_is_symmetric_and_needs_something_known(one, two, address_bound):
    forth = same_asker(one, two, address_bound=address_bound)
    assert forth == same_asker(two, one, address_bound=address_bound)
    blank = replace(one, customer=None, phone="", email="", place="")
    assert not same_asker(blank, two, address_bound=address_bound)


@UNHURRIED
@given(earlier=questions(), later=questions(), window_days=st.integers(1, 4), address_bound=bound)
def test_a_wider_window_never_loses_a_repeat(earlier, later, window_days, address_bound):
    if repeats(earlier, later, window_days, address_bound):
        assert repeats(earlier, later, window_days + 1, address_bound)


@UNHURRIED
@given(rows=rows, window_days=windows, address_bound=bound)
def test_the_index_finds_what_looking_at_every_pair_finds(rows, window_days, address_bound):
    """The import asks the index; the rule is the one above, pair by pair."""
    index, rule = RepeatIndex(), {"window_days": window_days, "address_bound": address_bound}
    for place, later in enumerate(rows):
        naive = find_repeat(rows[:place], later, **rule)
        assert index.previous(later, **rule) is (naive.previous if naive else None)
        index.add(later)


def test_the_index_keeps_what_was_active_longest():
    long, short = asked("long", active=MONDAY + timedelta(days=5)), asked("short", at=MONDAY + HOUR)
    index = RepeatIndex()
    for one in (long, short):
        index.add(one)
    soon, late = asked("b", at=MONDAY + 2 * HOUR), asked("c", at=MONDAY + timedelta(days=4))
    rule = {"window_days": 1, "address_bound": False}
    assert [index.previous(one, **rule) for one in (soon, late)] == [short, long]


@UNHURRIED
@given(rows=rows, bound_subjects=st.sets(st.sampled_from("pq")))
def test_the_index_follows_the_rule_of_each_subject(rows, bound_subjects):
    index, days = RepeatIndex(), {"p": 1, "q": 3}
    for place, later in enumerate(rows):
        rule = {
            "window_days": days[later.subject],
            "address_bound": later.subject in bound_subjects,
        }
        naive = find_repeat(rows[:place], later, **rule)
        assert index.previous(later, **rule) is (naive.previous if naive else None)
        index.add(later)
