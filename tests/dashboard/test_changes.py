"""Which changes are worth a sentence."""

import pytest

from dashboard import figures
from dashboard.changes import largest, weigh
from dashboard.figures import Value


def pair(figure, now, before):
    return Value(figure, *now), Value(figure, *before)


def test_many_small_steps_weigh_more_than_one_big_one_of_few():
    many = pair(figures.DIRECT, (1640, 2000), (1560, 2000))
    few = pair(figures.KEPT, (9, 12), (8, 12))
    assert weigh(*many) > 2 > weigh(*few)
    assert [change.figure for change in largest([few, many])] == [figures.DIRECT]


def test_at_most_three_are_told_the_largest_first():
    pairs = [
        pair(figures.DIRECT, (800, 1000), (700, 1000)),
        pair(figures.KEPT, (500, 1000), (900, 1000)),
        pair(figures.REPEATS, (100, 1000), (160, 1000)),
        pair(figures.TRANSFERRED, (100, 1000), (300, 1000)),
    ]
    assert [change.figure for change in largest(pairs)] == [
        figures.KEPT,
        figures.TRANSFERRED,
        figures.DIRECT,
    ]


def test_more_is_better_or_worse_as_the_figure_says():
    better, worse = largest([
        pair(figures.DIRECT, (900, 1000), (700, 1000)),
        pair(figures.REPEATS, (200, 1000), (100, 1000)),
    ])  # fmt: skip
    assert (better.is_more, better.is_better) == (True, True)
    assert (worse.is_more, worse.is_better) == (True, False)
    (neither,) = largest([pair(figures.CONTACTS, (900,), (700,))])
    assert (neither.is_more, neither.is_better) == (True, None)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ((0, 0), (700, 1000)),  # nothing to divide by
        ((700, 1000), (0, 0)),
        ((4, 4), (0, 1000)),  # too few
        ((1000, 1000), (1000, 1000)),  # all, both times
        ((0, 1000), (0, 1000)),
    ],
)
def test_what_cannot_be_compared_weighs_nothing(now, before):
    assert weigh(*pair(figures.DIRECT, now, before)) == 0


def test_without_an_earlier_period_nothing_changed():
    assert largest([(Value(figures.DIRECT, 900, 1000), None)]) == []


def test_counts_and_means_weigh_by_how_many_there_are():
    assert weigh(*pair(figures.CONTACTS, (2,), (1,))) == 0
    assert weigh(*pair(figures.CONTACTS, (1100,), (1000,))) == pytest.approx(2.18, abs=0.01)
    assert weigh(*pair(figures.SATISFACTION, (1600, 200), (1500, 200))) == pytest.approx(
        2.58, abs=0.01
    )
    assert weigh(*pair(figures.HANDLING_TIME, (240_000, 1000), (200_000, 1000))) == pytest.approx(
        4.07, abs=0.01
    )
