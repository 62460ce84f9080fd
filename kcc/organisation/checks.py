"""System checks: SQLite opened safely, and equated holidays known for the running year."""

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


@register(Tags.database)
def equated_days_are_known(app_configs, databases=None, **kwargs):
    """Equated days cannot be computed; without them statutory due dates are a day early.

    Needs the database (an administrator may have entered them there), so it runs under
    `check --database default` and `migrate`, not under a bare `check`.
    """
    year = timezone.localdate().year
    if not databases or year in equated_years():
        return []
    alias = databases[0]
    # Before the first migrate there is no table to look in.
    if ClosingDay._meta.db_table not in connections[alias].introspection.table_names():
        return []
    known = ClosingDay.objects.using(alias).filter(kind=ClosingDay.Kind.EQUATED, date__year=year)
    if known.exists():
        return []
    return [
        Warning(
            f"No equated holidays (Algemene termijnenwet art. 3) are known for {year}.",
            hint="Enter them as closing days of the kind “equated day”, or add the decision to "
            "kcc/organisation/data/feestdagen.yaml.",
            id="kcc.W001",
        )
    ]
