"""The report as a spreadsheet, read back with the standard library only."""

import io
import zipfile
from datetime import date

import pytest

from kcc.lib.paper.workbook import Names, workbook_of
from tests.lib.paper import samples
from tests.spreadsheets import MAIN, parse

pytestmark = pytest.mark.once
DAY = date(2026, 11, 4)


def sheets_of(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        pages = parse(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        return [each.get("name") for each in pages]


def page_of(content: bytes, number: int) -> list[list]:
    """The texts and numbers of the sheet with this number, from 1."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        texts = [
            "".join(part.text or "" for part in each.iter(f"{MAIN}t"))
            for each in parse(book.read("xl/sharedStrings.xml")).iter(f"{MAIN}si")
        ]
        page = parse(book.read(f"xl/worksheets/sheet{number}.xml"))
    return [
        [
            texts[int(cell.find(f"{MAIN}v").text)]
            if cell.get("t") == "s"
            else float(cell.find(f"{MAIN}v").text)
            for cell in row.iter(f"{MAIN}c")
        ]
        for row in page.iter(f"{MAIN}row")
    ]


def test_a_sheet_for_every_table():
    document = samples.department_report()
    names = sheets_of(workbook_of(document, made_on=DAY))
    titles = [table.title[:31].strip() for table in document.tables]
    assert names[3:] == titles
    assert len(names) == 3 + len(titles)


def test_empty_tables_have_none():
    names = sheets_of(workbook_of(samples.empty_report(), made_on=DAY))
    assert len(names) == 2  # the cover and the figures


@pytest.mark.parametrize("kind", ["department", "organisation", "hostile", "empty"])
def test_the_same_twice(kind):
    document = getattr(samples, f"{kind}_report")()
    assert workbook_of(document, made_on=DAY) == workbook_of(document, made_on=DAY)


@pytest.mark.parametrize("kind", ["department", "organisation", "hostile", "empty"])
def test_nothing_is_a_formula_or_a_link_outwards(kind):
    content = workbook_of(getattr(samples, f"{kind}_report")(), made_on=DAY)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in book.namelist():
            page = parse(book.read(name))
            assert list(page.iter(f"{MAIN}f")) == []
            assert "External" not in {each.get("TargetMode") for each in page.iter()}


def test_numbers_are_numbers():
    document = samples.department_report()
    content = workbook_of(document, made_on=DAY)
    table = document.table("subjects")
    rows = page_of(content, 4 + document.tables.index(table))
    assert rows[1:] == [list(line) for line in table.lines()]
    assert rows[0] == table.head


def test_the_cover_leads_to_every_sheet():
    document = samples.hostile_report()
    content = workbook_of(document, made_on=DAY)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        links = [
            each.get("location")
            for each in parse(book.read("xl/worksheets/sheet1.xml")).iter(f"{MAIN}hyperlink")
        ]
    quoted = [name.replace("'", "''") for name in sheets_of(content)[1:]]
    assert links == [f"'{name}'!A1" for name in quoted]


def test_names_of_sheets_are_what_programs_take():
    names = Names()
    assert names.new("Onderwerpen") == "Onderwerpen"
    assert names.new("onderwerpen") == "onderwerpen 2"
    assert names.new("a/b [c]: d?") == "a b c d"
    assert names.new("'quoted'") == "quoted"
    assert names.new("x" * 40) == "x" * 31
    assert names.new("x" * 40) == "x" * 29 + " 2"
    assert names.new("\x00") == "–"
    assert names.new("History") == "History 2"
