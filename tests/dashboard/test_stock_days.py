"""The stock of the end of a day: what the worklists said then, whenever it is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dashboard.models import Snapshot
from dashboard.stock import jobs
from dashboard.stock.jobs import KIND, run, tick
from dashboard.stock.keeping import keep, missing_days
from dashboard.stock.live import stock_of
from dashboard.stock.reckoning import end_of, reckon
from dashboard.stock.work import Kind, Work
from kcc.jobs.models import Job
from kcc.lib.periods import ZONE, start_of
from kcc.organisation.access import access_of
from kcc.organisation.models import Department
from tests.dashboard.history import make_open_work
from tests.dashboard.lived import Town
from tests.factories import NOW, make_callback, make_case, make_department, make_user, reference
from tests.races import at_once
from tests.secrecy import callbacks_unlike_their_contact
from tests.statements import statements

ONE_DAY = timedelta(days=1)
TODAY = NOW.astimezone(ZONE).date()
COUNTED = ("open", "overdue", "serious", "waiting", "unassigned", "oldest_on", "by_age")


def told(work: Work) -> dict:
    return {name: getattr(work, name) for name in COUNTED}


def differences(live: dict, found: dict) -> list:
    """Where what was reckoned is not what the worklists said."""
    return [
        (day, kind, place)
        for day, stock in live.items()
        for kind in Kind
        for place in Department.objects.values_list("pk", flat=True)
        if told(stock.of(kind, [place])) != told(found.get((day, kind, place), Work()))
    ]


class AnyTown(TestCase):
    """Whatever people did: through the end of summer time and a leap day."""

    @settings(
        max_examples=3,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(
        seed=st.integers(0, 10**9),
        first=st.sampled_from([date(2026, 10, 23), date(2027, 3, 26), date(2028, 2, 27)]),
    )
    def test_reckoned_later_it_is_what_the_worklists_said(self, seed, first):
        town = Town(seed, first).live_on(4)
        assert differences(town.live, reckon(list(town.live))) == []
        # And one day alone, as in the night after it.
        assert differences({first: town.live[first]}, reckon([first])) == []
        assert callbacks_unlike_their_contact() == []


def test_an_evening_is_the_last_moment_of_the_day():
    assert end_of(date(2026, 10, 25)) == datetime(2026, 10, 25, 22, 59, 59, 999_999, tzinfo=UTC)
    assert end_of(date(2026, 3, 29)) == datetime(2026, 3, 29, 21, 59, 59, 999_999, tzinfo=UTC)


# -- Kept by itself -------------------------------------------------------------------------------


@pytest.fixture
def open_work(db):
    make_open_work()


def kept(day: date) -> dict:
    return {
        (row.kind, row.department_id): (
            row.open, row.overdue, row.serious, row.waiting, row.unassigned, row.median_age,
            row.ages,
        )
        for row in Snapshot.objects.filter(day=day)
    }  # fmt: skip


def keep_all(now) -> int:
    days = 0
    while more := keep(now):
        days += more
    return days


def test_the_night_after_it_is_what_the_worklists_said(open_work):
    user = make_user("manager")
    everywhere = list(Department.objects.order_by("pk"))
    stock = stock_of(access_of(user), user, everywhere, now=end_of(TODAY))
    tonight = start_of(TODAY + ONE_DAY) + timedelta(seconds=20)
    keep_all(tonight)
    expected = {}
    for kind in Kind:
        for place in everywhere:
            work = stock.of(kind, [place.pk])
            expected[kind.value, place.pk] = (
                work.open, work.overdue, work.serious, work.waiting, work.unassigned,
                work.median_age, list(work.ages),
            )  # fmt: skip
    assert kept(TODAY) == expected
    assert set(Snapshot.objects.filter(day=TODAY).values_list("reckoned", flat=True)) == {False}
    assert set(Snapshot.objects.exclude(day=TODAY).values_list("reckoned", flat=True)) == {True}


def test_every_day_since_the_first_is_kept_once_without_a_gap(open_work):
    number = keep_all(NOW)
    days = list(Snapshot.objects.order_by("day").values_list("day", flat=True).distinct())
    assert days == [days[0] + ONE_DAY * each for each in range(number)]
    assert (days[0], days[-1]) == (TODAY - timedelta(days=70), TODAY - ONE_DAY)
    assert Snapshot.objects.count() == number * Department.objects.count() * 2
    assert (keep(NOW), missing_days(NOW)) == (0, [])


def test_what_was_kept_stays_whatever_happens_later(open_work):
    keep_all(NOW)
    before = kept(TODAY - ONE_DAY)
    make_callback(at=NOW - timedelta(days=5))
    keep_all(NOW + timedelta(days=3))
    assert kept(TODAY - ONE_DAY) == before
    assert Snapshot.objects.filter(day=TODAY + timedelta(days=2)).exists()


def test_work_of_before_the_first_day_is_told_as_well(open_work):
    keep_all(NOW)
    first = TODAY - timedelta(days=70)
    make_case(at=NOW - timedelta(days=75))
    assert missing_days(NOW, most=2) == [first - ONE_DAY * 2, first - ONE_DAY]
    assert keep_all(NOW) == 5
    place = reference().department["vergunningen"]
    assert kept(TODAY - timedelta(days=75))["cases", place.pk][0] == 1


def test_nothing_is_kept_of_an_installation_without_work(db):
    make_department()
    assert (keep(NOW), missing_days(NOW), Snapshot.objects.count()) == (0, [], 0)


def test_two_at_once_make_one(open_work, monkeypatch):
    """The second one began before the first one wrote."""
    days = missing_days(NOW)
    keep(NOW)
    before = list(Snapshot.objects.order_by("pk").values_list())
    monkeypatch.setattr("dashboard.stock.keeping.missing_days", lambda now, most: days)
    keep(NOW + timedelta(minutes=1))
    assert list(Snapshot.objects.order_by("pk").values_list()) == before


@pytest.mark.django_db(transaction=True)
def test_ticks_at_the_same_moment_make_one():
    make_callback(at=NOW - timedelta(days=2))
    at_once(lambda _worker: tick(NOW), range(4))
    places = Department.objects.count()
    found = Snapshot.objects.filter(kind="callbacks", open=1).values_list("day", flat=True)
    assert sorted(found) == [TODAY - ONE_DAY * 2, TODAY - ONE_DAY]
    assert Snapshot.objects.count() == 2 * places * 2


def test_the_tick_keeps_last_night_and_leaves_much_to_a_job(open_work, monkeypatch):
    monkeypatch.setattr(jobs.timezone, "now", lambda: NOW)
    tick(NOW)
    tick(NOW)
    assert (Job.objects.filter(kind=KIND).count(), Snapshot.objects.count()) == (1, 0)
    said = []
    assert run(Job.objects.get(), lambda done, total: said.append((done, total))) == {"days": 70}
    assert said[-1] == (70, 70)
    Job.objects.update(state=Job.State.DONE, finished_at=NOW)
    tick(NOW)
    assert Job.objects.count() == 1
    tick(NOW + ONE_DAY)
    assert Snapshot.objects.filter(day=TODAY).exists()
    assert Job.objects.count() == 1


def test_a_tick_with_nothing_to_do_costs_three_statements(open_work):
    keep_all(NOW)
    with statements() as ran:
        jobs.tick(NOW)
    assert len(ran) == 3


@pytest.mark.parametrize("times", [1, 3])
def test_reckoning_costs_the_same_for_any_number_of_days_and_rows(db, times):
    for _ in range(times):
        make_open_work()
    reckon([TODAY])
    for days in (1, 40):
        with statements() as ran:
            reckon([TODAY - ONE_DAY * each for each in range(days)])
        assert len(ran) == 7
