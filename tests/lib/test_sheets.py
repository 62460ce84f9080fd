"""CSV, XLSX and ODS: typed cells, no formulas, in bounded memory."""

import io
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import RequestFactory

from kcc.lib import sheets
from kcc.lib.sheets import Sheet, asked_format, sheet_response
from tests.spreadsheets import parse, read_sheet

KINDS = ("csv", "xlsx", "ods")
HEAD = ["Text", "Number", "Fraction", "Day", "Moment", "Nothing"]
# Half an hour after midnight; in UTC it is still the day before.
LINE = ["Één & <twee>", -5, Decimal("1.5"), date(2026, 11, 24), datetime(2026, 11, 23, 23, 30, 59,
        tzinfo=UTC), None]  # fmt: skip
DANGEROUS = ["=1+1", "+31612345678", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "http://kwaad.nl/",
             "0612345678"]  # fmt: skip


def let_go(response):
    """What closing a response does, but for telling the database that the request is over."""
    for close in response._resource_closers:
        close()


def content_of(sheet, kind):
    response = sheet_response(sheet, kind)
    content = b"".join(response.streaming_content)
    let_go(response)
    return content


def table(kind, lines, head=HEAD):
    return read_sheet(content_of(Sheet("lijst", head, lines), kind), kind)


@pytest.mark.parametrize("kind", KINDS)
def test_cells_keep_their_kind(kind):
    numbers = ["-5", "1,5"] if kind == "csv" else [-5.0, 1.5]
    assert table(kind, [LINE]) == [
        HEAD,
        ["Één & <twee>", *numbers, "2026-11-24", "2026-11-24 00:30", ""],
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_is_run(kind):
    head, line = table(kind, [DANGEROUS], head=DANGEROUS)
    if kind == "csv":
        safe = [f"'{text}" for text in DANGEROUS[:6]] + DANGEROUS[6:]
        assert head == line == safe
    else:
        # A string is a string; XML does not keep every kind of white space.
        assert [text.strip() for text in line] == [text.strip() for text in DANGEROUS]


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_list_has_its_head(kind):
    assert table(kind, []) == [HEAD]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_what_xml_cannot_hold_does_not_break_the_file(kind):
    line = table(kind, [["a\x00b\x0bc"]], head=["T"])[1]
    assert line[0].replace("\x00", "").replace("\x0b", "") == "abc"


def test_an_ods_file_is_what_the_standard_asks_for():
    content = content_of(Sheet("lijst & meer", HEAD, [LINE]), "ods")
    # Programs know the file by its beginning: the first entry, stored, without an extra field.
    assert content[30:38] == b"mimetype"
    assert content[38:].startswith(b"application/vnd.oasis.opendocument.spreadsheet")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        first, *others = archive.infolist()
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", 0, b"")
        names = {each.filename for each in others}
        manifest = parse(archive.read("META-INF/manifest.xml"))
        listed = {value for entry in manifest for key, value in entry.items()
                  if key.endswith("full-path")}  # fmt: skip
        assert listed - {"/"} == names - {"META-INF/manifest.xml"} == {"content.xml"}
        parse(archive.read("content.xml"))


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_what_does_not_fit_goes_on_on_a_next_page(kind, monkeypatch):
    monkeypatch.setattr(sheets, "ROWS_PER_PAGE", 2)
    content = content_of(Sheet("lijst", ["T"], [[n] for n in range(5)]), kind)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if kind == "xlsx":
            pages = [name for name in archive.namelist() if name.startswith("xl/worksheets/s")]
            assert len(pages) == 3
        else:
            assert archive.read("content.xml").count(b"</table:table>") == 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_long_list_is_made_in_bounded_memory(kind):
    def lines(number):
        for row in range(number):
            yield [f"T-{row}", f"Onderwerp {row % 90}", row, datetime(2026, 11, 10, tzinfo=UTC)] * 2

    def peak(number):
        tracemalloc.start()
        response = sheet_response(Sheet("lijst", ["T"] * 8, lines(number)), kind)
        for _chunk in response.streaming_content:
            pass
        let_go(response)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)
    # Ten times as many rows may not ask for more than what the file itself may take in memory.
    assert peak(20_000) < peak(2_000) + sheets.IN_MEMORY + 2_000_000


def test_the_kind_of_file_comes_from_a_list():
    asked = {query: asked_format(RequestFactory().get("/", {"format": query}).GET)
             for query in ("csv", "xlsx", "ods", "exe", "")}  # fmt: skip
    assert asked == {"csv": "csv", "xlsx": "xlsx", "ods": "ods", "exe": "csv", "": "csv"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_download_is_named_and_not_kept(kind):
    response = sheet_response(Sheet("terugbelverzoeken", HEAD, []), kind)
    assert response["Content-Disposition"] == f'attachment; filename="terugbelverzoeken.{kind}"'
    assert response["Cache-Control"] == "no-store"
    let_go(response)
