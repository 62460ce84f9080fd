"""The clock of callbacks that were promised before they had one, and outcomes answered later.

The opening hours are not read here: a term of a given number of days is taken as 8.5 hours a day.
Who was called in vain is at "not reached yet".
"""

from datetime import timedelta

from django.db import migrations
from django.db.models import F

OPEN_DAY = 8.5 * 3600  # seconds
CHUNK = 1000


def fill(apps, schema_editor):
    Outcome = apps.get_model("contacts", "Outcome")
    Outcome.objects.filter(category="callback").update(calls_back=True)
    Outcome.objects.filter(code="taak_uitgezet").update(category="callback", calls_back=False)
    Callback = apps.get_model("contacts", "Callback")
    rows = Callback.objects.only("requested_at", "promised_at").iterator(CHUNK)
    changed = []
    for row in rows:
        term = max(row.promised_at - row.requested_at, timedelta())
        row.due_at = row.promised_at
        row.serious_at = row.promised_at + 2 * term
        row.term_seconds = int(term.days * OPEN_DAY + min(term.seconds, OPEN_DAY))
        row.norm_kind = "callback"
        changed.append(row)
        if len(changed) == CHUNK:
            _save(Callback, changed)
            changed = []
    _save(Callback, changed)
    Callback.objects.filter(urgent=True).update(norm_kind="callback_urgent", priority=2)
    Callback.objects.filter(status="claimed", attempts__gt=0).update(status="attempted")
    Callback.objects.filter(status="done").update(result="answered")
    # The first look at the clock reckons the steps.
    Callback.objects.filter(closed_at__isnull=True).update(next_step_at=F("due_at"))


def _save(Callback, rows):
    Callback.objects.bulk_update(rows, ["due_at", "serious_at", "term_seconds", "norm_kind"])


def empty(apps, schema_editor):
    Callback = apps.get_model("contacts", "Callback")
    Callback.objects.filter(status__in=["attempted", "waiting"]).update(
        status="claimed", waiting_since=None, waiting_until=None
    )
    Callback.objects.filter(status__in=["rerouted", "reopened"]).update(status="new")
    Callback.objects.filter(status="lapsed").update(status="not_reached")


class Migration(migrations.Migration):
    dependencies = [("contacts", "0003_clock_and_escalation")]
    operations = [migrations.RunPython(fill, empty)]
