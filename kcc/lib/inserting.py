"""Many rows into a table at once, with ids known beforehand: for files of hundreds of thousands.

Measured on PostgreSQL for imported contacts (four tables a row), COPY takes less than half the time
of `bulk_create`. Like that it sends no signals and checks nothing that the database does not check;
columns that are not given get the default of their field.
"""

import io
import json
from collections.abc import Callable, Iterable, Sequence

from django.db import connection
from django.db.models import (
    BinaryField,
    BooleanField,
    CharField,
    DateField,
    JSONField,
    Model,
    TextField,
)

NOTHING = "\\N"  # as COPY writes NULL


def reserve_ids(model: type[Model], count: int) -> list[int]:
    """Ids for `count` rows that are inserted in this transaction. One statement."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{table}"', model._meta.pk.column, count],
            )
            return [number for (number,) in cursor.fetchall()]
        # SQLite lets one transaction write at a time, and that is this one.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
        return list(range(last + 1, last + count + 1))


def insert_many(model: type[Model], names: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Insert rows of values in the order of `names` (names of fields; a relation takes an id).

    One statement on PostgreSQL. Call it inside a transaction.
    """
    if connection.vendor == "postgresql":
        copy_in(model, names, copy_text(model, names, rows))
    else:
        _execute(model, *_fields(model, names), rows)


def _fields(model, names) -> tuple[list, list]:
    """The fields that are given, and the others that need a value."""
    given = [model._meta.get_field(name) for name in names]
    others = [
        field
        for field in model._meta.concrete_fields
        if field not in given and not field.null and not field.primary_key
    ]
    return given, others


def _filled(rows: Iterable[Sequence], others, prepare) -> Iterable[list]:
    """Each row with the other columns behind it: the same value for all, or one made for each."""
    defaults = [field.get_default() for field in others]
    made = [
        (place, field)
        for place, field in enumerate(others)
        if field.has_default() and callable(field.default)
    ]
    constant = [prepare(field, value) for field, value in zip(others, defaults, strict=True)]
    for row in rows:
        behind = constant.copy()
        for place, field in made:
            behind[place] = prepare(field, field.get_default())
        yield [*row, *behind]


# -- PostgreSQL ---------------------------------------------------------------------------------


def copy_text(model: type[Model], names: Sequence[str], rows: Iterable[Sequence]) -> str:
    """Rows as COPY reads them. Asks nothing of the database: another process may do it."""
    given, others = _fields(model, names)
    encoders = [_encoder(field) for field in given]
    buffer = io.StringIO()
    encoded = ([encode(value) for encode, value in zip(encoders, row, strict=True)] for row in rows)
    for row in _filled(encoded, others, lambda field, value: _encoder(field)(value)):
        buffer.write("\t".join(row))
        buffer.write("\n")
    return buffer.getvalue()


def copy_in(model: type[Model], names: Sequence[str], text: str) -> None:
    """Insert what `copy_text` wrote for these names. PostgreSQL only."""
    given, others = _fields(model, names)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in [*given, *others])
    statement = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(statement, io.StringIO(text))


def _encoder(field) -> Callable[[object], str]:
    """How a value of this field is written for COPY."""
    if isinstance(field, JSONField):
        return _json
    if isinstance(field, CharField | TextField):
        return _text
    if isinstance(field, DateField):  # a moment too
        return _date
    if isinstance(field, BinaryField):
        return _bytes
    return _boolean if isinstance(field, BooleanField) else _plain


def _escaped(text: str) -> str:
    # Four times replace is much faster than one translate.
    text = text.replace("\\", "\\\\").replace("\t", "\\t")
    return text.replace("\n", "\\n").replace("\r", "\\r")


def _text(value) -> str:
    return NOTHING if value is None else _escaped(str(value))


def _json(value) -> str:
    return NOTHING if value is None else _escaped(json.dumps(value))


def _date(value) -> str:
    return NOTHING if value is None else value.isoformat()


def _boolean(value) -> str:
    return NOTHING if value is None else "t" if value else "f"


def _bytes(value) -> str:
    return NOTHING if value is None else f"\\\\x{value.hex()}"


def _plain(value) -> str:
    return NOTHING if value is None else str(value)


# -- SQLite -------------------------------------------------------------------------------------


def _execute(model, given, others, rows) -> None:
    def prepare(field, value):
        return field.get_db_prep_save(value, connection)

    fields = [*given, *others]
    prepared = (
        [prepare(field, value) for field, value in zip(given, row, strict=True)] for row in rows
    )
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})",  # noqa: S608
            _filled(prepared, others, prepare),
        )
