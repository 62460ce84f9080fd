"""Making the rows of one piece of the story."""

from random import Random

from django.db import connection

from dashboard.management.bench.history import History
from dashboard.management.bench.known import Known
from dashboard.management.bench.plan import Almanac
from dashboard.management.bench.process import Story
from dashboard.management.bench.rows import COLUMNS, Rows
from kcc.lib.inserting import copy_text


def maker_for(story: Story):
    """A function that gives (model, rows) of a piece: as COPY reads them, or as tuples."""
    known = Known(story.seed, Almanac(story.first_day, story.end))

    def made(piece) -> list:
        calls = History(known, piece, story.seed).tell()
        rng = Random(f"rows {story.seed} {piece.first}")  # noqa: S311 - a story, no secret
        tables = Rows(known, calls, piece.first + 1, rng).tables()
        if connection.vendor == "postgresql":
            told = [(model, copy_text(model, COLUMNS[model], rows)) for model, rows in tables]
        else:
            told = list(tables)
        # A question knows its call: taken apart, calls are gone at once. Looked for as garbage
        # that takes twice as long, a twentieth of all of it.
        for call in calls:
            call.questions.clear()
        return told

    return made
