"""What came to a department in a period and what left it, and what was open the longest when it
ended. Plain: read from stretches (kcc.organisation.stretches)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, pairwise

from kcc.organisation.stretches import Stretch

OLDEST_SHOWN = 10
# The whole organisation, beside the ids of departments.
EVERYTHING = 0


@dataclass(frozen=True)
class Left:
    """One that was open at the end: `work` is its id."""

    work: int
    stretch: Stretch


@dataclass
class Movements:
    """By department id, and EVERYTHING. What is passed on leaves one department and comes to
    another, and moves nothing for the whole organisation."""

    came: Counter = field(default_factory=Counter)
    went: Counter = field(default_factory=Counter)
    left: dict[int, list[Left]] = field(default_factory=dict)

    def oldest(self, department: int) -> list[Left]:
        """The ones that came in first; among equals as they were made."""
        found = self.left.get(department, [])
        return sorted(found, key=lambda each: (each.stretch.received, each.work))[:OLDEST_SHOWN]


def movements(stretches: Iterable[Stretch], since: datetime, until: datetime) -> Movements:
    """From `since` up to and not including `until`; those of one piece of work stand in a row, in
    order."""
    found = Movements()
    for work, parts in groupby(stretches, key=lambda each: each.work):
        walk = list(parts)
        _count(found, walk, since, until)
        for stretch in walk:
            if stretch.since < until and (stretch.until is None or stretch.until >= until):
                found.left.setdefault(stretch.department, []).append(Left(work, stretch))
    return found


def _count(found: Movements, walk: list[Stretch], since: datetime, until: datetime) -> None:
    for before, after in pairwise([None, *walk, None]):
        closed = before is not None and (after is None or before.until != after.since)
        opened = after is not None and (before is None or before.until != after.since)
        moved = before and after and not closed and before.department != after.department
        if (closed or moved) and before.until and since <= before.until < until:
            found.went[before.department] += 1
            found.went[EVERYTHING] += bool(closed)
        if (opened or moved) and since <= after.since < until:
            found.came[after.department] += 1
            found.came[EVERYTHING] += bool(opened)
