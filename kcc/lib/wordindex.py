"""Asking the word indexes behind the search box, in the dialect of the database.

PostgreSQL has a GIN index on `to_tsvector(configuration, column)`, SQLite an FTS5 table whose rowid
is the id of the row. Words are [0-9a-z]+ (folded, without marks), so nothing has to be quoted; a
word that ends in * stands for every word that begins so.
"""

from django.db import connection
from django.db.models import BooleanField, F, Func, Value


def has_words(groups: list[list[str]], *, column: str, configuration: str, table: str) -> Func:
    """A condition on rows: one word of every group occurs. For use in `filter()`.

    `configuration` is PostgreSQL's ("simple", "dutch"), `table` the FTS5 table on SQLite.
    """
    if connection.vendor == "postgresql":
        query = " & ".join(f"({' | '.join(map(_prefixed, group))})" for group in groups)
        return Func(
            F(column),
            Value(query),
            template=f"to_tsvector('{configuration}', %(expressions)s)",
            arg_joiner=f") @@ to_tsquery('{configuration}', ",
            output_field=BooleanField(),
        )
    query = " AND ".join(f"({' OR '.join(map(_quoted, group))})" for group in groups)
    return Func(
        F("pk"),
        Value(query),
        template="%(expressions)s)",
        arg_joiner=f" IN (SELECT rowid FROM {table} WHERE {table} MATCH ",  # noqa: S608
        output_field=BooleanField(),
    )


def _prefixed(word: str) -> str:
    return word.replace("*", ":*")


def _quoted(word: str) -> str:
    """AND, OR and NOT are words of the query language; in quotes they are words."""
    return f'"{word[:-1]}"*' if word.endswith("*") else f'"{word}"'
