"""Counting days from the facts: what the tallies hold, and what is read while they are not there.

One statement for any number of days, with all sources under each other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.db.models import BigIntegerField, DateField, DateTimeField, F, Q
from django.db.models.lookups import In

from dashboard.measures import (
    ANSWERS,
    NOTHING,
    QUESTIONS,
    REPEAT,
    REPEATED,
    SOURCES,
    TIMES,
    Source,
    grouped,
    measures_of,
    times,
)
from dashboard.models.tallies import Facts, Level
from dashboard.spans import MOST_PIECES, Span, pieces
from dashboard.tallies.counts import Counts
from dashboard.tallies.live import Live
from kcc.lib.prepared import Slot, Statement, prepared


class Cell(NamedTuple):
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
FACTS_OF_TEAMS = {source.facts.value for source in OF_TEAMS}
# By the number in the rows: those of each source, and of `times`.
NAMES = [*([measure.name for measure in measures_of(source)] for source in SOURCES), TIMES]


def count(
    live: Live,
    *,
    now: datetime,
    departments: Collection[int] | None = None,
    team: int | None = None,
) -> dict[Cell, Counts]:
    """The counts of what is live at every level, of these departments (ids; None is of all), or of
    one team: then of what waits with teams only. One statement; none when there are no days."""
    found: dict[Cell, Counts] = defaultdict(Counts)
    for source, place, told in _rows(live, now, departments, team=team):
        for cell in _cells(source, *place):
            found[cell].add(told)
    return found


def count_whole(
    live: Live, *, now: datetime, departments: Collection[int] | None = None
) -> dict[Cell, Counts]:
    """As `count`, of whole departments only: fewer rows, and less to add up."""
    found: dict[Cell, Counts] = defaultdict(Counts)
    for _source, (day, department, confidential, *_rest), told in _rows(
        live, now, departments, whole=True
    ):
        found[Cell(day, Level.DEPARTMENT, department, confidential)].add(told)
    return found


def count_with_times(
    live: Live, *, now: datetime, departments: Collection[int]
) -> tuple[dict[Cell, Counts], dict[date, Counts]]:
    """As `count`, and TIMES of the whole organisation by day."""
    found, of_all = defaultdict(Counts), {}
    for source, place, told in _rows(live, now, departments, times=pieces(live.times)):
        if source is None:
            of_all[place[0]] = told
        else:
            for cell in _cells(source, *place):
                found[cell].add(told)
    return found, of_all


def _rows(
    live: Live, now, departments, *, times: Sequence[Span] = (), **shape
) -> Iterator[tuple[Source | None, tuple, Counts]]:
    """(source, None for what took time, place, counts)."""
    spans = {facts.value: live.spans(facts) for facts in Facts} | {TIMES_SLOT: times}
    if departments is not None:
        # Of no department at all: none has this id.
        departments = list(departments) or [0]
    values = {"now": now, "team": shape.get("team")}
    for name, each in _padded(spans):
        for edge in ("first", "last", "since", "until"):
            values[f"{edge}_{name}"] = getattr(each, edge)
    for number, department in enumerate(departments or ()):
        values[f"department_{number}"] = department
    shape["team"] = shape.get("team") is not None
    some = None if departments is None else len(departments)
    numbers = tuple((what, _size(len(each))) for what, each in spans.items() if each)
    if shape["team"]:
        numbers = tuple(each for each in numbers if each[0] in FACTS_OF_TEAMS)
    if not numbers:
        return
    for number, *row in _statement(numbers, some, **shape).rows(values):
        day, department, subject, channel, confidential, key, repeated, reason, *counts = row
        source = None if number == len(SOURCES) else SOURCES[number]
        rest = bool(confidential), subject or 0, channel or 0
        if source is None:
            if day not in live.times:
                continue
        elif repeated and _counts(live, source, day, repeated, departments):
            # Every question of such a row is one.
            yield REPEATED, (day, repeated, *rest, reason), Counts({REPEATS: counts[QUESTION]})
        if source is None or _counts(live, source, day, department, departments):
            told = Counts({name: each for name, each in zip(NAMES[number], counts, strict=False)
                           if each})  # fmt: skip
            yield source, (day, department, *rest, key or 0), told


def _counts(live: Live, source: Source, day: date, department: int, departments) -> bool:
    return live.has(source.facts, day, department) and (
        departments is None or department in departments
    )


# A row of questions tells of the repeats among them.
(REPEATS,) = (measure.name for measure in measures_of(REPEATED))
QUESTION = [measure.name for measure in measures_of(QUESTIONS)].index("questions")
# Not the number of any facts.
TIMES_SLOT = 0
# So many spans has a statement: few different ones, for each is kept.
SIZES = (1, 2, 3, 4, 6, 8, 12, 16, MOST_PIECES)


def _size(number: int) -> int:
    return next(size for size in SIZES if size >= number)


def _padded(spans: Mapping[int, Sequence[Span]]) -> Iterator[tuple[str, Span]]:
    """Each span by the name of its slots; the last one again for those that are too many."""
    for what, each in spans.items():
        for number in range(_size(len(each)) if each else 0):
            yield f"{what}_{number}", each[min(number, len(each) - 1)]


class _Days:
    """A span of which the days are slots."""

    def __init__(self, name: str):
        self.first, self.last = (Slot(f"{edge}_{name}", DateField()) for edge in ("first", "last"))
        self.since, self.until = (
            Slot(f"{edge}_{name}", DateTimeField()) for edge in ("since", "until")
        )


@lru_cache(maxsize=256)
def _statement(
    numbers: tuple[tuple[int, int], ...],
    departments: int | None,
    *,
    team: bool,
    whole: bool = False,
) -> Statement:
    """For so many spans of each kind of facts, and so many departments. What is a condition of a
    figure (dashboard.measures) is the same whatever is asked for."""
    days = {what: [_Days(f"{what}_{each}") for each in range(size)] for what, size in numbers}
    now = Slot("now", DateTimeField())
    places = [Slot(f"department_{number}", BigIntegerField()) for number in range(departments or 0)]

    def within(column):
        # A lookup of a relation takes no expressions in a list. With something added to it no
        # index is of use: measured, PostgreSQL read all rows of a department to find a day's.
        return Q(In(F(column) if team else F(column) + NOTHING, places))

    def rows(source):
        wanted = Q() if departments is None else within(source.department)
        if source is QUESTIONS and departments is not None:
            wanted |= REPEAT & within(REPEATED.department)
        if team:
            wanted &= Q(team=Slot("team", BigIntegerField()))
        return grouped(source, days[source.facts.value], now, wanted, whole=whole)

    asked = OF_TEAMS if team else (each for each in SOURCES if each is not REPEATED)
    parts = [rows(source) for source in asked if source.facts.value in days]
    if TIMES_SLOT in days:
        parts.append(times(days[TIMES_SLOT], now))
    return prepared(parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0])


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
