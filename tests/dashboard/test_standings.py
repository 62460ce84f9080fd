"""Sorting departments side by side. Without a database."""

from types import SimpleNamespace

import pytest

from dashboard import figures
from dashboard.figures import Value
from dashboard.standings import SORTS, USUAL, Standing, sorted_by
from dashboard.stock.work import Kind, Work

pytestmark = pytest.mark.once
ZERO = {figure.slug: Value(figure, 0, 0) for figure in figures.FIGURES}


def standing(name, late=(0, 0), direct=(0, 0), seconds=0) -> Standing:
    values = ZERO | {
        "overdue": Value(figures.OVERDUE, *late),
        "open": Value(figures.OPEN, late[1], late[1]),
        "direct": Value(figures.DIRECT, *direct),
    }
    works = {Kind.CALLBACKS: Work(open=late[1], overdue=late[0]), Kind.CASES: Work()}
    return Standing(SimpleNamespace(name=name), frozenset(), values, works, seconds)


A = standing("Afval", late=(1, 20), direct=(90, 100), seconds=60)
B = standing("Belastingen", late=(9, 30), direct=(20, 100), seconds=600)
C = standing("Cultuur", late=(3, 4), direct=(4, 4), seconds=None)
D = standing("Drank", late=(0, 0))


def names(asked) -> str:
    return "".join(each.name[0] for each in sorted_by(asked, [C, A, D, B])[1])


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ("name", "ABCD"),
        ("-name", "DCBA"),
        # Too few and none at all stand at the end, whatever the order.
        ("-late", "BACD"),
        ("late", "ABCD"),
        ("direct", "BACD"),
        ("-direct", "ABCD"),
        ("-callbacks", "BACD"),
        ("-late-callbacks", "BCAD"),
        ("cost", "DABC"),
        ("-cost", "BADC"),
        # Nobody has any: who has the most open comes first.
        ("-cases", "BACD"),
    ],
)
def test_standings_are_sorted(asked, order):
    assert (names(asked), sorted_by(asked, [])[0]) == (order, asked)


@pytest.mark.parametrize("asked", ["", "x", "-", "--late", "name "])
def test_what_is_no_order_is_the_usual_one(asked):
    assert sorted_by(asked, [A]) == (USUAL, [A])


@pytest.mark.parametrize("name", sorted(SORTS))
def test_every_order_takes_departments_with_nothing(name):
    assert len(sorted_by(name, [D, D])[1]) == 2
