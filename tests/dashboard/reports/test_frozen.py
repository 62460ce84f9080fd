"""A frozen report says what the dashboard said, adds up, and is the same text to the letter."""

import json
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dashboard import figures
from dashboard.models import Snapshot
from dashboard.reports.frozen import canonical, digest_of, freeze_all, span_of, thaw
from dashboard.reports.frozen.movements import EVERYTHING, movements
from dashboard.reports.frozen.reading import Period
from dashboard.spans import Span
from dashboard.stock.work import Kind
from kcc.lib.periods import Month, start_of
from kcc.organisation.models import Department
from kcc.organisation.stretches import Stretch
from tests.dashboard.drawn import NOW as LATER
from tests.dashboard.drawn import History
from tests.dashboard.history import make_open_work
from tests.dashboard.lived import Town
from tests.dashboard.reports.kept import OCTOBER, figures_of
from tests.factories import NOW, make_contact, reference
from tests.statements import statements

ONE_DAY = timedelta(days=1)
SOME = settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
STOCK = (
    figures.OPEN, figures.OPEN_CALLBACKS, figures.OPEN_CASES, figures.OVERDUE, figures.SERIOUS,
    figures.WAITING, figures.UNASSIGNED,
)  # fmt: skip


def everywhere() -> list[int | None]:
    return [None, *Department.objects.order_by("pk").values_list("pk", flat=True)]


def read_back(data: dict):
    """As from the row of a report."""
    return thaw(json.loads(canonical(data)))


def values(frozen) -> dict:
    """(part, whole, provisional) of every figure of the period."""
    found = {figure.slug: frozen.board.value(figure) for figure in figures.PERIOD}
    return {slug: (value.part, value.whole, value.provisional) for slug, value in found.items()}


class AnyHistory(TestCase):
    @SOME
    @given(
        seed=st.integers(0, 10**9),
        first=st.sampled_from([date(2027, 10, 1), date(2028, 2, 1), date(2028, 3, 1)]),
    )
    def test_it_reads_back_what_the_dashboard_says(self, seed, first):
        History(seed).more(14)
        period = Period("month", span_of("month", first), LATER)
        for department, data in freeze_all("month", first, everywhere(), now=LATER).items():
            frozen = read_back(data)
            live = period.board(period.scope(department))
            for figure in figures.PERIOD:
                assert frozen.board.value(figure) == live.value(figure)
                assert frozen.board.before(figure) == live.before(figure)
                assert [each.part for each in frozen.board.trend(figure)] == [
                    each.part for each in live.trend(figure)
                ]
            assert frozen.board.repeat_seconds() == live.repeat_seconds()
            for part in ("subjects", "channels", "weekdays", "hours", "reasons", "scores"):
                told = {key: each for key, each in getattr(live.told, part).items() if each}
                assert getattr(frozen.board.told, part) == told

    @SOME
    @given(seed=st.integers(0, 10**9))
    def test_departments_add_up_to_the_organisation(self, seed):
        History(seed).more(14)
        found = freeze_all("month", date(2028, 2, 1), everywhere(), now=LATER)
        whole, parts = read_back(found.pop(None)), [read_back(each) for each in found.values()]
        for figure in figures.PERIOD:
            value, each = whole.board.value(figure), [one.board.value(figure) for one in parts]
            assert value.part == sum(one.part for one in each)
            assert (value.whole or 0) == sum(one.whole or 0 for one in each)
        for figure in STOCK:
            assert whole.stock.value(figure).part == sum(
                each.stock.value(figure).part for each in parts
            )
            before = [each.history.last_month(figure) for each in parts]
            together = whole.history.last_month(figure)
            assert (together.part if together else None) == (
                sum(each.part for each in before if each) if any(before) else None
            )

    @SOME
    @given(seed=st.integers(0, 10**9))
    def test_twice_is_the_same_text(self, seed):
        History(seed).more(10)
        first = freeze_all("month", date(2028, 2, 1), everywhere(), now=LATER)
        again = freeze_all("month", date(2028, 2, 1), everywhere(), now=LATER + ONE_DAY / 4)
        assert {place: canonical(each) for place, each in first.items()} == {
            place: canonical(each) for place, each in again.items()
        }
        assert digest_of(first[None]) == digest_of(json.loads(canonical(again[None])))


class AnyTown(TestCase):
    @SOME
    @given(seed=st.integers(0, 10**9))
    def test_what_came_less_what_went_is_what_is_left(self, seed):
        town = Town(seed, date(2026, 10, 29)).live_on(5)
        last = town.live[date(2026, 10, 31)]
        now = start_of(date(2026, 11, 3))
        for place, data in freeze_all("month", date(2026, 10, 1), everywhere(), now=now).items():
            frozen = read_back(data)
            for kind in Kind:
                flow = frozen.flow[kind]
                left = last.of(kind, None if place is None else [place])
                assert (flow.came - flow.went, flow.came >= left.open) == (left.open, True)
                assert frozen.stock.of(kind).ages == left.ages
            for figure in STOCK:
                chosen = None if place is None else [place]
                assert frozen.stock.value(figure) == last.value(figure, chosen)
            if place:
                oldest = last.of(None, [place]).oldest_age
                assert max((each.age for each in frozen.oldest), default=None) == oldest


# -- What came, and what went ---------------------------------------------------------------------

SINCE, UNTIL = start_of(date(2026, 10, 1)), start_of(date(2026, 11, 1))


def stretch(work, department, since, until=None) -> Stretch:
    first, last = (day and start_of(date(2026, *day)) for day in (since, until))
    return Stretch(
        work=work, department=department, received=date(2026, *since), since=first, until=last,
        taken=False, waiting=False, late_from=None, serious_from=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("walk", "came", "went", "left"),
    [
        ([stretch(1, 7, (10, 5))], {7: 1, EVERYTHING: 1}, {}, {7}),
        ([stretch(1, 7, (9, 5))], {}, {}, {7}),
        ([stretch(1, 7, (9, 5), (10, 5))], {}, {7: 1, EVERYTHING: 1}, set()),
        ([stretch(1, 7, (9, 5), (9, 9))], {}, {}, set()),
        ([stretch(1, 7, (11, 1))], {}, {}, set()),
        # At midnight it belongs to the month that begins.
        ([stretch(1, 7, (9, 5), (11, 1))], {}, {}, {7}),
        ([stretch(1, 7, (9, 5), (10, 1))], {}, {7: 1, EVERYTHING: 1}, set()),
        # Taken on: it stays where it is.
        ([stretch(1, 7, (9, 5), (10, 5)), stretch(1, 7, (10, 5))], {}, {}, {7}),
        # Passed on: for the whole organisation nothing moved.
        ([stretch(1, 7, (9, 5), (10, 5)), stretch(1, 8, (10, 5))], {8: 1}, {7: 1}, {8}),
        # Closed, and reopened later.
        (
            [stretch(1, 7, (9, 5), (10, 5)), stretch(1, 7, (10, 9))],
            {7: 1, EVERYTHING: 1}, {7: 1, EVERYTHING: 1}, {7},
        ),
    ],
)  # fmt: skip
def test_movements(walk, came, went, left):
    found = movements(walk, SINCE, UNTIL)
    assert (dict(+found.came), dict(+found.went)) == (came, went)
    assert set(found.left) == left


def test_the_oldest_are_those_that_came_in_first():
    walk = [stretch(number, 7, (9, 30 - number)) for number in range(1, 13)]
    found = movements(walk, SINCE, UNTIL).oldest(7)
    assert [each.work for each in found] == list(range(12, 2, -1))


# -- One evening ----------------------------------------------------------------------------------


def test_a_kept_evening_is_told_and_never_reckoned_again(db):
    make_open_work()
    place = reference().department["vergunningen"]
    Snapshot.objects.create(
        day=date(2026, 10, 31), department=place, kind="callbacks", open=9, overdue=4, serious=1,
        waiting=0, unassigned=2, median_age=3, ages=[5, 2, 1, 1, 0], made_at=NOW,
    )  # fmt: skip
    data = freeze_all("month", date(2026, 10, 1), [place.pk], now=NOW)[place.pk]
    frozen = read_back(data)
    assert frozen.stock.of(Kind.CALLBACKS).ages == (5, 2, 1, 1, 0)
    assert [frozen.stock.value(figure).part for figure in (*STOCK, figures.MEDIAN_AGE)] == [
        9, 9, 0, 4, 1, 0, 2, 3,
    ]  # fmt: skip


def test_a_year_is_held_against_the_evening_before_it(db):
    place = reference().department["vergunningen"]
    for day, number in ((date(2025, 12, 31), 12), (date(2026, 11, 30), 5), (date(2026, 12, 31), 7)):
        Snapshot.objects.create(
            day=day, department=place, kind="cases", open=number, overdue=0, serious=0, waiting=0,
            unassigned=0, median_age=1, ages=[number, 0, 0, 0, 0], made_at=NOW,
        )  # fmt: skip
    now = start_of(date(2027, 1, 5))
    frozen = read_back(freeze_all("year", date(2026, 1, 1), [None], now=now)[None])
    assert frozen.span == Span(date(2026, 1, 1), date(2026, 12, 31))
    assert frozen.board.asked.compare == Span(date(2025, 1, 1), date(2025, 12, 31))
    assert frozen.history.last_month(figures.OPEN).part == 12
    assert [value and value.part for value in frozen.history.trend(figures.OPEN, frozen.stock)] == [
        12, *[None] * 10, 5, 7,
    ]  # fmt: skip
    assert frozen.board.months[-1] == Month(2026, 12)


def test_it_is_provisional_until_nobody_can_come_back_any_more(db):
    reference()

    def waits(now) -> bool:
        data = freeze_all("month", date(2026, 2, 1), [None], now=now)[None]
        return read_back(data).board.value(figures.DIRECT_NET).provisional

    assert [waits(start_of(day)) for day in (date(2026, 3, 3), date(2026, 3, 28))] == [True, True]
    assert waits(start_of(date(2026, 3, 29))) is False


def test_no_person_is_in_it(db):
    history = History(4).more(30)
    found = freeze_all("month", date(2028, 2, 1), everywhere(), now=LATER)
    text = "".join(map(canonical, found.values())).lower()
    person = history.customer
    assert [word for word in (person.family_name, person.given_name, "hanna@", "+316")
            if word.lower() in text] == []  # fmt: skip


def test_the_number_of_statements_of_a_report_is_the_same_for_any_department(db):
    make_open_work()
    period = Period("month", Span.of_month(Month(2026, 10)), NOW)
    counts = Counter()
    for place in everywhere():
        with statements() as found:
            period.told(place)
        counts[len(found)] += 1
    # Of the organisation the telephone exchange too.
    assert counts == {3: len(everywhere()) - 1, 5: 1}


@pytest.mark.django_db
def test_a_kept_report_of_an_empty_town_says_what_freezing_says():
    here = reference().department["vergunningen"]
    for _twice in range(2):
        for place, kind, first in ((here, "month", OCTOBER), (None, "year", date(2025, 1, 1))):
            [frozen] = freeze_all(kind, first, [place and place.pk], now=NOW).values()
            assert figures_of(kind, first, place and place.pk, now=NOW) == frozen
    make_contact(at=start_of(date(2026, 10, 6)) + timedelta(hours=10), subject="VG02")
    told = figures_of("month", OCTOBER, here.pk, now=NOW)
    assert told == freeze_all("month", OCTOBER, [here.pk], now=NOW)[here.pk]
    assert told != figures_of("month", date(2026, 9, 1), here.pk, now=NOW)
