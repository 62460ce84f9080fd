"""When each callback was tried for the second time in this round of its clock."""

from django.db import migrations

TRIED_AFTER = 2


def fill(apps, schema_editor):
    callbacks = apps.get_model("contacts", "Callback")
    rows = callbacks.objects.filter(attempts__gte=TRIED_AFTER, tried_at__isnull=True)
    for callback in rows.only("id").prefetch_related("events").iterator(chunk_size=500):
        moments, undone = {}, set()
        for event in sorted(callback.events.all(), key=lambda each: (each.at, each.pk)):
            if event.kind == "reopened":
                moments.clear()
            elif event.kind == "undone":
                undone.add(event.detail.get("version"))
            elif event.kind == "attempt":
                moments[event.detail.get("version", event.pk)] = event.at
        tried = sorted(at for version, at in moments.items() if version not in undone)
        if len(tried) >= TRIED_AFTER:
            callbacks.objects.filter(pk=callback.pk).update(tried_at=tried[TRIED_AFTER - 1])


class Migration(migrations.Migration):
    dependencies = [("contacts", "0010_satisfaction_and_tries")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
