"""What the rows that were there before have in the new columns."""

from datetime import timedelta

from django.db import migrations
from django.db.models import Q

from kcc.lib.text import fold

FACTOR = 3
ROWS = 2000


def serious_days_and_words(apps, schema_editor):
    """Three times the term, in calendar days, from the day of registration; and what a search looks
    in."""
    Case = apps.get_model("cases", "Case")
    last = 0
    while rows := list(
        Case.objects.filter(pk__gt=last, serious_on__isnull=True)
        .order_by("pk")
        .only("registered_at", "due_on", "serious_on", "description", "location")[:ROWS]
    ):
        for case in rows:
            start = case.registered_at.date()
            term = max((case.due_on - start).days, 0)
            case.serious_on = start + timedelta(days=FACTOR * term)
            case.search_text = fold(f"{case.description} {case.location}")
        Case.objects.bulk_update(rows, ["serious_on", "search_text"], batch_size=200)
        last = rows[-1].pk


def terms_and_statuses(apps, schema_editor):
    """A type with a fixed extension can be extended. "Besluit genomen" is the decision."""
    apps.get_model("cases", "CaseType").objects.exclude(extension="").update(extendable=True)
    decision = Q(name__in=["Besluit genomen", "Uitspraak gedaan", "Oordeel verzonden"])
    apps.get_model("cases", "StatusType").objects.filter(decision).update(is_decision=True)


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_versions_clocks_and_papers")]

    operations = [
        migrations.RunPython(serious_days_and_words, migrations.RunPython.noop),
        migrations.RunPython(terms_and_statuses, migrations.RunPython.noop),
    ]
