"""How a value is shown: text, change, cell, tile and table."""

import pytest
from django.utils.translation import override

from dashboard import figures, show
from dashboard.figures import Value
from dashboard.show import Cell, Column, Row, Table
from kcc.lib.paper.markup import cell_markup
from kcc.lib.paper.shape import Change

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("figure", "part", "whole", "text"),
    [
        (figures.KEPT, 104, 146, "71.2 %"),
        (figures.KEPT, 0, 12, "0.0 %"),
        (figures.KEPT, 2, 4, "2 of 4"),
        (figures.KEPT, 0, 0, "–"),
        (figures.CONTACTS, 1204, None, "1,204"),
        (figures.CONTACTS, 0, None, "0"),
        (figures.SATISFACTION, 466, 63, "7.4"),
        (figures.SATISFACTION, 30, 4, "too few (4)"),
        (figures.HANDLING_TIME, 2400, 10, "4 min"),
        (figures.HANDLING_TIME, 2400, 4, "too few (4)"),
        (figures.ATTEMPTS, 15, 10, "1.5"),
        (figures.OVERDUE, 3, 3, "3"),
        (figures.MEDIAN_AGE, 3.0, 9, "3 wd"),
        (figures.MEDIAN_AGE, 3.5, 9, "3.5 wd"),
        (figures.MEDIAN_AGE, None, 0, "–"),
    ],
)
def test_a_value_as_text(figure, part, whole, text):
    assert show.text(Value(figure, part, whole)) == text


def test_dutch_writes_a_comma():
    with override("nl"):
        assert show.text(Value(figures.KEPT, 104, 146)) == "71,2 %"


def test_no_value_is_a_dash():
    assert show.text(None) == "–"


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (figures.KEPT, "target ≥ 90 %"),
        (figures.REPEATS, "target ≤ 10 %"),
        (figures.OVERDUE, "target ≤ 5 %"),
        (figures.SATISFACTION, "target ≥ 8"),
        (figures.MEDIAN_AGE, "target ≤ 3 wd"),
        (figures.CONTACTS, ""),
        (figures.HANDLING_TIME, ""),
    ],
)
def test_the_target_of_a_figure(figure, text):
    assert show.norm_text(figure) == text


@pytest.mark.parametrize(
    ("figure", "now", "before", "change"),
    [
        (
            figures.KEPT, (60, 100), (70, 100),
            Change("10.0 points down", "arrow-down", "late", "worse"),
        ),
        (figures.KEPT, (80, 100), (70, 100), Change("10.0 points up", "arrow-up", "ok", "better")),
        (
            figures.REPEATS, (5, 100), (9, 100),
            Change("4.0 points down", "arrow-down", "ok", "better"),
        ),
        (figures.KEPT, (7, 10), (70, 100), Change("the same", "minus")),
        (figures.KEPT, (2, 4), (70, 100), None),
        (figures.KEPT, (7, 10), (0, 0), None),
        (figures.CONTACTS, (12, None), (9, None), Change("3 more", "arrow-up")),
        (figures.CONTACTS, (1, None), (0, None), Change("1 more", "arrow-up")),
        (figures.OVERDUE, (3, 40), (9, 40), Change("6 less", "arrow-down", "ok", "better")),
        (figures.SATISFACTION, (80, 10), (74, 10), Change("0.6 more", "arrow-up", "ok", "better")),
    ],
)  # fmt: skip
def test_a_change_has_an_arrow_and_a_word(figure, now, before, change):
    assert show.change(Value(figure, *now), Value(figure, *before)) == change


def test_without_something_to_compare_nothing_changed():
    assert show.change(Value(figures.KEPT, 9, 10), None) is None
    assert show.change(None, Value(figures.KEPT, 9, 10)) is None


def test_a_cell_carries_its_colour_in_a_word_too():
    assert show.cell(Value(figures.KEPT, 60, 100), "/rows") == Cell(
        "60.0 %", "/rows", kind="late", word="off target", value=60.0
    )


def test_too_few_is_soft_without_colour_and_still_opens():
    assert show.cell(Value(figures.KEPT, 2, 4), "/rows") == Cell("2 of 4", "/rows", empty=True)


def test_nothing_opens_nothing():
    assert show.cell(Value(figures.KEPT, 0, 9), "/rows") == Cell(
        "0.0 %", kind="late", word="off target", value=0.0
    )
    assert show.cell(Value(figures.KEPT, 0, 0), "/rows") == Cell("–", empty=True)
    assert show.count_cell(0, "/rows") == Cell("0", value=0, empty=True)
    assert show.cell(Value(figures.SERIOUS, 0, 40), "/x") == Cell("0", value=0, empty=True)


def test_provisional_shows():
    assert show.cell(Value(figures.DIRECT_NET, 8, 10, provisional=True)).provisional


def test_a_difference_has_its_sign():
    def cell(figure, now, before):
        found = show.change_cell(Value(figure, *now), Value(figure, *before))
        return found.text, found.value

    assert cell(figures.QUESTIONS, (12, None), (9, None)) == ("+3", 3)
    assert cell(figures.DIRECT, (60, 100), (70, 100)) == ("−10.0 pt", -10.0)
    assert cell(figures.DIRECT, (7, 10), (70, 100)) == ("0", 0)
    assert cell(figures.DIRECT, (1, 2), (70, 100)) == ("–", None)


def test_bars_are_as_long_as_their_part_of_the_longest():
    cells = show.with_bars([show.count_cell(4), show.count_cell(1), show.count_cell(0)])
    assert [each.bar for each in cells] == ["100.0", "25.0", "0.0"]
    assert [each.bar for each in show.with_bars([show.count_cell(0)])] == [""]


def test_a_tile_says_everything_about_a_figure():
    values = [Value(figures.KEPT, part, 100) for part in (90, 80, 60)]
    tile = show.tile(values[2], values[1], values, url="/part", whole_url="/whole", note="busy")
    assert (tile.value, tile.url, tile.note) == ("60.0 %", "/part", "target ≥ 90 % · busy")
    assert (tile.kind, tile.word) == ("late", "off target")
    assert (tile.part, tile.whole) == (
        Cell("60", "/part", value=60), Cell("100", "/whole", value=100)
    )  # fmt: skip
    assert tile.change == Change("20.0 points down", "arrow-down", "late", "worse")
    assert tile.spark.norm == "3.0"


def test_a_tile_of_a_count_shows_its_share():
    tile = show.tile(Value(figures.OVERDUE, 9, 41))
    assert (tile.value, tile.unit, tile.part) == ("9", "22 %", None)
    # What is open has no target, so no share either.
    assert show.tile(Value(figures.OPEN, 41, 41)).unit == ""


def test_a_tile_without_data_says_so():
    tile = show.tile(Value(figures.KEPT, 0, 0), url="/part")
    assert (tile.value, tile.url, tile.empty, tile.word) == ("no data", "", True, "")


def test_a_tile_of_a_mean_says_of_how_many_it_is():
    def told(figure, part, whole):
        tile = show.tile(Value(figure, part, whole))
        return tile.value, tile.note

    assert told(figures.HANDLING_TIME, 2400, 10) == ("4 min", "mean of 10")
    assert told(figures.HANDLING_TIME, 2400, 4) == ("too few (4)", "")
    assert told(figures.SATISFACTION, 466, 63) == ("7.4", "target ≥ 8 · 63 answers")
    assert told(figures.SATISFACTION, 42, 6) == ("too few (6)", "target ≥ 8")


def test_a_month_of_too_few_is_a_gap_in_the_line():
    whole = [Value(figures.KEPT, 9, 10), Value(figures.KEPT, 0, 2), Value(figures.KEPT, 5, 10)]
    assert show.line_of(figures.KEPT, whole).path.count("L") == 1


COLUMNS = [
    Column("Department", numeric=False),
    Column("Open", group="Now", sort="open", first="-"),
    Column("Late", group="Now"),
    Column("Kept", group="November"),
]


def test_a_table_goes_into_a_file_as_numbers():
    row = Row([
        show.text_cell("Bouwen", "/bouwen"),
        show.count_cell(1204, "/open"),
        show.count_cell(0),
        show.cell(Value(figures.KEPT, 104, 146), "/kept"),
    ])  # fmt: skip
    foot = Row([Cell("Together"), show.count_cell(None), Cell("–"), Cell("2 of 4")])
    table = Table("departments", "Side by side", COLUMNS, [row], foot=foot)
    assert table.head == ["Department", "Now: Open", "Now: Late", "November: Kept (%)"]
    assert table.lines() == [["Bouwen", 1204, 0, 71.2], ["Together", "–", "–", "2 of 4"]]


def test_percentages_are_named_in_a_file():
    """By the head of their column; where a column holds other numbers too by the name of the
    row."""
    rows = [
        Row([Cell(str(figure.name)), show.cell(Value(figure, part, 100)), show.share_cell(1, 4)])
        for figure, part in ((figures.KEPT, 60), (figures.ATTEMPTS, 150))
    ]
    columns = [Column("Figure", numeric=False), Column("Value"), Column("Share")]
    table = Table("figures", "Figures", columns, rows)
    assert table.head == ["Figure", "Value", "Share (%)"]
    assert table.lines() == [
        ["Called back in time (%)", 60.0, 25.0], ["Calls per callback", 1.5, 25.0],
    ]  # fmt: skip
    assert Table("figures", "Figures", columns, rows[:1]).head[1:] == ["Value (%)", "Share (%)"]
    assert Table("figures", "Figures", columns, []).head == ["Figure", "Value", "Share"]


def test_columns_stand_under_their_group():
    table = Table("departments", "Side by side", COLUMNS, [])
    assert table.groups == [("", 1), ("Now", 2), ("November", 1)]
    assert [begins for _column, begins in table.marked] == [False, True, False, True]
    assert Table("plain", "Plain", COLUMNS[:1], []).groups == []


def test_a_heat_map_has_the_days_and_hours_that_matter():
    found = show.heat_map(
        "load", "Load", {(1, 9): 4, (2, 11): 2, (6, 9): 1, (7, 3): 0},
        link=lambda weekday, hour: f"/{weekday}/{hour}",
    )  # fmt: skip
    assert found.heads == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    assert [name for name, _cells in found.rows] == ["9–10", "10–11", "11–12"]
    first = found.rows[0][1]
    assert [(cell.text, cell.css, cell.url) for cell in first] == [
        ("4", "h4", "/1/9"), ("", "", ""), ("", "", ""), ("", "", ""), ("", "", ""),
        ("1", "h1", "/6/9"),
    ]  # fmt: skip
    assert found.table.lines()[0] == ["9–10", 4, 0, 0, 0, 0, 1]
    assert show.heat_map("load", "Load", {(1, 9): 0}) is None


def test_a_file_rounds_as_the_screen_does():
    """13 of 80 is 16,25 %: round() would write 16,2 beside the 16,3 on the page."""
    shown = show.cell(Value(figures.REPEATS, 13, 80))
    assert (shown.text, shown.value) == ("16.3 %", 16.3)


def test_nothing_is_marked_apart_from_little():
    """A report on a phone leaves out what is not there, and tells "0 of 3"."""
    written = [cell_markup(each) for each in (show.text_cell(""), Cell("0 of 3", empty=True))]
    assert written == ['<span class="quiet none">–</span>', '<span class="quiet">0 of 3</span>']
