"""How a piece of work stood in the past: what callbacks and cases have in common, to count what was
open at any moment. Plain: no database, no clock."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A time in which one piece of work (an id) was open and nothing changed in how it stood.
    `until` is the first moment after it; None: it stands so still. `late_from` and `serious_from`
    may lie before or after it; None is never."""

    work: int
    department: int
    received: date
    since: datetime
    until: datetime | None
    taken: bool
    waiting: bool
    late_from: datetime | None
    serious_from: datetime | None


# Rows whose timelines are read together.
AT_ONCE = 500


def with_events(rows: Iterable, events_of: Callable[[list[int]], Iterable]) -> Iterator[tuple]:
    """Each row (its id first) with its events (the id of their row first), in order; one more
    statement per AT_ONCE rows."""
    pieces: list = []
    for row in rows:
        pieces.append(row)
        if len(pieces) == AT_ONCE:
            yield from _joined(pieces, events_of)
            pieces = []
    yield from _joined(pieces, events_of)


def _joined(rows: list, events_of) -> Iterator[tuple]:
    found = {row[0]: [] for row in rows}
    if found:
        for event in events_of(list(found)):
            found[event[0]].append(event)
    for row in rows:
        yield row, found[row[0]]
