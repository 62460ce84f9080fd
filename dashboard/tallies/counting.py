"""Counting days from the facts: what the tallies hold, and what is read while they are not there.

One statement for any number of days, with all sources under each other.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from dashboard.measures import ANSWERS, QUESTIONS, REPEATED, SOURCES, grouped, measures_of
from dashboard.models.tallies import Level
from dashboard.spans import Span
from dashboard.tallies.counts import Counts


@dataclass(frozen=True)
class Cell:
    """Where counts belong; 0 is no subject, no channel, no reason."""

    day: date
    level: Level
    department: int
    confidential: bool
    subject: int = 0
    channel: int = 0
    key: int = 0


# What knows with which team it waits; contacts and answers know departments only.
OF_TEAMS = tuple(source for source in SOURCES if source.kind in ("callback", "case"))
NAMES = [[measure.name for measure in measures_of(source)] for source in SOURCES]


def count(
    spans: Sequence[Span],
    *,
    now: datetime,
    departments: Sequence[int] | None = None,
    team: int | None = None,
) -> dict[Cell, Counts]:
    """The counts of all these days at every level, of these departments (ids; None is of all), or
    of one team: then of what waits with teams only. One statement; none when there are no days."""
    found: dict[Cell, Counts] = defaultdict(Counts)
    if not spans:
        return found
    sources = SOURCES if team is None else OF_TEAMS
    first, *others = [_grouped(source, spans, now, departments, team) for source in sources]
    for number, day, department, subject, channel, confidential, key, *counts in first.union(
        *others, all=True
    ):
        if department is None:
            continue
        told = Counts(zip(NAMES[number], counts, strict=False))
        place = day, department, bool(confidential), subject or 0, channel or 0, key or 0
        for cell in _cells(SOURCES[number], *place):
            found[cell].add(told)
    return found


def _grouped(source, spans, now, departments, team):
    wanted = Q() if departments is None else Q(**{f"{source.department}__in": departments})
    if team is not None:
        wanted &= Q(team=team)
    return grouped(source, spans, now, wanted)


def _cells(source, day, department, confidential, subject, channel, key) -> Iterator[Cell]:
    """The cells one row belongs to."""
    yield Cell(day, Level.DEPARTMENT, department, confidential)
    yield Cell(day, Level.SUBJECT, department, confidential, subject, channel)
    if source is QUESTIONS:
        yield Cell(day, Level.HOUR, department, confidential, channel=channel, key=key)
    elif source is REPEATED:
        yield Cell(day, Level.REASON, department, confidential, subject, channel, key)
    elif source is ANSWERS:
        yield Cell(day, Level.SCORE, department, confidential, subject, channel, key)
