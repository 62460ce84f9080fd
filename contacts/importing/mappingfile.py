"""Reading a mapping from YAML. docs/importing.md explains every key.

Everything in the file is checked when it is read: a misspelt key or an unknown column is reported
with its place in the file, before anything is imported.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from django.utils.translation import gettext as _

from contacts.importing.mapping import (
    ISO,
    PLACE,
    CaseRule,
    CaseStatus,
    Choice,
    Column,
    DepartmentRule,
    Mapping,
    SubjectRule,
    Template,
    squeeze,
)
from kcc.lib.errors import DomainError
from kcc.lib.text import fold

FOLDER = Path(__file__).parent / "mappings"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


# -- Which there are ------------------------------------------------------------------------------


def available() -> list[Mapping]:
    """The mappings that can be chosen, by title."""
    found = [load(path.stem) for path in FOLDER.glob("*.yaml")]
    return sorted(found, key=lambda mapping: fold(mapping.title))


def load(name: str, folder: Path = FOLDER) -> Mapping:
    """The mapping of that name. DomainError when there is none, or when it is not in order."""
    path = folder / f"{name}.yaml"
    if not NAME.fullmatch(name) or not path.is_file():
        names = ", ".join(sorted(one.stem for one in folder.glob("*.yaml")))
        raise DomainError(
            _("There is no mapping “%(name)s”. There are: %(names)s.")
            % {"name": name[:40], "names": names}
        )
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise _wrong(path.name, f"line {mark.line + 1}" if mark else "", "no YAML") from error
    return _mapping(name, _Part(path.name, "", data))


def _wrong(file: str, place: str, what: str) -> DomainError:
    # For whoever writes a mapping: names of keys, so not translated.
    where = ": ".join(filter(None, [file, place.rstrip(". ")]))
    return DomainError(f"{where}: {what}", code="mapping")


class _Part:
    """A part of the file, and where it is. Every key that is not taken is a mistake."""

    def __init__(self, file: str, place: str, data: Any):
        self.file = file
        self.place = place
        if not isinstance(data, dict):
            raise _wrong(file, place, "a list of keys is expected")
        self.data = dict(data)

    def fail(self, key: str, what: str) -> DomainError:
        return _wrong(self.file, f"{self.place}{key}", what)

    def take(self, key: str, kind: type, *default):
        if key not in self.data or self.data[key] is None:
            self.data.pop(key, None)
            if not default:
                raise self.fail(key, "is missing")
            return default[0]
        value = self.data.pop(key)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.fail(key, f"{_KINDS[kind]} is expected")
        return value

    def texts(self, key: str, *default) -> list[str]:
        """One text or a list of them."""
        value = self.take(key, object, *default)
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) for one in values):
            raise self.fail(key, "a text or a list of texts is expected")
        return values

    def table(self, key: str) -> dict[str, str]:
        """Folded value to text."""
        table = self.take(key, dict, {})
        for value, target in table.items():
            if isinstance(value, bool) or not isinstance(target, str):
                raise self.fail(f"{key}.{value}", "a text is expected on both sides")
        return {fold(str(value)): target for value, target in table.items()}

    def part(self, key: str) -> "_Part":
        return _Part(self.file, f"{self.place}{key}.", self.take(key, object))

    def done(self) -> None:
        if self.data:
            raise _wrong(self.file, self.place, f"unknown key {', '.join(map(str, self.data))}")


_KINDS = {
    str: "a text", int: "a whole number", bool: "true or false", dict: "a table", list: "a list",
}  # fmt: skip


# -- Reading one --------------------------------------------------------------------------------


def _mapping(name: str, top: _Part) -> Mapping:
    columns = _columns(top)
    cut = _Cutter(columns)
    case = _case(top.part("case"), cut) if top.data.get("case") is not None else None
    top.data.pop("case", None)
    mapping = Mapping(
        name=name,
        title=top.take("title", str),
        source=_source(top),
        zone=_zone(top),
        formats=tuple(top.texts("dates", [ISO])),
        direction=_one_of(top, "direction", ("inbound", "outbound", "internal"), "inbound"),
        columns=columns,
        key=cut.column(top, "key"),
        started=cut.column(top, "started"),
        closed=cut.columns(top, "closed", []),
        due=cut.column(top, "due", None),
        updated=cut.column(top, "updated", None),
        channel=_choice(top.part("channel"), cut),
        outcome=_choice(top.part("outcome"), cut),
        department=_department(top, cut),
        subject=_subject(top.part("subject"), cut),
        case=case,
        note=cut.templates(top, "note", []),
        location=_location(top, cut),
        phone=cut.column(top, "phone", None),
        email=cut.column(top, "email", None),
        caller_name=cut.column(top, "caller_name", None),
        spellings=_spellings(columns, top),
    )
    top.done()
    if case and any(status.final for status in case.statuses) and not mapping.closed:
        raise top.fail("closed", "is missing: when was a closed case closed?")
    return mapping


def _source(top: _Part) -> str:
    source = top.take("source", str)
    if not NAME.fullmatch(source):
        raise top.fail("source", "small letters, digits and hyphens, at most 40")
    return source


def _zone(top: _Part) -> ZoneInfo:
    try:
        return ZoneInfo(top.take("timezone", str, "Europe/Amsterdam"))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise top.fail("timezone", "no such time zone") from error


def _one_of(part: _Part, key: str, allowed: tuple[str, ...], *default) -> str:
    value = part.take(key, str, *default)
    if value not in allowed:
        raise part.fail(key, f"one of {', '.join(allowed)} is expected")
    return value


def _columns(top: _Part) -> dict[str, Column]:
    columns = {}
    must = {top.data.get("key"), top.data.get("started")}
    for name, given in top.take("columns", dict).items():
        place = f"{top.place}columns.{name}."
        if not re.fullmatch(r"[a-z0-9_]+", str(name)):
            raise _wrong(top.file, place, "small letters, digits and _ only")
        data = {"also": given} if given is None or isinstance(given, list | str) else given
        part = _Part(top.file, place, data)
        columns[name] = Column(
            name=name,
            spellings=frozenset(squeeze(one) for one in [name, *part.texts("also", [])]),
            required=part.take("required", bool, False) or name in must,
            whole_number=part.take("whole_number", bool, False),
            empty=frozenset(fold(word) for word in part.texts("empty", [])),
        )
        part.done()
    return columns


def _spellings(columns: dict[str, Column], top: _Part) -> dict[str, str]:
    spellings: dict[str, str] = {}
    for column in columns.values():
        for spelling in column.spellings:
            other = spellings.setdefault(spelling, column.name)
            if other != column.name:
                raise top.fail(f"columns.{column.name}", f"is spelt as {other} is")
    return spellings


class _Cutter:
    """Names of columns and texts with columns in them, which must all be known."""

    def __init__(self, columns: dict[str, Column]):
        self.known = columns

    def check(self, part: _Part, key: str, names: Iterable[str]) -> None:
        for name in names:
            if name not in self.known:
                raise part.fail(key, f"there is no column {name}")

    def column(self, part: _Part, key: str, *default) -> str | None:
        name = part.take(key, str, *default)
        self.check(part, key, [name] if name is not None else [])
        return name

    def columns(self, part: _Part, key: str, *default) -> tuple[str, ...]:
        names = part.texts(key, *default)
        self.check(part, key, names)
        return tuple(names)

    def template(self, part: _Part, where: str, text: str, **values) -> Template:
        # Literals and names of columns take turns.
        pieces = PLACE.split(text)
        names = tuple(pieces[1::2])
        self.check(part, where, names)
        return Template(literals=tuple(pieces[::2]), columns=names, **values)

    def templates(self, part: _Part, key: str, *default) -> tuple[Template, ...]:
        return tuple(self.template(part, key, text) for text in part.texts(key, *default))


def _choice(part: _Part, cut: _Cutter) -> Choice:
    choice = Choice(
        column=cut.column(part, "column", None),
        values=part.table("values"),
        default=part.take("default", str, None),
    )
    part.done()
    if not choice.targets or (choice.column is None and choice.default is None):
        raise part.fail("", "a column with values, or a default is expected")
    return choice


def _department(top: _Part, cut: _Cutter) -> DepartmentRule:
    if top.data.get("department") is None:
        top.data.pop("department", None)
        return DepartmentRule(None, (), {}, None, create=False)
    part = top.part("department")
    rule = DepartmentRule(
        column=cut.column(part, "column", None),
        names=cut.templates(part, "name", []),
        values=part.table("values"),
        default=part.take("default", str, None),
        create=part.take("create", bool, True),
    )
    part.done()
    return rule


def _subject(part: _Part, cut: _Cutter) -> SubjectRule:
    rule = SubjectRule(
        columns=cut.columns(part, "columns"),
        separator=part.take("separator", str, ": "),
        values=part.table("values"),
        create=part.take("create", bool, True),
        repeat_window_days=part.take("repeat_window_days", int, 28),
        address_bound=part.take("address_bound", bool, False),
        exceptions=tuple(fold(one) for one in part.texts("except", [])),
    )
    part.done()
    return rule


def _location(top: _Part, cut: _Cutter) -> tuple[Template, ...]:
    given = top.take("location", object, [])
    found = []
    for number, one in enumerate(given if isinstance(given, list) else [given], start=1):
        part = _Part(
            top.file, f"location {number}. ", {"text": one} if isinstance(one, str) else one
        )
        when = part.table("when")
        cut.check(part, "when", when)
        key = part.take("key", str, None)
        found.append(
            cut.template(
                part,
                "text",
                part.take("text", str),
                when=tuple((column, fold(value)) for column, value in when.items()),
                key=cut.template(part, "key", key) if key is not None else None,
            )
        )
        part.done()
    return tuple(found)


def _case(part: _Part, cut: _Cutter) -> CaseRule:
    kind = part.part("type")
    units = ("kalenderdagen", "werkdagen")
    levels = ("openbaar", "zaakvertrouwelijk", "vertrouwelijk")
    statuses = _statuses(part)
    results = tuple(part.texts("results", []))
    rule = CaseRule(
        slug=kind.take("slug", str),
        name=kind.take("name", str),
        term=_term(kind, "term"),
        term_unit=_one_of(kind, "term_unit", units),
        norm=_term(kind, "norm"),
        norm_unit=_one_of(kind, "norm_unit", units),
        confidentiality=_one_of(kind, "confidentiality", levels, "zaakvertrouwelijk"),
        statuses=statuses,
        results=results,
        column=cut.column(part, "column"),
        values=_status_values(part, statuses, results),
        description=cut.templates(part, "description"),
    )
    kind.done()
    part.done()
    return rule


def _term(part: _Part, key: str) -> str:
    term = part.take(key, str)
    if not re.fullmatch(r"P[1-9][0-9]{0,3}[DWMY]", term):
        raise part.fail(key, "a term such as P10D is expected")
    return term


def _statuses(part: _Part) -> tuple[CaseStatus, ...]:
    statuses = []
    for key in list(part.take("statuses", dict, {}).items()):
        one = _Part(part.file, f"{part.place}statuses.{key[0]}.", key[1])
        statuses.append(CaseStatus(key[0], one.take("name", str), one.take("final", bool, False)))
        one.done()
    if not statuses or sum(status.final for status in statuses) != 1 or not statuses[-1].final:
        raise part.fail("statuses", "one final status is expected, as the last one")
    return tuple(statuses)


def _status_values(part: _Part, statuses, results) -> dict[str, tuple[str, str]]:
    """Value to status: `Open: received`, or with a result `Cancel: closed / Ingetrokken`."""
    finals = {status.key: status.final for status in statuses}
    values = {}
    for value, target in part.table("values").items():
        key, _slash, result = (piece.strip() for piece in target.partition("/"))
        if key not in finals:
            raise part.fail(f"values.{value}", f"there is no status {key}")
        if finals[key] and not result:
            result = next(iter(results), "")
        if bool(result) != finals[key] or (result and result not in results):
            raise part.fail(f"values.{value}", "a final status has a result, another has none")
        values[value] = (key, result)
    return values
