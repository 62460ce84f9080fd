"""One list, three kinds of file: CSV, XLSX and ODS, in bounded memory and without formulas.

A cell is a text, a number, a date, a moment (aware), a bool or None. Moments are written in the
time of the municipality. A text is never run: CSV puts an apostrophe before what a spreadsheet
would take for a formula, XLSX and ODS write it as a string.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils import translation

from kcc.lib import csvfile
from kcc.lib.odsfile import write_ods
from kcc.lib.periods import ZONE

Cell = str | int | float | Decimal | date | datetime | bool | None

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
DEFAULT = "csv"
# Spreadsheet programs read 1,048,576 rows; what is beyond goes on a next page of the same file.
ROWS_PER_PAGE = 1_000_000
# A file stays in memory until it is this big, then it goes on on disk.
IN_MEMORY = 2_000_000  # bytes


@dataclass(frozen=True)
class Sheet:
    """`name` is that of the file; `lines` may be a generator: it is walked once."""

    name: str
    head: Sequence[str]
    lines: Iterable[Sequence[Cell]]


def asked_format(params) -> str:
    """The kind of file that ?format= asks for; CSV for anything else."""
    wanted = params.get("format", DEFAULT)
    return wanted if wanted in FORMATS else DEFAULT


def sheet_response(sheet: Sheet, kind: str = DEFAULT):
    """A download. CSV is made while it is sent; the other two are whole before the first byte
    leaves, for they end with a table of what is in them."""
    if kind == "csv":
        return _csv(sheet)
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the response closes it
    if kind == "xlsx":
        write_xlsx(sheet, file)
    else:
        write_ods(file, sheet.head, _pages(local_lines(sheet.lines)), title=sheet.name)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{sheet.name}.{kind}",
        content_type=FORMATS[kind],
        headers={"Cache-Control": "no-store"},
    )


def _csv(sheet: Sheet) -> StreamingHttpResponse:
    """The rows are made after the middleware has gone home, so the language goes along."""
    language = translation.get_language()

    def lines():
        with translation.override(language):
            yield from csvfile.csv_lines(sheet.head, local_lines(sheet.lines))

    return StreamingHttpResponse(
        lines(),
        content_type=FORMATS["csv"],
        headers={
            "Content-Disposition": f'attachment; filename="{sheet.name}.csv"',
            "Cache-Control": "no-store",
        },
    )


def write_xlsx(sheet: Sheet, file) -> None:
    """One row in memory at a time."""
    book = open_book(file, constant_memory=True)
    looks = looks_of(book)
    for page in _pages(local_lines(sheet.lines)):
        tab = book.add_worksheet()
        tab.freeze_panes(1, 0)
        tab.set_column(0, max(len(sheet.head) - 1, 0), 18)
        write_head(tab, 0, sheet.head, looks)
        for number, line in enumerate(page, start=1):
            write_line(tab, number, line, looks)
    book.close()


def open_book(file, **options) -> xlsxwriter.Workbook:
    """A workbook in which what looks like a formula, a number or a link stays text."""
    plain = dict.fromkeys(("strings_to_formulas", "strings_to_numbers", "strings_to_urls"), False)
    return xlsxwriter.Workbook(file, {**options, **plain})


def looks_of(book: xlsxwriter.Workbook) -> dict:
    """How a head, a moment and a day look in it."""
    return {
        "head": book.add_format({"bold": True, "bottom": 1}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
    }


def write_head(tab, number: int, head: Sequence[str], looks: Mapping) -> None:
    for column, label in enumerate(head):
        tab.write_string(number, column, str(label), looks["head"])


def write_line(tab, number: int, line: Sequence[Cell], looks: Mapping) -> None:
    for column, cell in enumerate(line):
        if isinstance(cell, str):
            if cell:
                tab.write_string(number, column, cell)
        elif isinstance(cell, bool):
            tab.write_boolean(number, column, cell)
        elif isinstance(cell, int | float | Decimal):
            tab.write_number(number, column, cell)
        elif isinstance(cell, date):  # a moment is a date as well
            tab.write_datetime(number, column, cell, looks[type(cell)])


def _pages(lines: Iterable):
    """The lines, in parts that fit; at least one part, also of no lines."""
    lines = iter(lines)
    yield islice(lines, ROWS_PER_PAGE)
    for first in lines:
        yield islice(chain([first], lines), ROWS_PER_PAGE)


def local_lines(lines: Iterable[Sequence[Cell]]):
    return ([_local(cell) for cell in line] for line in lines)


def _local(cell):
    """A moment as the clock on the wall shows it, to the minute; other things as they are, what is
    translated late as text."""
    if isinstance(cell, datetime):
        return cell.astimezone(ZONE).replace(tzinfo=None, second=0, microsecond=0)
    if cell is None or isinstance(cell, str | bool | int | float | Decimal | date):
        return cell
    return str(cell)
