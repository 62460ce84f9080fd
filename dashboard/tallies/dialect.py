"""What PostgreSQL and SQLite say in their own words, for statements that are written out."""

from datetime import date

from django.db import connection


def weekday() -> str:
    """The weekday of the column "day", Monday is 1."""
    if connection.vendor == "postgresql":
        return 'EXTRACT(ISODOW FROM "day")::int'
    return "((CAST(strftime('%%w', \"day\") AS integer) + 6) %% 7 + 1)"


def day_value(day: date):
    return connection.ops.adapt_datefield_value(day)


def day_slot() -> str:
    """A day that is handed over where no column tells what it is."""
    return "CAST(%s AS date)" if connection.vendor == "postgresql" else "%s"


def read_day(value) -> date:
    """SQLite gives a text."""
    return value if isinstance(value, date) else date.fromisoformat(value)
