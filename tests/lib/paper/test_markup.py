"""Tables, tiles and pictures as HTML: what they say, and that no word becomes a tag."""

from html.parser import HTMLParser

import pytest
from django.http import QueryDict

from kcc.lib.paper.markup import (
    ages_markup,
    card_markup,
    cell_markup,
    columns_markup,
    files_markup,
    heat_markup,
    legend_markup,
    table_markup,
    tile_markup,
)
from kcc.lib.paper.pictures import Segment, columns, spark
from kcc.lib.paper.shape import Ages, Change, HeatCell, HeatMap, Picture, Tile
from kcc.lib.paper.tables import Cell, Column, Row, Table
from tests.lib.paper import samples

HOSTILE = """"><script>alert(1)</script><img src=x onerror='alert(2)'> & co"""
# All that these documents are written with.
TAGS = {
    "a", "abbr", "b", "caption", "circle", "col", "colgroup", "details", "div", "h2", "header", "i",
    "line", "path", "rect", "section", "small", "span", "summary", "svg", "table", "tbody", "td",
    "text", "tfoot", "th", "thead", "tr", "use",
}  # fmt: skip


class Read(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.tags, self.attributes, self.told, self.open = [], [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.told.append(data)

    def named(self, name: str) -> list:
        return [value for each, value in self.attributes if each == name]


def hostile_table(**values) -> Table:
    cell = Cell(
        HOSTILE, url=f"/x?{HOSTILE}", kind=HOSTILE, word=HOSTILE, note=HOSTILE, lang=HOSTILE,
        bar=HOSTILE, provisional=True,
    )  # fmt: skip
    columns = [
        Column(HOSTILE, sort=HOSTILE, first=HOSTILE, group=HOSTILE),
        *(Column(HOSTILE, group=HOSTILE) for _ in range(5)),
    ]
    return Table(
        HOSTILE, HOSTILE, columns, [Row([cell] * 6, kind=HOSTILE)], Row([cell] * 6),
        css=HOSTILE, sort=HOSTILE, **values,
    )  # fmt: skip


def hostile_documents():
    drawn = columns([(1, 2), (3, 4)])
    table, params = hostile_table(), QueryDict(mutable=True)
    params[HOSTILE] = HOSTILE
    names = [(pillar, HOSTILE) for pillar in drawn.pillars]
    spots = [HeatCell(HOSTILE, HOSTILE, HOSTILE)]
    segment = Segment("0%", "9%", 1, 8, HOSTILE)
    return {
        "cell": cell_markup(table.rows[0].cells[0]),
        "table": table_markup(table, params),
        "card": card_markup(table, params),
        "files": files_markup(table, params),
        "legend": legend_markup([(0, HOSTILE)], "a"),
        "ages": ages_markup(Ages([segment], [(0, HOSTILE)], HOSTILE, table)),
        "heat": heat_markup(HeatMap(HOSTILE, HOSTILE, [HOSTILE], [(HOSTILE, spots)], table)),
        "columns": columns_markup(Picture(drawn, names, HOSTILE, table, css=HOSTILE)),
        "tile": tile_markup(
            Tile(
                slug=HOSTILE, label=HOSTILE, value=HOSTILE, url=HOSTILE, unit=HOSTILE, note=HOSTILE,
                part=table.rows[0].cells[0], whole=table.rows[0].cells[0],
                links=[(HOSTILE, table.rows[0].cells[0])], kind=HOSTILE, word=HOSTILE,
                change=Change(HOSTILE, HOSTILE, HOSTILE, HOSTILE), provisional=True,
                spark=spark([1, 2, 3], 2),
            )
        ),
    }  # fmt: skip


@pytest.mark.parametrize(
    "kind", ["cell", "table", "card", "files", "legend", "ages", "heat", "columns", "tile"]
)
def test_no_word_becomes_a_tag(kind):
    html = hostile_documents()[kind]
    read = Read(html)
    assert set(read.tags) - TAGS == set()
    assert [name for name, _value in read.attributes if name.startswith("on")] == []
    assert "<script" not in html
    assert "<img" not in html
    # It is told as it is, and not lost.
    assert HOSTILE in "".join(read.told)
    assert read.open == []


def test_every_table_of_a_report_is_well_formed():
    for table in [samples.departments(), samples.subjects(), samples.oldest(), samples.ages().table,
                  samples.weekdays().table]:  # fmt: skip
        read = Read(table_markup(table, QueryDict()))
        assert read.open == []
        rows = len(table.rows) + bool(table.foot)
        assert read.tags.count("td") - bool(table.groups) <= rows * len(table.columns)
        assert read.named("scope").count("row") == rows


# -- Cells and heads ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "html"),
    [
        (Cell("12"), "12"),
        (Cell("12", "/a?b=1&c=2"), '<a href="/a?b=1&amp;c=2">12</a>'),
        (Cell("–", empty=True), '<span class="quiet none">–</span>'),
        (Cell("0", empty=True), '<span class="quiet">0</span>'),
        (Cell("te weinig", "/a", empty=True), '<a href="/a">te weinig</a>'),
        (
            Cell("5 %", kind="late", word="niet op norm"),
            '<span class="status late">5 %<span class="hide">, niet op norm</span></span>',
        ),
        (Cell("wat", lang="nl"), '<span lang="nl">wat</span>'),
        (Cell("wat", note="waar"), '<span>wat</span><small class="under">waar</small>'),
        (
            Cell("3", bar="12.5"),
            '<span>3</span><svg class="meter" aria-hidden="true">'
            '<rect width="12.5%" height="100%"/></svg>',
        ),
    ],
)
def test_what_stands_in_a_cell(cell, html):
    assert cell_markup(cell) == html


def three(**values) -> Table:
    columns = [
        Column("Afdeling", numeric=False, sort="name"),
        Column("Open", sort="open", first="-"),
        Column("Te laat"),
    ]
    rows = [Row([Cell("Zorg"), Cell("3"), Cell("1")], kind="late", current=True)]
    return Table("departments", "Afdelingen", columns, rows, **values)


def links_of(table: Table, query: str = "") -> list[str]:
    read = Read(table_markup(table, QueryDict(query)))
    return [url for url in read.named("href") if url[0] == "?"]


def test_a_head_sorts_keeps_the_filters_and_begins_at_the_first_page():
    query = "channel=telefoon&channel=balie&sort=x&after=9&page=2"
    kept = "?channel=telefoon&channel=balie&sort="
    assert links_of(three(), query) == [f"{kept}name", f"{kept}-open"]


@pytest.mark.parametrize(
    ("sort", "states", "links"),
    [
        ("", [], ["?sort=name", "?sort=-open"]),
        ("open", ["ascending"], ["?sort=name", "?sort=-open"]),
        ("-open", ["descending"], ["?sort=name", "?sort=open"]),
        ("name", ["ascending"], ["?sort=-name", "?sort=-open"]),
    ],
)
def test_the_order_in_force_is_told_and_turned_around(sort, states, links):
    read = Read(table_markup(three(sort=sort), QueryDict()))
    assert (read.named("aria-sort"), links_of(three(sort=sort))) == (states, links)


def test_a_wide_table_names_its_cells_for_a_phone_and_a_narrow_one_does_not():
    narrow = Read(table_markup(three(), QueryDict()))
    wide = Read(table_markup(samples.departments(), QueryDict()))
    assert (narrow.named("data-label"), "div" in narrow.tags) == ([], False)
    assert len(wide.named("data-label")) == wide.tags.count("div")
    assert wide.named("data-label")[0] == samples.departments().columns[1].full
    asked = Read(table_markup(three(css="definitions stacked"), QueryDict()))
    assert (asked.named("data-label"), asked.tags.count("div")) == (["Open", "Te laat"], 2)


def test_a_row_is_marked():
    assert '<tr class="late current"><th scope="row">Zorg</th>' in table_markup(
        three(), QueryDict()
    )


def test_the_files_keep_the_filters():
    read = Read(files_markup(three(), QueryDict("channel=balie&table=old&format=csv")))
    query = "?channel=balie&table=departments&format="
    assert [url for url in read.named("href") if url[0] == "?"] == [
        f"{query}xlsx", f"{query}ods", f"{query}csv",
    ]  # fmt: skip
