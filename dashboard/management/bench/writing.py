"""Putting the history into the database: made by several processes, copied in by one.

All rows in one transaction. Indexes, keys and references are away meanwhile, and so are the
triggers that mark days for the figures: all days are counted afterwards.
"""

from collections import deque
from collections.abc import Callable, Iterator

from django.core.management.color import no_style
from django.db import connection, transaction

from cases.models import Case, CaseSequence
from dashboard.management.bench.away import indexes_away, marks_away
from dashboard.management.bench.making import maker_for
from dashboard.management.bench.plan import Almanac, Piece, pieces_of
from dashboard.management.bench.process import Story, make, several, start
from dashboard.management.bench.rows import COLUMNS
from kcc.lib.inserting import copy_in, insert_many


def write_history(
    story: Story, contacts: int, *, processes: int = 1, tell: Callable[[int], None] = lambda _: None
) -> None:
    """Into tables without contacts and cases. With more processes than one the town has to be
    committed: they read it for themselves. `tell` hears how many contacts are written."""
    pieces = pieces_of(contacts, Almanac(story.first_day, story.end))
    told = _told_together(story, pieces, processes) if processes > 1 else _told_here(story, pieces)
    done = 0
    # What is away is away for all: nobody waits for a lock while the rows are written.
    with marks_away(), indexes_away(COLUMNS, processes), transaction.atomic():
        for piece, tables in told:
            for model, rows in tables:
                _insert(model, rows)
            done += piece.count
            tell(done)
        _number_on()


def _insert(model, rows: str | list[tuple]) -> None:
    if isinstance(rows, str):
        copy_in(model, COLUMNS[model], rows)
    else:
        insert_many(model, COLUMNS[model], rows)


# -- Making -------------------------------------------------------------------------------------


def _told_here(story: Story, pieces: list[Piece]) -> Iterator[tuple[Piece, list]]:
    made = maker_for(story)
    for piece in pieces:
        yield piece, made(piece)


def _told_together(story, pieces, processes: int) -> Iterator[tuple[Piece, list]]:
    """In their order. What is ready waits for us: never more than a few pieces."""
    with several(processes, start, story) as pool:
        waiting = deque()
        for piece in pieces:
            waiting.append((piece, pool.submit(make, piece)))
            if len(waiting) > 2 * processes:
                first, future = waiting.popleft()
                yield first, future.result()
        for first, future in waiting:
            yield first, future.result()


def _number_on() -> None:
    """The next row gets the next id, and the next case the next number of its year."""
    last = Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    years = Case.objects.dates("registered_at", "year")
    CaseSequence.objects.bulk_create(
        [CaseSequence(year=each.year, last=last) for each in years],
        update_conflicts=True, unique_fields=["year"], update_fields=["last"],
    )  # fmt: skip
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(COLUMNS)):
            cursor.execute(statement)
