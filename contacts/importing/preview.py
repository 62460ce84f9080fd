"""What a file would become, before anything is written."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from contacts.importing.catalogue import Catalogue
from contacts.importing.mapping import Mapping
from contacts.importing.reader import Layout, Record, layout_of
from contacts.importing.rows import Row, RowProblem
from contacts.importing.running import checked

SHOWN = 10
# What can be looked at while somebody waits; the import itself reads everything.
LOOKED_AT = 5000


@dataclass(frozen=True)
class Line:
    """One row as it would land, in words."""

    line: int
    started_at: datetime
    channel: str
    department: str
    subject: str
    outcome: str
    status: str
    location: str
    note: str


@dataclass
class Preview:
    layout: Layout
    used: list[str]
    unused: list[str]
    lines: list[Line] = field(default_factory=list)
    problems: list[tuple[Record, RowProblem]] = field(default_factory=list)
    read: int = 0
    bad: int = 0
    # False when there is more in the file than was looked at.
    complete: bool = True
    new_departments: list[str] = field(default_factory=list)
    new_subjects: list[str] = field(default_factory=list)


def preview(path: Path, mapping: Mapping, now: datetime) -> Preview:
    """The first rows as they would land, and what is wrong or new in the first LOOKED_AT."""
    catalogue = Catalogue(mapping)
    layout = layout_of(path, mapping.knows)
    found = Preview(
        layout=layout,
        used=[head for head in layout.header if mapping.knows(head)],
        unused=[head for head in layout.header if head and not mapping.knows(head)],
    )
    looked_at = islice(checked(mapping, layout, catalogue, path, now), LOOKED_AT + 1)
    for one, row in looked_at:
        if found.read == LOOKED_AT:
            found.complete = False
            break
        found.read += 1
        if isinstance(row, RowProblem):
            found.bad += 1
            if len(found.problems) < SHOWN:
                found.problems.append((one, row))
        elif len(found.lines) < SHOWN:
            found.lines.append(_line(row, catalogue))
    found.new_departments = sorted(new.name for new in catalogue.new_departments.values())
    found.new_subjects = sorted(new.name for new in catalogue.new_subjects.values())
    return found


def _line(row: Row, catalogue: Catalogue) -> Line:
    subject = catalogue.subject(row.subject)
    if row.department is None:
        department = subject.department.name
    else:
        known = catalogue.department(row.department)
        department = known.name if known else row.department.name
    case = catalogue.mapping.case
    statuses = {status.key: status.name for status in case.statuses} if case else {}
    return Line(
        line=row.line,
        started_at=row.started_at,
        channel=catalogue.channels[row.channel].name,
        department=department,
        subject=subject.name if subject else row.subject.name,
        outcome=catalogue.outcomes[row.outcome].name,
        status=statuses.get(row.status, ""),
        location=row.location,
        note=row.note,
    )
