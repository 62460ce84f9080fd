"""Asking the word indexes behind the search box, in the dialect of the database.

PostgreSQL has a GIN index on `to_tsvector(configuration, column)`, SQLite an FTS5 table whose rowid
is the id of the row. Words are [0-9a-z]+ (folded, without marks), so nothing has to be quoted; a
word that ends in * stands for every word that begins so.
"""

from django.db import connection
from django.db.models import BooleanField, Expression, F, Func, Value


def has_words(groups: list[list[str]], *, column: str, configuration: str, table: str) -> Func:
    """A condition on rows: one word of every group occurs. For use in `filter()`.

    `configuration` is PostgreSQL's ("simple", "dutch"), `table` the FTS5 table on SQLite.
    """
    question = Value(question_for(groups))
    return answers(question, column=column, configuration=configuration, table=table)


def question_for(groups: list[list[str]]) -> str:
    """What is asked of the index, in the dialect of the database."""
    if connection.vendor == "postgresql":
        return " & ".join(f"({' | '.join(map(_prefixed, group))})" for group in groups)
    return " AND ".join(f"({' OR '.join(map(_quoted, group))})" for group in groups)


def answers(question: Expression, *, column: str, configuration: str, table: str) -> Func:
    """The condition, of a `question_for` some groups: its value, or a place for it."""
    if connection.vendor == "postgresql":
        return Func(
            F(column),
            question,
            template=f"to_tsvector('{configuration}', %(expressions)s)",
            arg_joiner=f") @@ to_tsquery('{configuration}', ",
            output_field=BooleanField(),
        )
    return Func(
        F("pk"),
        question,
        template="%(expressions)s)",
        arg_joiner=f" IN (SELECT rowid FROM {table} WHERE {table} MATCH ",  # noqa: S608
        output_field=BooleanField(),
    )


def _prefixed(word: str) -> str:
    return word.replace("*", ":*")


def _quoted(word: str) -> str:
    """AND, OR and NOT are words of the query language; in quotes they are words."""
    return f'"{word[:-1]}"*' if word.endswith("*") else f'"{word}"'
