"""What one process does: read what is known, then make the rows of the pieces it is given.

Imports nothing of the application above its functions: a new process has to start that first.
"""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random


@dataclass(frozen=True)
class Story:
    """What every process has to know. The same story gives the same rows."""

    seed: int
    first_day: date
    end: datetime


_process = {}


def start(story: Story) -> None:
    """In a process of its own, before its first piece."""
    import django  # noqa: PLC0415

    django.setup()
    _process["maker"] = maker_for(story)


def make(piece):
    return _process["maker"](piece)


def maker_for(story: Story):
    """A function that gives (model, rows) of a piece: as COPY reads them, or as tuples."""
    from django.db import connection  # noqa: PLC0415

    from dashboard.management.bench.history import History  # noqa: PLC0415
    from dashboard.management.bench.known import Known  # noqa: PLC0415
    from dashboard.management.bench.plan import Almanac  # noqa: PLC0415
    from dashboard.management.bench.rows import COLUMNS, Rows  # noqa: PLC0415
    from kcc.lib.inserting import copy_text  # noqa: PLC0415

    known = Known(story.seed, Almanac(story.first_day, story.end))

    def made(piece) -> list:
        calls = History(known, piece, story.seed).tell()
        rng = Random(f"rows {story.seed} {piece.first}")  # noqa: S311 - a story, no secret
        tables = Rows(known, calls, piece.first + 1, rng).tables()
        if connection.vendor != "postgresql":
            return list(tables)
        return [(model, copy_text(model, COLUMNS[model], rows)) for model, rows in tables]

    return made
