"""Putting the history into the database: made by several processes, copied in by one.

All rows in one transaction. On PostgreSQL the indexes and references of the tables are taken away
first and made again at the end, which checks every row and costs a fraction of keeping them up row
by row. The triggers that mark days for the figures are away meanwhile: all days are counted
afterwards.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context

from django.core.management.color import no_style
from django.db import connection, transaction

from cases.models import Case, CaseSequence
from dashboard.management.bench.making import maker_for
from dashboard.management.bench.plan import Almanac, Piece, pieces_of
from dashboard.management.bench.process import Story, make, start
from dashboard.management.bench.rows import COLUMNS
from kcc.lib.inserting import copy_in, insert_many

# The triggers of the daily counts.
MARKS = import_module("dashboard.migrations.0002_marks")


def write_history(
    story: Story, contacts: int, *, processes: int = 1, tell: Callable[[int], None] = lambda _: None
) -> None:
    """Into tables without contacts and cases. With more processes than one the town has to be
    committed: they read it for themselves. `tell` hears how many contacts are written."""
    pieces = pieces_of(contacts, Almanac(story.first_day, story.end))
    told = _told_together(story, pieces, processes) if processes > 1 else _told_here(story, pieces)
    done = 0
    # What is away is away for all: nobody waits for a lock while the rows are written.
    with _marks_away(), _indexes_away(), transaction.atomic():
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
    own = {"mp_context": get_context("spawn"), "initializer": start, "initargs": (story,)}
    with ProcessPoolExecutor(processes, **own) as pool:
        waiting = deque()
        for piece in pieces:
            waiting.append((piece, pool.submit(make, piece)))
            if len(waiting) > 2 * processes:
                first, future = waiting.popleft()
                yield first, future.result()
        for first, future in waiting:
            yield first, future.result()


# -- What is away meanwhile -----------------------------------------------------------------------


class _Editor:
    """As much of a schema editor as the migration of the triggers asks for: one of Django's cannot
    be had inside a transaction on SQLite."""

    connection = connection

    @staticmethod
    def execute(statement, params=None):
        with connection.cursor() as cursor:
            cursor.execute(statement, params)


@contextmanager
def _marks_away():
    with transaction.atomic():
        MARKS.drop(None, _Editor)
    try:
        yield
    finally:
        with transaction.atomic():
            MARKS.create(None, _Editor)


@contextmanager
def _indexes_away():
    """Of PostgreSQL: the references, and the indexes that no constraint stands on."""
    if connection.vendor != "postgresql":
        yield
        return
    tables = [model._meta.db_table for model in COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(REFERENCES, [tables])
        references = cursor.fetchall()
        cursor.execute(INDEXES, [tables])
        indexes = cursor.fetchall()
    _run(
        [f'ALTER TABLE {table} DROP CONSTRAINT "{name}"' for table, name, _definition in references]
        + [f'DROP INDEX "{name}"' for name, _definition in indexes]
    )
    try:
        yield
    finally:
        _run(
            ["SET LOCAL maintenance_work_mem = '256MB'"]
            + [definition for _name, definition in indexes]
            + [
                f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {how}'
                for table, name, how in references
            ]
        )


@transaction.atomic
def _run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        # Of rows of which references are still to be checked the table cannot be changed.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


REFERENCES = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s) ORDER BY conname"""
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid::regclass::text = ANY(%s)
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
    ORDER BY 1"""


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
