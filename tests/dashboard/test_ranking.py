"""Ranking departments by the share of their open work that is late."""

from dashboard.ranking import LEAST_OPEN, Place, Ranking, rank


def test_the_smallest_share_stands_first():
    ranking = rank({"a": (10, 40), "b": (0, 20), "c": (10, 20)})
    assert ranking.places == {
        "a": Place(2, 3, 0.25),
        "b": Place(1, 3, 0.0),
        "c": Place(3, 3, 0.5),
    }
    assert (ranking.best, ranking.median, ranking.of) == (0.0, 0.25, 3)


def test_who_has_the_same_share_has_the_same_position():
    ranking = rank({"a": (2, 20), "b": (4, 40), "c": (20, 20)})
    assert [ranking.places[key].position for key in "abc"] == [1, 1, 3]


def test_less_than_twenty_open_is_not_ranked():
    work = dict.fromkeys("acd", (1, LEAST_OPEN)) | {"b": (0, LEAST_OPEN - 1)}
    ranking = rank(work)
    assert sorted(ranking.places) == ["a", "c", "d"]
    assert ranking.place("b") is None


def test_of_fewer_than_three_there_is_no_ranking():
    assert rank({"a": (1, 100), "b": (0, 0)}) == Ranking()
    assert rank({"a": (1, 100), "b": (9, 100)}) == Ranking()
    assert rank({"a": (1, 100), "b": (9, 100), "c": (5, 19)}) == Ranking()
    assert rank({}) == Ranking({}, None, None)
