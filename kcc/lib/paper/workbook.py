"""A report as a spreadsheet: a cover, the figures, what people wrote, and each table on a sheet."""

import io
import re
from collections.abc import Iterable
from datetime import date, datetime, time

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from kcc.lib.odsfile import ILLEGAL
from kcc.lib.paper.pdf.look import look_of_the_house
from kcc.lib.paper.shape import Document, Prose
from kcc.lib.sheets import local_lines, looks_of, open_book, write_head, write_line

MOST_LETTERS = 31  # in the name of a sheet
# What a name may not hold. Nor may it begin or end with an apostrophe.
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
# What every spreadsheet program keeps for itself.
RESERVED = "history"
MOST_IN_A_CELL = 32_000  # letters; programs take 32,767
NARROW, WIDE = 10, 60


def workbook_of(document: Document, *, made_on: date) -> bytes:
    """The same bytes for the same document and day; `made_on` is the date in the file."""
    file = io.BytesIO()
    book = open_book(file, in_memory=True)
    with override(document.language):
        book.set_properties(
            {
                "title": _clean(f"{document.title}, {document.subtitle}".strip(", ")),
                "author": settings.ORGANISATION_NAME,
                "created": datetime.combine(made_on, time(12)),
            }
        )
        _write(book, document)
    book.close()
    return file.getvalue()


def _write(book, document: Document) -> None:
    looks = looks_of(book)
    names = Names()
    cover = book.add_worksheet(names.new(_("Report")))
    contents = []
    for title, head, lines in _sheets(document):
        name = names.new(title)
        contents.append((name, title))
        _sheet(book.add_worksheet(name), head, lines, looks)
    _cover(book, cover, document, contents)


def _sheets(document: Document) -> Iterable[tuple[str, list[str], list[list]]]:
    """(title, head, lines) of each sheet after the cover; a table without rows has none, nor
    has one that is not handed out, for its numbers stand in another."""
    if tiles := list(document.tiles):
        yield (
            _("Figures"),
            [
                _("Figure"), _("Value"), "", _("Target"), _("Rating"),
                pgettext("difference", "Change"),
            ],
            [
                [each.label, each.value, each.unit, each.note, each.word,
                 each.change.text if each.change else ""]
                for each in tiles
            ],
        )  # fmt: skip
    if told := list(_prose(document)):
        yield _("Texts"), [_("Part"), _("Text")], told
    for table in document.tables:
        if table.rows and table.exports:
            yield table.title, table.head, table.lines()


def _prose(document: Document) -> Iterable[list[str]]:
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Prose):
                title = block.title or section.title
                yield from ([title, paragraph] for paragraph in block.paragraphs)


def _sheet(tab, head, lines, looks) -> None:
    tab.freeze_panes(1, 0)
    lines = [[_fit(cell) for cell in line] for line in local_lines(lines)]
    for column, label in enumerate(head):
        longest = max([len(label), *(len(str(line[column])) for line in lines)])
        tab.set_column(column, column, min(max(longest + 2, NARROW), WIDE))
    write_head(tab, 0, head, looks)
    for number, line in enumerate(lines, start=1):
        write_line(tab, number, line, looks)
    tab.set_landscape()
    tab.set_paper(9)  # A4
    tab.fit_to_pages(1, 0)
    tab.repeat_rows(0)


def _cover(book, tab, document: Document, contents) -> None:
    """What it is about, in short, and where each sheet is."""
    look = look_of_the_house()
    title = book.add_format({"bold": True, "font_size": 18, "font_color": look["as_letters"]})
    subtitle = book.add_format({"font_size": 13})
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    link = book.add_format({"font_color": "#154273", "underline": 1})
    tab.set_column(0, 0, 26)
    tab.set_column(1, 1, 80)
    tab.hide_gridlines(2)
    tab.write_string(0, 0, _clean(document.title), title)
    tab.write_string(1, 0, _clean(document.subtitle), subtitle)
    tab.write_string(2, 0, settings.ORGANISATION_NAME)
    row = 4
    for label, text in document.facts:
        tab.write_string(row, 0, _clean(label), bold)
        tab.write_string(row, 1, _clean(text), wrapped)
        row += 1
    for number, sentence in enumerate(document.lead):
        tab.write_string(row, 0, "" if number else _("In short"), bold)
        tab.write_string(row, 1, _clean(sentence), wrapped)
        row += 1
    row += 1
    tab.write_string(row, 0, _("Sheets"), bold)
    for name, label in contents:
        place = name.replace("'", "''")
        tab.write_url(row, 1, f"internal:'{place}'!A1", link, string=_clean(label))
        row += 1
    tab.set_paper(9)
    tab.fit_to_pages(1, 0)


def _fit(cell):
    return _clean(cell)[:MOST_IN_A_CELL] if isinstance(cell, str) else cell


def _clean(text: object) -> str:
    return ILLEGAL.sub("", str(text))


class Names:
    """Names of sheets: short enough, without what programs refuse, and each only once."""

    def __init__(self):
        self.taken = {RESERVED}

    def new(self, title: str) -> str:
        wanted = NOT_IN_A_NAME.sub(" ", _clean(title))
        wanted = " ".join(wanted.split())[:MOST_LETTERS].strip("' ") or "–"
        name, number = wanted, 1
        while name.casefold() in self.taken:
            number += 1
            name = f"{wanted[: MOST_LETTERS - len(str(number)) - 1].strip()} {number}"
        self.taken.add(name.casefold())
        return name
