"""What is away while many rows are written: triggers, and around the tables of PostgreSQL indexes,
keys and references. Made again at the end, which checks every row and costs a fraction of keeping
them up row by row.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module

from django.db import connection, transaction

# The triggers of the daily counts.
MARKS = import_module("dashboard.migrations.0005_marks_of_departments")


class _Editor:
    """As much of a schema editor as the migration of the triggers asks for: one of Django's cannot
    be had inside a transaction on SQLite."""

    connection = connection

    @staticmethod
    def execute(statement, params=None):
        with connection.cursor() as cursor:
            cursor.execute(statement, params)


@contextmanager
def marks_away() -> Iterator[None]:
    with transaction.atomic():
        MARKS.drop(None, _Editor)
    try:
        yield
    finally:
        with transaction.atomic():
            MARKS.create(None, _Editor)


@contextmanager
def indexes_away(models: Iterable, processes: int, *, but: Sequence[str] = ()) -> Iterator[None]:
    """Of PostgreSQL: everything around the tables but their primary keys and the indexes with these
    names."""
    if connection.vendor != "postgresql":
        yield
        return
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute(CONSTRAINTS, [tables])
        constraints = cursor.fetchall()
        cursor.execute(INDEXES, [tables, list(but)])
        indexes = [definition for (definition,) in cursor.fetchall()]
        cursor.execute(NAMES, [tables, list(but)])
        names = [name for (name,) in cursor.fetchall()]
    _run(
        [f'ALTER TABLE {table} DROP CONSTRAINT "{name}"' for table, name, *_how in constraints]
        + [f'DROP INDEX "{name}"' for name in names]
    )
    try:
        yield
    finally:
        _side_by_side(_build, indexes, processes)
        _run(
            f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {how}'
            for table, name, how, _checked_later in constraints
        )
        _side_by_side(_check, _checks(constraints), processes)


@transaction.atomic
def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        # Of rows of which references are still to be checked the table cannot be changed.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL statement_timeout = 0")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _side_by_side(work: Callable[[str], None], parts: Collection[str], processes: int) -> None:
    """Each on one core; with more processes so many at a time."""
    if processes == 1:
        for part in parts:
            work(part)
        return

    def alone(part: str) -> None:
        """In a thread, which has a connection of its own."""
        try:
            work(part)
        finally:
            connection.close()

    with ThreadPoolExecutor(processes) as pool:
        list(pool.map(alone, parts))


@transaction.atomic
def _build(index: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("SET LOCAL max_parallel_maintenance_workers = 0")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(index)


def _checks(constraints: Iterable[tuple]) -> list[str]:
    """One statement for each table, for two of one table wait for each other; the table with the
    most references first."""
    of_table = defaultdict(list)
    for table, name, _how, checked_later in constraints:
        if checked_later:
            of_table[table].append(f'VALIDATE CONSTRAINT "{name}"')
    longest_first = sorted(of_table.items(), key=lambda item: -len(item[1]))
    return [f"ALTER TABLE {table} {', '.join(parts)}" for table, parts in longest_first]


def _check(statement: str) -> None:
    _run([statement])


# The keys, which can be taken over from an index of the same name, and the references: said at
# first, and checked later.
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname,
           CASE contype WHEN 'u' THEN format('UNIQUE USING INDEX %%I', conname)
                        ELSE pg_get_constraintdef(oid) || ' NOT VALID' END,
           contype = 'f'
    FROM pg_constraint WHERE contype IN ('f', 'u') AND conrelid::regclass::text = ANY(%s)
    ORDER BY contype DESC, conname"""
# Those of words first: they take by far the longest.
INDEXES = """
    SELECT pg_get_indexdef(indexrelid)
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
    WHERE indrelid::regclass::text = ANY(%s) AND NOT indisprimary AND NOT relname = ANY(%s)
    ORDER BY amname = 'gin' DESC, 1"""
NAMES = """
    SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE indrelid::regclass::text = ANY(%s) AND NOT relname = ANY(%s)
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f')"""
