"""Pictures are numbers for SVG, with a dot in every language."""

import pytest
from django.utils.translation import override

from dashboard.pictures import Segment, bar, spark

pytestmark = pytest.mark.once


def test_a_bar_fills_the_width():
    with override("nl"):
        parts = bar([1, 0, 3])
    assert parts == [
        Segment("0.00%", "25.00%", 0, 1, "1"),
        Segment("25.00%", "75.00%", 2, 3, "3"),
    ]


def test_a_narrow_part_has_no_number_under_it():
    assert [part.text for part in bar([97, 3])] == ["97", ""]


def test_nothing_draws_nothing():
    assert bar([0, 0]) == []


def test_a_line_runs_from_low_to_high():
    line = spark([0.1, None, 0.3], norm=0.2)
    assert (line.path, line.x, line.y, line.norm) == ("M3.0 23.0L81.0 3.0", "81.0", "3.0", "13.0")


def test_a_flat_line_lies_in_the_middle():
    assert spark([0.5, 0.5]).path == "M3.0 13.0L81.0 13.0"


@pytest.mark.parametrize("values", [[], [1], [None, 1, None], [None, None]])
def test_one_point_is_no_line(values):
    assert spark(values) is None
