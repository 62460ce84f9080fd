"""The line of a stock figure through the months, what is usual, and how it stood last month."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from dashboard import figures
from dashboard.figures import Rating
from dashboard.models import Snapshot
from dashboard.spans import last_months
from dashboard.stock.history import history_of
from dashboard.stock.work import Kind, Stock, Work
from kcc.lib.periods import Month
from tests.factories import NOW, make_department
from tests.statements import statements

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 10)
MONTHS = last_months(13, until=Month.of(NOW))


def keep(department, day, kind="callbacks", open=0, **values) -> None:
    Snapshot.objects.create(
        day=day, department=department, kind=kind, open=open, made_at=NOW,
        **{"overdue": 0, "serious": 0, "waiting": 0, "unassigned": 0} | values,
    )  # fmt: skip


@pytest.fixture
def one():
    return make_department()


@pytest.fixture
def other():
    return make_department("burgerzaken", name="Burgerzaken")


def test_each_month_is_told_by_its_last_evening(one):
    keep(one, date(2026, 9, 30), open=8, overdue=3)
    keep(one, date(2026, 9, 30), "cases", open=4, overdue=1)
    keep(one, date(2026, 10, 30), open=99)
    keep(one, date(2026, 10, 31), open=6)
    found = history_of([one.pk], months=MONTHS, now=NOW)
    assert [value and value.part for value in found.trend(figures.OPEN)][-4:] == [None, 12, 6, None]
    late = found.on(figures.OVERDUE, date(2026, 9, 30))
    assert (late.part, late.whole, late.rating) == (4, 12, Rating.BAD)
    cases = found.on(figures.OVERDUE, date(2026, 9, 30), kind=Kind.CASES)
    assert (cases.part, cases.whole, cases.rating) == (1, 4, None)
    assert found.on(figures.OPEN_CASES, date(2026, 9, 30)).part == 4
    assert found.on(figures.OPEN, date(2026, 10, 30)).part == 99


def test_the_month_that_is_not_over_is_told_by_what_is_open_now(one):
    keep(one, TODAY - timedelta(days=1), open=5)
    found = history_of([one.pk], months=MONTHS, now=NOW)
    stock = Stock({(Kind.CALLBACKS, one.pk): Work(open=7, by_age={0: 7})})
    assert found.trend(figures.OPEN)[-1].part == 5
    assert found.trend(figures.OPEN, stock)[-1].part == 7
    earlier = history_of([one.pk], months=MONTHS[:-1], now=NOW)
    assert earlier.trend(figures.OPEN, stock) == [None] * 12


def test_departments_are_added_up_but_not_their_medians(one, other):
    day = date(2026, 10, 31)
    keep(one, day, open=10, median_age=Decimal("2.5"))
    keep(other, day, open=20, median_age=Decimal(9))
    found = history_of(None, months=MONTHS, now=NOW)
    assert found.last_month(figures.OPEN).part == 30
    assert found.last_month(figures.OPEN, one.pk).part == 10
    assert found.last_month(figures.OPEN, other.pk).part == 20
    assert found.last_month(figures.MEDIAN_AGE) is None
    assert found.last_month(figures.MEDIAN_AGE, other.pk).part == 9
    alone = history_of([one.pk], months=MONTHS, now=NOW)
    assert alone.last_month(figures.MEDIAN_AGE).number == 2.5
    assert alone.last_month(figures.OPEN, other.pk) is None


def test_what_is_not_kept_is_not_told(one):
    keep(one, date(2026, 10, 31), open=3)
    found = history_of([one.pk], months=MONTHS, now=NOW)
    for figure in (figures.DUE_TODAY, figures.OLDEST, figures.MEDIAN_AGE):
        assert found.last_month(figure) is None


@pytest.mark.parametrize(
    ("now", "rating"),
    [(10, Rating.GOOD), (11, Rating.NEAR), (12, Rating.BAD), (3, Rating.GOOD)],
)
def test_how_much_is_open_is_rated_by_what_is_usual_here(one, now, rating):
    for back in range(1, 93):
        keep(one, TODAY - timedelta(days=back), open=10 if back % 2 else 8 + back % 3 * 2)
    found = history_of([one.pk], months=MONTHS, now=NOW)
    assert found.usual(figures.OPEN) == 10
    value = Stock({(Kind.CALLBACKS, one.pk): Work(open=now, overdue=0)}).value(figures.OPEN)
    assert found.rating(value) == rating


def test_less_than_a_month_of_evenings_is_not_usual(one):
    for back in range(1, 28):
        keep(one, TODAY - timedelta(days=back), open=10)
    found = history_of([one.pk], months=MONTHS, now=NOW)
    value = Stock({(Kind.CALLBACKS, one.pk): Work(open=50, overdue=9)})
    assert (found.usual(figures.OPEN), found.rating(value.value(figures.OPEN))) == (None, None)
    # What has a norm is rated by that, and what is neither good nor bad by nothing.
    assert found.rating(value.value(figures.OVERDUE)) == Rating.BAD
    assert found.rating(value.value(figures.WAITING)) is None


@pytest.mark.parametrize("departments", [1, 3])
def test_it_costs_one_statement(departments):
    places = [make_department(f"afdeling-{n}", name=f"Afdeling {n}") for n in range(departments)]
    for place in places:
        for month in MONTHS[:-1]:
            keep(place, month.last_day, open=1)
            keep(place, month.last_day, "cases", open=2)
    with statements() as ran:
        found = history_of([place.pk for place in places], months=MONTHS, now=NOW)
    assert len(ran) == 1
    assert found.last_month(figures.OPEN).part == 3 * departments


def test_every_department_stands_among_all_by_the_end_of_yesterday(one, other):
    yesterday = TODAY - timedelta(days=1)
    keep(one, yesterday, open=20, overdue=5)
    keep(one, yesterday, "cases", open=10, overdue=1)
    keep(other, yesterday, open=40, overdue=2)
    keep(other, TODAY - timedelta(days=2), open=99)
    with statements() as made:
        history = history_of([one.pk], months=MONTHS, now=NOW)
    assert len(made) == 1
    assert history.latest == {one.pk: (6, 30), other.pk: (2, 40)}
    # What another department has stays out of everything else.
    assert history.on(figures.OPEN, yesterday).part == 30
    assert history.on(figures.OPEN, TODAY - timedelta(days=2)) is None


def test_what_was_read_is_kept_until_there_is_another_evening(one, other):
    keep(one, TODAY - timedelta(days=2), open=5)
    asked = {"months": MONTHS, "now": NOW}
    first = history_of([one.pk], **asked)
    with statements() as ran:
        assert history_of([one.pk], **asked) is first
    assert len(ran) == 1
    keep(one, TODAY - timedelta(days=1), open=7)
    later = history_of([one.pk], **asked)
    assert later.on(figures.OPEN, TODAY - timedelta(days=1)).part == 7
    keep(other, TODAY - timedelta(days=300), open=7)
    assert history_of([one.pk], **asked) is not later
    assert history_of([one.pk], months=MONTHS, now=NOW + timedelta(days=1)).today != TODAY
