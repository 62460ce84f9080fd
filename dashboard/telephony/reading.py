"""Reading a report of the telephone exchange: what it counted per hour and line, or which rows
cannot be read and why. Plain: no database, no clock.

All or nothing: of a file with one bad row nothing is used, for half of an hour would be a wrong
hour.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import PurePath

from django.utils.translation import gettext as _

from dashboard.telephony import columns
from dashboard.telephony.columns import COUNTS, Start
from kcc.lib.errors import DomainError

DELIMITERS = (";", ",", "\t", "|")
MOST_BYTES = 8_000_000
# An exchange tells some tens of columns; of what it tells more a page names the first few.
MOST_COLUMNS, MOST_UNUSED = 500, 40
MOST_PROBLEMS = 50
NORM_SECONDS = 30


@dataclass
class Hour:
    """One line in one hour on the clock; quarters are added up."""

    day: date
    hour: int
    line: str
    norm_seconds: int
    offered: int = 0
    answered: int = 0
    in_time: int = 0
    abandoned: int = 0
    wait_seconds: float = 0

    @property
    def key(self) -> tuple[date, int, str]:
        return self.day, self.hour, self.line


@dataclass(frozen=True)
class Problem:
    line: int
    column: str
    reason: str


@dataclass
class Report:
    """What a file says. Nothing of it may be used while there are problems."""

    hours: dict[tuple, Hour] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0
    unused: tuple[str, ...] = ()

    @property
    def days(self) -> tuple[date, date]:
        found = [hour.day for hour in self.hours.values()]
        return min(found), max(found)


def text_of(content: bytes) -> str:
    """DomainError when it is no text."""
    if len(content) > MOST_BYTES:
        raise DomainError(
            _("The file is larger than %(size)d MB. Read it in parts.")
            % {"size": MOST_BYTES // 1_000_000},
            field="file",
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _not_a_list()


def name_of(path: str) -> str:
    """The name of a file without the folder it was in."""
    return PurePath(path.replace("\\", "/")).name[:200] or "report.csv"


def _not_a_list() -> DomainError:
    return DomainError(
        _("This file is not a list in CSV. Save it as CSV and try again."), field="file"
    )


def read_report(
    text: str, *, today: date, line: str = "", norm_seconds: int = NORM_SECONDS
) -> Report:
    """`line` and `norm_seconds` hold where the file does not say. DomainError when it is no such
    report at all; what is wrong with single rows stands in `problems`."""
    head, rows = _table(text)
    places = _places(head)
    unused = (name[:60] for name in head if name and not columns.column_of(name))
    report = Report(unused=tuple(islice(unused, MOST_UNUSED)))
    reader = _Rows(report, today, line, norm_seconds)
    for number, cells in rows:
        if len(report.problems) >= MOST_PROBLEMS:
            break
        if any(cell.strip() for cell in cells) and not columns.is_total(cells[0]):
            reader.add(number, {name: _cell(cells, at) for name, at in places.items()})
    if not report.hours and not report.problems:
        raise DomainError(_("There is no hour in this file."), field="file")
    return report


def _cell(cells: list[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""


def _table(text: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The head, and after it each row with its line number. The separator is the one with which
    most heads mean something."""
    lines = text.splitlines()
    # Excel's own first line, or the title of a report: the head is the first line that is one.
    for at, line in enumerate(lines[:20]):
        heads = [(delimiter, _cells(line, delimiter)) for delimiter in DELIMITERS]
        delimiter, head = max(heads, key=lambda each: sum(map(_is_known, each[1])))
        if sum(map(_is_known, head)) >= 3:
            reader = csv.reader(io.StringIO("\n".join(lines[at + 1 :])), delimiter=delimiter)
            return [name.strip() for name in head], _numbered(reader, at + 1)
    raise DomainError(
        _(
            "We do not find the columns in this file. It needs a first line with their names: "
            "%(names)s."
        )
        % {"names": "datum; uur; aangeboden; beantwoord; binnen norm; afgehaakt; wachttijd"},
        field="file",
    )


def _cells(line: str, delimiter: str) -> list[str]:
    """Of what may be the head; nothing when it cannot be one."""
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # a cell that goes on and on
        return []
    return cells if len(cells) <= MOST_COLUMNS else []


def _is_known(head: str) -> bool:
    return bool(columns.column_of(head))


def _numbered(reader, before: int) -> Iterator[tuple[int, list[str]]]:
    try:
        for cells in reader:
            if cells:
                yield before + reader.line_num, cells
    except csv.Error:
        raise _not_a_list() from None


def _places(head: list[str]) -> dict[str, int]:
    """Which cell each column is. DomainError names what is missing, or what is there twice."""
    places: dict[str, int] = {}
    for at, name in enumerate(head):
        column = columns.column_of(name)
        if column and column in places:
            raise DomainError(
                _("“%(first)s” and “%(second)s” are the same column. Remove one of them.")
                % {"first": head[places[column]], "second": name},
                field="file",
            )
        if column:
            places[column] = at
    missing = [] if "moment" in places or {"day", "time"} <= set(places) else [_("day and hour")]
    words = {
        "offered": _("offered"), "answered": _("answered"), "in_time": _("answered in time"),
        "abandoned": _("given up"),
    }  # fmt: skip
    missing += [words[name] for name in COUNTS if name not in places]
    if not {"wait", "mean_wait"} & set(places):
        missing.append(_("seconds waited"))
    if missing:
        raise DomainError(
            _("The file lacks a column: %(names)s.") % {"names": ", ".join(missing)}, field="file"
        )
    return places


@dataclass
class _BadCell(Exception):
    column: str
    reason: str


class _Rows:
    """Adds rows up to hours, and remembers which time was told by which line of the file."""

    def __init__(self, report: Report, today: date, line: str, norm_seconds: int):
        self.report, self.today = report, today
        self.line, self.norm_seconds = line, norm_seconds
        self.seen: dict[tuple[Start, str], list[int]] = {}

    def add(self, number: int, cells: dict[str, str]) -> None:
        try:
            self._add(number, cells)
        except _BadCell as bad:
            self.report.problems.append(Problem(number, bad.column, bad.reason))

    def _add(self, number: int, cells: dict[str, str]) -> None:
        start = self._start(cells)
        line = self._line(cells)
        counts = {name: _read(columns.count_of, cells[name], name) for name in COUNTS}
        _check(counts)
        norm = self._norm(cells)
        if start.never_was:
            if counts["offered"]:
                raise _BadCell(_("hour"), _("The clock goes forward over this hour."))
            return
        self._once(start, line, number)
        hour = Hour(start.day, start.hour, line, norm)
        hour = self.report.hours.setdefault(hour.key, hour)
        if hour.norm_seconds != norm:
            raise _BadCell(_("norm"), _("The norm differs within one hour."))
        for name, count in counts.items():
            setattr(hour, name, getattr(hour, name) + count)
        hour.wait_seconds += _wait(cells, counts["answered"])
        self.report.rows += 1

    def _start(self, cells) -> Start:
        try:
            start = columns.start_of_row(
                cells.get("moment", ""), cells.get("day", ""), cells.get("time", "")
            )
        except ValueError:
            raise _BadCell(
                _("day and hour"), _("Write the day as 2026-11-24 and the hour as 09:00.")
            ) from None
        if start.day > self.today:
            raise _BadCell(_("day"), _("This day is still to come."))
        if start.day.year < 2000:
            raise _BadCell(_("day"), _("This day is too long ago."))
        return start

    def _line(self, cells) -> str:
        line = cells.get("line", "") or self.line
        if len(line) > columns.LINE_LENGTH:
            raise _BadCell(_("number or queue"), _("This name is too long."))
        return line

    def _norm(self, cells) -> int:
        if not cells.get("norm"):
            return self.norm_seconds
        norm = _read(columns.count_of, cells["norm"], "norm")
        if not 0 < norm <= 3600:
            raise _BadCell(_("norm"), _("The norm is 1 to 3600 seconds."))
        return norm

    def _once(self, start: Start, line: str, number: int) -> None:
        """Each hour or quarter once; the hour that comes twice may stand there twice."""
        told = self.seen.setdefault((start, line), [])
        if len(told) >= (2 if start.comes_twice else 1):
            raise _BadCell(_("hour"), _("Line %(number)d has the same hour.") % {"number": told[0]})
        told.append(number)


def _read(reader, text: str, column: str):
    try:
        return reader(text)
    except ValueError:
        raise _BadCell(_words(column), _("This is no number.")) from None


def _words(column: str) -> str:
    return {
        "offered": _("offered"), "answered": _("answered"), "in_time": _("answered in time"),
        "abandoned": _("given up"), "norm": _("norm"), "wait": _("seconds waited"),
    }[column]  # fmt: skip


def _wait(cells: dict[str, str], answered: int) -> float:
    if "wait" in cells:
        waited = _read(columns.seconds_of, cells["wait"], "wait")
    else:
        waited = answered * _read(columns.seconds_of, cells["mean_wait"], "wait")
    if waited > columns.MOST_WAITED:
        raise _BadCell(_words("wait"), _("This is no number."))
    return waited


def _check(counts: dict[str, int]) -> None:
    if counts["in_time"] > counts["answered"]:
        raise _BadCell(_words("in_time"), _("More calls were answered in time than were answered."))
    if counts["answered"] + counts["abandoned"] > counts["offered"]:
        raise _BadCell(
            _words("offered"), _("Answered and given up together are at most what was offered.")
        )
