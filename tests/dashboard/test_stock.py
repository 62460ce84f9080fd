"""What is open now: the worklists' own numbers, by department and kind, and what figures say."""

from datetime import timedelta

import pytest

from cases import selectors as cases
from contacts.callbacks import selectors as callbacks
from dashboard import figures
from dashboard.figures import BUCKETS, Rating
from dashboard.stock.live import OLDEST_SHOWN, oldest, stock_of
from dashboard.stock.work import Kind, Stock, Work, median
from kcc.organisation.access import access_of
from kcc.organisation.models import Department
from kcc.organisation.worklist import State
from tests.dashboard.history import make_confidential_work, make_open_work
from tests.factories import NOW, make_callback, make_case, make_team, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
ROOMS = {Kind.CALLBACKS: callbacks, Kind.CASES: cases}
STATES = {
    "open": State.OPEN,
    "due_today": State.DUE_TODAY,
    "overdue": State.OVERDUE,
    "serious": State.SERIOUS,
    "waiting": State.WAITING,
    "unassigned": State.UNASSIGNED,
}


def everywhere() -> list[Department]:
    return list(Department.objects.order_by("pk"))


@pytest.fixture
def open_work():
    make_open_work()
    make_confidential_work()


@pytest.mark.parametrize("role", ["manager", "board", "agent", "kcc_lead", "head", "handler"])
def test_every_number_is_that_of_the_worklist(open_work, role):
    own = reference().department["vergunningen"]
    user = make_user(role, own if role in ("head", "handler") else None, username="wie-kijkt")
    access = access_of(user)
    stock = stock_of(access, user, everywhere(), now=NOW)
    for kind, room in ROOMS.items():
        listed = room.open_callbacks if kind == Kind.CALLBACKS else room.open_cases
        for department in everywhere():
            work = stock.of(kind, [department.pk])
            for name, state in STATES.items():
                rows = listed(access, user, department=department.slug, state=state, now=NOW)
                assert getattr(work, name) == rows.count(), (kind, department.slug, name)


def test_parts_add_up_to_the_whole(open_work):
    user = make_user("manager")
    stock = stock_of(access_of(user), user, everywhere(), now=NOW)
    parts = [stock.of(kind, [each.pk]) for kind in Kind for each in everywhere()]
    assert stock.of() == sum(parts, Work())
    assert stock.of().open == sum(stock.of().ages) == sum(stock.of().by_age.values())


def test_only_the_departments_asked_for_are_counted(open_work):
    user, one = make_user("manager"), reference().department["burgerzaken"]
    stock = stock_of(access_of(user), user, [one], now=NOW)
    assert {place for _kind, place in stock.works} == {one.pk}
    assert (stock.of(Kind.CALLBACKS).open, stock.of(Kind.CASES).open) == (2, 1)


def test_a_team_has_its_own_stock():
    team = make_team(reference().department["vergunningen"])
    make_callback(department=team.department, team=team)
    make_callback(department=team.department)
    case = make_case(department=team.department)
    case.team = team
    case.save(update_fields=["team"])
    user = make_user("manager")
    asked = access_of(user), user, [team.department]
    stock = stock_of(*asked, team=team, now=NOW)
    assert (stock.of(Kind.CALLBACKS).open, stock.of(Kind.CASES).open) == (1, 1)
    assert len(oldest(*asked, team=team, now=NOW)) == 2
    everything = stock_of(*asked, now=NOW)
    assert (everything.of().open, everything.teams) == (3, {})
    by_team = stock_of(*asked, by_team=True, now=NOW)
    assert by_team.works == everything.works
    assert by_team.teams == {team.pk: stock.of(), 0: by_team.teams[0]}
    assert by_team.teams[0].open == 1


@pytest.mark.parametrize("departments", [1, 3])
@pytest.mark.parametrize("times", [1, 3])
def test_it_costs_one_statement(departments, times):
    for _ in range(times):
        make_open_work()
    user = make_user("manager")
    access = access_of(user)
    chosen = everywhere()[:departments]
    stock_of(access, user, chosen, now=NOW)
    oldest(access, user, chosen, now=NOW)  # every process keeps the names
    with statements() as ran:
        stock_of(access, user, chosen, now=NOW)
    assert len(ran) == 1
    with statements() as ran:
        oldest(access, user, chosen, now=NOW)
    assert len(ran) == 2


def test_the_oldest_come_first(open_work):
    user, place = make_user("manager"), reference().department["vergunningen"]
    for days in range(6):
        make_case(department=place, at=NOW - timedelta(days=80 + days))
    found = oldest(access_of(user), user, [place], now=NOW)
    since = [each["since"] for each in found]
    assert (len(found), since) == (OLDEST_SHOWN, sorted(since))
    assert [each["kind"] for each in found[:7]] == ["case"] * 7


# -- What figures say of it -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by_age", "expected"),
    [
        ({}, None),
        ({4: 1}, 4),
        ({0: 1, 3: 1}, 1.5),
        ({0: 2, 9: 1}, 0),
        ({1: 1, 2: 1, 30: 1}, 2),
        ({0: 50, 7: 50}, 3.5),
        ({0: 50, 7: 51}, 7),
    ],
)
def test_the_median_is_the_one_in_the_middle(by_age, expected):
    assert median(by_age) == expected


WORK = Work(
    open=20, due_today=1, overdue=3, serious=1, waiting=2, unassigned=0, by_age={0: 10, 4: 10}
)
STOCK = Stock({(Kind.CALLBACKS, 1): WORK, (Kind.CASES, 1): Work(open=30, by_age={40: 30})})


@pytest.mark.parametrize(
    ("figure", "kind", "part", "whole", "rating"),
    [
        (figures.OPEN, None, 50, 50, None),
        (figures.OPEN_CALLBACKS, None, 20, 20, None),
        (figures.OPEN_CASES, None, 30, 30, None),
        (figures.OVERDUE, None, 3, 50, Rating.NEAR),
        (figures.OVERDUE, Kind.CALLBACKS, 3, 20, Rating.NEAR),
        (figures.OVERDUE, Kind.CASES, 0, 30, Rating.GOOD),
        (figures.LATE_CALLBACKS, None, 3, 20, Rating.NEAR),
        (figures.SERIOUS, None, 1, 50, Rating.BAD),
        (figures.WAITING, None, 2, 50, None),
        (figures.UNASSIGNED, None, 0, 50, Rating.GOOD),
        (figures.DUE_TODAY, None, 1, 50, None),
        (figures.OLDEST, None, 40, 50, None),
        # Of callbacks: cases may take weeks.
        (figures.MEDIAN_AGE, None, 2, 20, Rating.GOOD),
    ],
)
def test_a_figure_tells_its_part_of_the_work(figure, kind, part, whole, rating):
    value = STOCK.value(figure, kind=kind)
    assert (value.part, value.whole, value.number, value.rating) == (part, whole, part, rating)


def test_every_stock_figure_can_be_told():
    for figure in figures.STOCK:
        assert Stock({}).value(figure).rating is None
        assert Stock({}).value(figure).whole == 0


def test_the_median_of_nothing_is_no_number():
    assert Stock({}).value(figures.MEDIAN_AGE).number is None


def test_ages_fall_in_their_buckets():
    ages = {least: 1 for least, _most in BUCKETS} | {most: 2 for _least, most in BUCKETS[:-1]}
    assert Work(open=13, by_age=ages).ages == (3, 3, 3, 3, 1)
