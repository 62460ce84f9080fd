"""Pictures are numbers for SVG, with a dot in every language."""

import pytest
from django.utils.translation import override

from kcc.lib.paper.pictures import (
    HeatRow,
    Segment,
    Spot,
    axis,
    bar,
    busy_range,
    columns,
    heat,
    line,
    spark,
)

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


def test_an_axis_has_round_steps_up_to_just_past_the_most():
    assert axis(0) == [0.0, 1.0]
    assert axis(0.93) == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert axis(7) == [0.0, 2.0, 4.0, 6.0, 8.0]
    assert axis(100) == [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    assert axis(1234) == [0.0, 250.0, 500.0, 750.0, 1000.0, 1250.0]


def test_a_line_is_broken_where_a_month_is_missing():
    found = line([0.0, None, 0.5, 1.0], norm=0.9)
    assert found.path == "M117.0 176.0M409.0 93.0L555.0 10.0"
    assert [point.index for point in found.points] == [0, 2, 3]
    assert [(tick.at, tick.value) for tick in found.ticks][-1] == ("10.0", 1.0)
    assert found.norm == "26.6"
    assert len(found.places) == 4
    assert line([None, None]) is None


def test_columns_stack_their_parts():
    with override("nl"):
        found = columns([(3, 1), (0, 0), (8, 0)])
    assert [(each.x, each.count, each.top) for each in found.pillars] == [
        ("5.00%", 4, "67.0"), ("38.33%", 0, "121.0"), ("71.67%", 8, "13.0"),
    ]  # fmt: skip
    assert [(each.y, each.height, each.step) for each in found.pillars[0].pieces] == [
        ("85.5", "40.5", 0), ("72.0", "13.5", 1),
    ]  # fmt: skip
    assert columns([(0, 0), (0,)]) is None


def test_heat_has_five_levels_and_none_for_nothing():
    counts = {(1, 9): 1, (1, 10): 10, (2, 9): 5}
    assert heat(counts, [1, 2], [9, 10]) == [
        HeatRow(9, [Spot(1, 0), Spot(5, 2)]),
        HeatRow(10, [Spot(10, 4), Spot(0, None)]),
    ]
    assert heat({}, [1], [9]) == [HeatRow(9, [Spot(0, None)])]


def test_a_range_has_no_gap():
    assert busy_range([12, 9]) == [9, 10, 11, 12]
    assert busy_range([]) == []
