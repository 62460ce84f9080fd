"""Numbers of cases: without gaps, never given twice."""

from django.db import connection

from cases.models import CaseSequence


def take_numbers(year: int, count: int = 1) -> list[str]:
    """The next `count` numbers of that year: Z-2026-000123 and on. One statement, which also holds
    the row of the year until the transaction ends."""
    table = connection.ops.quote_name(CaseSequence._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (year, last) VALUES (%s, %s)"  # noqa: S608 - our own table name
            f" ON CONFLICT (year) DO UPDATE SET last = {table}.last + %s RETURNING last",
            [year, count, count],
        )
        (last,) = cursor.fetchone()
    return [f"Z-{year}-{number:06d}" for number in range(last - count + 1, last + 1)]
