"""Rows that many tests begin with: made in the ordinary way once in a run, and from then on put
back as they were, with the same keys, by one plain statement for each table."""

from collections.abc import Callable, Sequence

from django.db import connection
from django.db.models import Model
from django.db.models.sql import InsertQuery


class Again:
    """`Again(models, make)()` fills the tables of these models (the one that is pointed to before
    the one that points) as `make` does. A key is never given out twice: a sequence of PostgreSQL is
    past the keys of the first time for good, and SQLite counts on from the highest."""

    def __init__(self, models: Sequence[type[Model]], make: Callable[[], None]):
        self.models = models
        self.make = make
        self.inserts: list[tuple[str, tuple]] = []

    def __call__(self) -> None:
        if any_rows(self.models):
            # Something of it, made otherwise by this test, may stay as it is.
            self.make()
        elif self.inserts:
            with connection.cursor() as cursor:
                for statement, values in self.inserts:
                    cursor.execute(statement, values)
        else:
            self.make()
            self.inserts = [insert for model in self.models for insert in inserts(model)]


def any_rows(models: Sequence[type[Model]]) -> bool:
    """Whether any of these tables has a row. One statement."""
    tables = [connection.ops.quote_name(model._meta.db_table) for model in models]
    found = " OR ".join(f"EXISTS (SELECT 1 FROM {table})" for table in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {found}")
        return bool(cursor.fetchone()[0])


def inserts(model: type[Model]) -> list[tuple[str, tuple]]:
    """What makes all rows of the table as they are now."""
    rows = list(model._base_manager.order_by("pk"))
    if not rows:
        return []
    query = InsertQuery(model)
    query.insert_values(model._meta.concrete_fields, rows, raw=True)
    return query.get_compiler(connection=connection).as_sql()
