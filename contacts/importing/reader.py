"""Reading a CSV file from elsewhere, in a stream: its encoding, its delimiter, its records with the
line they begin on. Knows nothing of contacts.
"""

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from kcc.lib.errors import DomainError

DELIMITERS = (",", ";", "\t", "|")
CHUNK = 1 << 20
HEADER_LIMIT = 1 << 16  # characters
LINE_LIMIT = 1 << 20
_EXCEL_SAYS = re.compile(r'^"?sep=(.)"?\r?\n?$', re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """How a file is to be read. `skip` are the records before the first row of data."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    skip: int

    @property
    def encoding_name(self) -> str:
        names = {"utf-8-sig": "UTF-8 (BOM)", "utf-8": "UTF-8", "utf-16": "UTF-16"}
        return names.get(self.encoding, "Latin-1")

    @property
    def delimiter_name(self) -> str:
        return {"\t": "tab"}.get(self.delimiter, self.delimiter)


@dataclass(frozen=True)
class Record:
    """One record: its cells, or why it cannot be read. `line` is the first physical line of it, as
    an editor counts, also after cells with line ends in them."""

    line: int
    cells: list[str]
    problem: str = ""


# -- Finding out how it was written ---------------------------------------------------------------


def encoding_of(path: Path) -> str:
    """UTF-8 when all of the file is UTF-8, else Latin-1 in the spelling of Windows. One pass, or
    two when it is not UTF-8."""
    with open(path, "rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    wanted = "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"
    # Only bytes 81, 8D, 8F, 90 and 9D are no Windows letter; then it is plain Latin-1.
    return next((name for name in (wanted, "cp1252") if _is_written_in(path, name)), "latin-1")


def _is_written_in(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with open(path, "rb") as file:
        try:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def layout_of(path: Path, recognised: Callable[[str], bool]) -> Layout:
    """How this file is written. `recognised` says whether a head of a column means something: the
    delimiter that gives most of those is the one."""
    encoding = encoding_of(path)
    try:
        with open(path, encoding=encoding, newline="") as file:
            first = file.readline(HEADER_LIMIT)
            rest = file.read(HEADER_LIMIT)
    except UnicodeError:
        raise not_a_list() from None
    said = _EXCEL_SAYS.match(first)
    text = rest if said else first + rest
    if not text.strip():
        raise DomainError(_("The file is empty."))
    if "\0" in text:
        raise not_a_list()
    found = [
        (sum(map(recognised, header)), len(header), delimiter, header)
        for delimiter in ([said[1]] if said else DELIMITERS)
        if (header := _header(text, delimiter))
    ]
    if not found:
        raise not_a_list()
    # Of equals the first in DELIMITERS.
    _known, _cells, delimiter, header = max(found, key=lambda one: one[:2])
    names = tuple(name.strip() for name in header)
    return Layout(encoding, delimiter, names, skip=2 if said else 1)


def not_a_list() -> DomainError:
    return DomainError(_("This file is not a list in CSV. Save it as CSV and try again."))


def _header(text: str, delimiter: str) -> list[str]:
    try:
        return next(
            (cells for cells in csv.reader(_lines_of(text), delimiter=delimiter) if any(cells)), []
        )
    except csv.Error:
        return []


def _lines_of(text: str) -> Iterator[str]:
    """As a file opened with newline="" gives them: other marks of Unicode end no line."""
    yield from re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)


# -- Reading it -----------------------------------------------------------------------------------


class _Lines:
    """The lines of a file, some of which can be given back."""

    def __init__(self, file):
        self.file = file
        self.given_back: list[str] = []
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self):
        return self

    def __next__(self) -> str:
        line = self.given_back.pop() if self.given_back else self._next()
        self.number += 1
        self.taken.append(line)
        return line

    def _next(self) -> str:
        """Refuses a line that is longer than any list has: it would have to be in memory."""
        line = self.file.readline(LINE_LIMIT)
        if not line:
            raise StopIteration
        if len(line) == LINE_LIMIT:
            raise not_a_list()
        return line

    def keep_first_only(self) -> str:
        """Give back all lines since the last record but the first of them, which is returned."""
        first, *others = self.taken
        self.given_back.extend(reversed(others))
        self.number -= len(others)
        return first


def records(path: Path, layout: Layout) -> Iterator[Record]:
    """Every record with something in it, after the header.

    A record that cannot be read (a quote that is never closed) costs only its own first line:
    reading goes on at the next one.
    """
    with open(path, encoding=layout.encoding, newline="") as file:
        try:
            yield from islice(_records(_Lines(file), layout.delimiter), layout.skip, None)
        except UnicodeError:
            raise not_a_list() from None


def _records(lines: _Lines, delimiter: str) -> Iterator[Record]:
    # strict: what is not well quoted is reported rather than guessed at.
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.taken.clear()
        line = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            text = lines.keep_first_only()
            yield Record(line, [text.rstrip("\r\n")], _("The quotes in this row do not add up."))
            # A reader that met the end of the file within quotes stays at the end.
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        if any(cells):
            yield Record(line, cells)
