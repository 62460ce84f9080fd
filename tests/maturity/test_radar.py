"""The points of a radar, computed by hand."""

from maturity.results import radar


def test_the_first_axis_points_up_and_the_others_follow_clockwise():
    assert radar.points([5, 5, 5, 5], 100) == [(0, -100), (100, 0), (0, 100), (-100, 0)]


def test_a_score_lies_at_its_share_of_the_axis():
    assert radar.points([0, 1, 2.5, 5], 100) == [(0, 0), (20, 0), (0, 50), (-100, 0)]


def test_five_axes_are_a_fifth_of_a_circle_apart():
    assert radar.ends(5, 100) == [
        (0, -100),
        (95.11, -30.9),
        (58.78, 80.9),
        (-58.78, 80.9),
        (-95.11, -30.9),
    ]


def test_a_score_outside_the_scale_stays_on_its_axis():
    assert radar.points([-1, 9], 100) == [(0, 0), (0, 100)]


def test_no_point_is_minus_nought():
    drawn = [str(number) for point in radar.points([0, 0, 0, 0, 0], 100) for number in point]
    assert drawn == ["0.0"] * 10


def test_rings_grow_from_the_first_phase_to_the_last():
    found = radar.rings(4, 100)
    assert len(found) == 5
    assert found[0][0] == (0, -20)
    assert found[4] == radar.ends(4, 100)


def test_names_stand_on_the_outer_side_of_their_point():
    assert [radar.anchor(point, 100) for point in radar.ends(5, 100)] == [
        "middle",
        "start",
        "start",
        "end",
        "end",
    ]


def test_an_outline_is_written_without_needless_decimals():
    assert radar.outline([(0.0, -100.0), (95.11, -30.9)]) == "0,-100 95.11,-30.9"
