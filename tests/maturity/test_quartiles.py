"""Where one stands among others, computed by hand."""

import pytest

from maturity.sharing.quartiles import Among, among


@pytest.mark.parametrize("scores", [[], [1], [1, 2, 3, 4]])
def test_of_too_few_others_nothing_is_told(scores):
    assert among(scores) is None


def test_of_five_each_quartile_is_one_of_them():
    assert among([5, 1, 3, 2, 4]) == Among(5, 2, 3, 4)


def test_between_two_neighbours_it_is_in_proportion():
    assert among([1, 2, 3, 4, 5, 6]) == Among(6, 2.25, 3.5, 4.75)


def test_all_the_same_is_that():
    assert among([2.5] * 6) == Among(6, 2.5, 2.5, 2.5)
