"""One record of a file as what will land: the mapping applied, everything checked. No database."""

import pickle
import re
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from django.utils.translation import gettext as _

from contacts.importing.mapping import ISO, Choice, Column, Mapping, Template
from contacts.importing.reader import Record
from kcc.customers.identify import location_key, mask_bsns, normalise_email, normalise_phone
from kcc.lib.text import fold, shorten

EARLIEST_YEAR, LATEST_YEAR = 1970, 2999
SLACK = timedelta(days=1)
KEY_LENGTH, PLACE_LENGTH, CALLER_LENGTH = 80, 200, 120
_WHOLE = re.compile(r"(-?[0-9]+)\.0+")
_NOT_DIGIT = re.compile(r"[^0-9]+")
# Words such as statuses come back in thousands of rows.
_folded = lru_cache(maxsize=1024)(fold)


class RowProblem(Exception):
    """Why a row cannot land. `column` is its head in the file; the reason holds no contents."""

    def __init__(self, column: str, reason: str):
        super().__init__(reason)
        self.column = column
        self.reason = reason


class Ref(NamedTuple):
    """A department or subject: one of ours (`own`, its slug or code), or what the file calls it."""

    own: bool
    key: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    external_id: str
    started_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    last_activity_at: datetime
    channel: str
    outcome: str
    department: Ref | None
    subject: Ref
    status: str
    result: str
    note: str
    description: str
    location: str
    location_key: str
    phone: str
    email: str
    caller_name: str

    def packed(self) -> bytes:
        """For the staging table; `Row.unpacked` reads it back."""
        return pickle.dumps(_values_of(self), pickle.HIGHEST_PROTOCOL)

    @classmethod
    def unpacked(cls, data: bytes) -> "Row":
        return cls(*pickle.loads(data))  # noqa: S301 - only what `packed` wrote in this process

    def same_as(self, other: "Row") -> bool:
        """The same contents, on another line."""
        return replace(other, line=self.line) == self


_values_of = attrgetter(*(one.name for one in fields(Row)))


class Reader:
    """Turns records of one file into rows. `now` says what lies in the future."""

    def __init__(self, mapping: Mapping, header: tuple[str, ...], *, now: datetime):
        self.mapping = mapping
        self.header = header
        self.places = mapping.places(header)
        self.latest = now + SLACK
        self.width = len(header)
        self.blank = dict.fromkeys(mapping.columns, "")
        self.special = [
            column
            for column in mapping.columns.values()
            if column.name in self.places and (column.whole_number or column.empty)
        ]

    def row(self, record: Record) -> Row:
        """The row, or RowProblem."""
        if record.problem:
            raise RowProblem("", record.problem)
        if len(record.cells) != self.width:
            raise RowProblem(
                "",
                _("This row has %(cells)d cells and the header has %(columns)d.")
                % {"cells": len(record.cells), "columns": self.width},
            )
        cells = _Cells(self, record.cells)
        mapping = self.mapping
        started = self._moment(cells, mapping.started)
        if started is None:
            raise cells.problem(mapping.started, _("This cell is empty."))
        status, result, closed = self._case(cells, started)
        due = self._moment(cells, mapping.due) if mapping.due else None
        updated = self._moment(cells, mapping.updated) if mapping.updated else None
        return Row(
            line=record.line,
            external_id=self._key(cells),
            started_at=started,
            closed_at=closed,
            due_at=due,
            last_activity_at=max(filter(None, (started, closed, updated))),
            channel=self._choice(cells, mapping.channel),
            outcome=self._choice(cells, mapping.outcome),
            department=self._department(cells),
            subject=self._subject(cells),
            status=status,
            result=result,
            note=_plain(cells.first(mapping.note)),
            description=self._description(cells),
            **self._place(cells),
            phone=normalise_phone(cells[mapping.phone]) if mapping.phone else "",
            email=normalise_email(cells[mapping.email]) if mapping.email else "",
            caller_name=shorten(cells[mapping.caller_name], CALLER_LENGTH)
            if mapping.caller_name
            else "",
        )

    def _key(self, cells: "_Cells") -> str:
        key = cells[self.mapping.key]
        if not key:
            raise cells.problem(self.mapping.key, _("This cell is empty."))
        if len(key) > KEY_LENGTH:
            raise cells.problem(self.mapping.key, _("This is too long to be a number."))
        return key

    # -- Moments --------------------------------------------------------------------------------

    def _moment(self, cells: "_Cells", column: str, *, not_before: datetime | None = None):
        """The moment in UTC, or None for an empty cell.

        Local times of the source: one that happens twice (the clock goes back) is the first, one
        that never happens (the clock goes forward) lies as far after the change. `not_before` picks
        the second when the first would be too early.
        """
        text = cells[column]
        if not text:
            return None
        local = _parse(text, self.mapping.formats)
        if local is None:
            raise cells.problem(column, _("This is no date and time as the mapping describes."))
        if local.tzinfo is None:
            local = local.replace(tzinfo=self.mapping.zone)
        if not EARLIEST_YEAR <= local.year <= LATEST_YEAR:
            raise cells.problem(column, _("This moment is too long ago or too far ahead."))
        moment = local.astimezone(UTC)
        if not_before is not None and moment < not_before:
            moment = local.replace(fold=1).astimezone(UTC)
        if moment > self.latest and column != self.mapping.due:
            raise cells.problem(column, _("This moment lies in the future."))
        return moment

    def _case(self, cells: "_Cells", started: datetime):
        rule = self.mapping.case
        if rule is None:
            return "", "", None
        found = rule.values.get(_folded(cells[rule.column]))
        if found is None:
            raise cells.problem(rule.column, _("The mapping does not know this value."))
        status, result = found
        if not result:
            return status, "", None
        for column in self.mapping.closed:
            closed = self._moment(cells, column, not_before=started)
            if closed is None:
                continue
            if closed < started:
                raise cells.problem(column, _("This is before the start."))
            return status, result, closed
        raise cells.problem(self.mapping.closed[0], _("Closed, but it is not said when."))

    # -- Words of ours --------------------------------------------------------------------------

    def _choice(self, cells: "_Cells", choice: Choice) -> str:
        if choice.column is not None:
            found = choice.values.get(_folded(cells[choice.column]))
            if found is not None:
                return found
        if choice.default is None:
            raise cells.problem(choice.column, _("The mapping does not know this value."))
        return choice.default

    def _department(self, cells: "_Cells") -> Ref | None:
        rule = self.mapping.department
        text = cells[rule.column] if rule.column else ""
        if (own := rule.values.get(_folded(text))) or (not text and (own := rule.default)):
            return Ref(True, own)
        if not text:
            if rule.column is None:
                return None
            raise cells.problem(rule.column, _("This cell is empty."))
        return Ref(False, text, cells.first(rule.names) or text)

    def _subject(self, cells: "_Cells") -> Ref:
        rule = self.mapping.subject
        name = rule.separator.join(filter(None, (cells[column] for column in rule.columns)))
        if not name:
            raise cells.problem(rule.columns[0], _("This cell is empty."))
        own = rule.values.get(_folded(name))
        return Ref(True, own) if own else Ref(False, name, name)

    def _description(self, cells: "_Cells") -> str:
        if self.mapping.case is None:
            return ""
        text = _plain(cells.first(self.mapping.case.description))
        return text or self._subject(cells).name

    def _place(self, cells: "_Cells") -> dict[str, str]:
        for template in self.mapping.location:
            if all(_folded(cells[column]) == value for column, value in template.when):
                text = cells.fill(template)
                if text:
                    key = cells.fill(template.key) if template.key else text
                    return {
                        "location": shorten(text, PLACE_LENGTH),
                        "location_key": location_key(key),
                    }
        return {"location": "", "location_key": ""}


class _Cells:
    """The cells of one record by the name of their column, cleaned; "" for a column that is not in
    the file."""

    def __init__(self, reader: Reader, cells: list[str]):
        self.reader = reader
        self.values = reader.blank.copy()
        for name, place in reader.places.items():
            self.values[name] = cells[place].strip()
        for column in reader.special:
            self.values[column.name] = _cleaned(self.values[column.name], column)
        if "\0" in "".join(self.values.values()):
            raise RowProblem("", _("There is a character in this row that is no text."))

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def problem(self, column: str | None, reason: str) -> RowProblem:
        place = self.reader.places.get(column or "")
        return RowProblem(self.reader.header[place] if place is not None else column or "", reason)

    def fill(self, template: Template) -> str:
        """The text, or "" when one of its columns is empty."""
        values = self.values
        if not all(values[column] for column in template.columns):
            return ""
        literal = template.literals
        found = [literal[0]]
        for place, column in enumerate(template.columns, start=1):
            found += (values[column], literal[place])
        return "".join(found).strip()

    def first(self, templates: tuple[Template, ...]) -> str:
        for template in templates:
            if text := self.fill(template):
                return text
        return ""


def _plain(text: str) -> str:
    """Free text: line ends of one kind, and no BSN in the clear."""
    if len(_NOT_DIGIT.sub("", text)) >= 9:
        text = mask_bsns(text)[0]
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _cleaned(text: str, column: Column) -> str:
    if column.whole_number and (whole := _WHOLE.fullmatch(text)):
        text = whole[1]
    if column.empty and _folded(text) in column.empty:
        return ""
    return text


def _parse(text: str, formats: tuple[str, ...]) -> datetime | None:
    for form in formats:
        try:
            if form == ISO:
                return datetime.fromisoformat(text)
            return datetime.strptime(text, form)  # noqa: DTZ007 - the zone of the source is added
        except ValueError:
            continue
    return None
