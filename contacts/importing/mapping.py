"""What the columns of a file from elsewhere mean. `mappingfile` reads it from YAML."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kcc.lib.errors import DomainError
from kcc.lib.text import fold

ISO = "iso"
# A column in a text.
PLACE = re.compile(r"\{([a-z0-9_]+)\}")
_NOT_ALNUM = re.compile(r"[^0-9a-z]+")


def squeeze(head: str) -> str:
    """'Created Date', 'created_date' and 'CREATED-DATE' are one head of a column."""
    return _NOT_ALNUM.sub("", fold(head))


@dataclass(frozen=True)
class Column:
    """A column of the file: the spellings of its head, and how its cells are cleaned."""

    name: str
    spellings: frozenset[str]
    required: bool = False
    # 11368.0 is 11368: what a spreadsheet or a data frame makes of a number.
    whole_number: bool = False
    # Words that mean that nothing is known.
    empty: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Template:
    """A text with columns in it: '{incident_address}, {city}'. Usable when all are filled."""

    # What stands before, between and after the columns.
    literals: tuple[str, ...]
    columns: tuple[str, ...]
    when: tuple[tuple[str, str], ...] = ()
    # What tells places apart, when that is not all of the text.
    key: "Template | None" = None


@dataclass(frozen=True)
class Choice:
    """A column whose values are translated: (folded) value to one of ours."""

    column: str | None
    values: dict[str, str]
    default: str | None = None

    @property
    def targets(self) -> set[str]:
        return {*self.values.values()} | ({self.default} if self.default else set())


@dataclass(frozen=True)
class SubjectRule:
    """One or more columns make the subject; unknown ones are created when `create`."""

    columns: tuple[str, ...]
    separator: str
    values: dict[str, str]
    create: bool
    repeat_window_days: int
    address_bound: bool
    exceptions: tuple[str, ...]

    def is_address_bound(self, name: str) -> bool:
        folded = fold(name)
        return self.address_bound != any(fnmatchcase(folded, one) for one in self.exceptions)


@dataclass(frozen=True)
class DepartmentRule:
    column: str | None
    names: tuple[Template, ...]
    values: dict[str, str]
    default: str | None
    create: bool


@dataclass(frozen=True)
class CaseStatus:
    key: str
    name: str
    final: bool


@dataclass(frozen=True)
class CaseRule:
    """The case that every row becomes: its type, and what its statuses are called in the file."""

    slug: str
    name: str
    term: str
    term_unit: str
    norm: str
    norm_unit: str
    confidentiality: str
    statuses: tuple[CaseStatus, ...]
    results: tuple[str, ...]
    column: str
    # Folded value to (key of the status, name of the result or "").
    values: dict[str, tuple[str, str]]
    description: tuple[Template, ...]


@dataclass(frozen=True)
class Mapping:
    name: str
    title: str
    source: str
    zone: ZoneInfo
    formats: tuple[str, ...]
    direction: str
    columns: dict[str, Column]
    key: str
    started: str
    closed: tuple[str, ...]
    due: str | None
    updated: str | None
    channel: Choice
    outcome: Choice
    department: DepartmentRule
    subject: SubjectRule
    case: CaseRule | None
    note: tuple[Template, ...] = ()
    location: tuple[Template, ...] = ()
    phone: str | None = None
    email: str | None = None
    caller_name: str | None = None
    spellings: dict[str, str] = field(default_factory=dict)

    def knows(self, head: str) -> bool:
        return squeeze(head) in self.spellings

    def places(self, header: Iterable[str]) -> dict[str, int]:
        """Where each known column stands in this file. DomainError when one is missing or twice."""
        found: dict[str, int] = {}
        for place, head in enumerate(header):
            name = self.spellings.get(squeeze(head))
            if name is None:
                continue
            if name in found:
                raise DomainError(_("The column “%(name)s” is in the file twice.") % {"name": name})
            found[name] = place
        missing = [c.name for c in self.columns.values() if c.required and c.name not in found]
        if missing:
            raise DomainError(
                _("These columns are missing in the file: %(names)s. Is it a file of “%(title)s”?")
                % {"names": ", ".join(missing), "title": self.title}
            )
        return found
