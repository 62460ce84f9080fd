"""The rows of a month, added up from those of its days by the database itself."""

from collections.abc import Collection
from datetime import date

from django.db import connection

from dashboard.models import Tally
from dashboard.models.tallies import COUNTS, Level
from dashboard.spans import month_of
from dashboard.tallies.dialect import day_slot, day_value, weekday

NAMES = ", ".join(f'"{name}"' for name in COUNTS)
SUMS = ", ".join(f'SUM("{name}")' for name in COUNTS)
PLACE = '"department_id", "confidential", "subject_id", "channel_id"'
BY_ALL = "GROUP BY 2, 3, 4, 5, 6, 7"


def add_up(first: date, departments: Collection[int]) -> None:
    """The month that begins on that day, of these departments (ids), again. Two statements."""
    old = Tally.objects.filter(day=first, level__gte=Level.MONTH, department__in=departments)
    old.delete()
    days = [day_value(each) for each in (first, first, month_of(first).last_day)]
    with connection.cursor() as cursor:
        cursor.execute(_statement(len(departments)), [*days, *departments] * 2)


def _statement(departments: int) -> str:
    marks = ", ".join(["%s"] * departments)
    days = f'"day" BETWEEN %s AND %s AND "department_id" IN ({marks})'
    keys = f'CASE "level" WHEN {Level.HOUR.value} THEN 24 * {weekday()} + "key" ELSE "key" END'
    month = Level.MONTH.value
    return (
        f'INSERT INTO "dashboard_tally" ("day", "level", {PLACE}, "key", {NAMES}) '  # noqa: S608
        f'SELECT {day_slot()}, "level" + {month}, {PLACE}, {keys}, {SUMS} '
        f'FROM "dashboard_tally" WHERE "level" < {month} AND {days} {BY_ALL} '
        f"UNION ALL SELECT {day_slot()}, {Level.MONTH_WEEKDAY.value}, {PLACE}, {weekday()}, {SUMS} "
        f'FROM "dashboard_tally" WHERE "level" = {Level.DEPARTMENT.value} AND {days} {BY_ALL}'
    )
