"""System checks: SQLite opened safely; equated and closing days known for the time ahead."""

from datetime import timedelta

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections
from django.utils import timezone

from kcc.organisation.dutch_holidays import equated_years
from kcc.organisation.models import ClosingDay


@register(Tags.compatibility)
def sqlite_is_opened_safely(app_configs, **kwargs):
    """Measured: with Django's defaults parallel POSTs fail with "database is locked"."""
    return [
        Error(
            f"SQLite database “{alias}” must be opened with {', '.join(missing)}.",
            hint="See DATABASES in kcc/settings.py; PostgreSQL for more than ten agents.",
            id="kcc.E001",
        )
        for alias, database in settings.DATABASES.items()
        if (missing := missing_for_sqlite(database))
    ]


def missing_for_sqlite(database: dict) -> list[str]:
    """What the settings of a database lack; nothing for another kind of database."""
    if not database["ENGINE"].endswith("sqlite3"):
        return []
    options = database.get("OPTIONS", {})
    init = options.get("init_command", "").replace(" ", "").lower()
    wanted = {
        "transaction_mode IMMEDIATE": options.get("transaction_mode") == "IMMEDIATE",
        "a timeout of 20 seconds": options.get("timeout", 0) >= 20,
        "journal_mode=WAL": "journal_mode=wal" in init,
    }
    return [name for name, given in wanted.items() if not given]


def closing_days(databases):
    """The rows to ask, or None when there is no database to ask or nothing migrated yet."""
    if not databases:
        return None
    alias = databases[0]
    if ClosingDay._meta.db_table not in connections[alias].introspection.table_names():
        return None
    return ClosingDay.objects.using(alias)


@register(Tags.database)
def equated_days_are_known(app_configs, databases=None, **kwargs):
    """Equated days cannot be computed; without them statutory due dates are a day early.

    Needs the database (an administrator may have entered them there), so it runs under
    `check --database default` and `migrate`, not under a bare `check`.
    """
    year = timezone.localdate().year
    days = closing_days(databases)
    if days is None or year in equated_years():
        return []
    if days.filter(kind=ClosingDay.Kind.EQUATED, date__year=year).exists():
        return []
    return [
        Warning(
            f"No equated holidays (Algemene termijnenwet art. 3) are known for {year}.",
            hint="Enter them as closing days of the kind “equated day”, or add the decision to "
            "kcc/organisation/data/feestdagen.yaml.",
            id="kcc.W001",
        )
    ]


@register(Tags.database)
def closing_days_are_known(app_configs, databases=None, **kwargs):
    """Promises reach weeks ahead: without next year's holidays they fall on a closed day."""
    ahead = timezone.localdate() + timedelta(days=60)
    days = closing_days(databases)
    # Where none were ever entered (nothing loaded yet) there is nothing to run out of.
    if days is None or not days.exists() or days.filter(date__year=ahead.year).exists():
        return []
    return [
        Warning(
            f"No closing days are known for {ahead.year}.",
            hint="Add the year to kcc/organisation/data/organisation.yaml and run "
            "`manage.py load_reference_data`, or enter the days in the administration.",
            id="kcc.W002",
        )
    ]
