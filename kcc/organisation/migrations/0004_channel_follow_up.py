"""Which norm a later answer over each channel follows. Web forms shared the norm of e-mail."""

from django.db import migrations

CODES = {"e-mail": "email", "webformulier": "form", "post": "letter", "brief": "letter"}


def fill(apps, schema_editor):
    Channel = apps.get_model("organisation", "Channel")
    Channel.objects.filter(kind="chat").update(follow_up="social")
    for code, follow_up in CODES.items():
        Channel.objects.filter(code=code).update(follow_up=follow_up)
    ServiceNorm = apps.get_model("organisation", "ServiceNorm")
    for norm in ServiceNorm.objects.filter(kind="email"):
        norm.pk, norm.kind = None, "form"
        norm.save(force_insert=True)


class Migration(migrations.Migration):
    dependencies = [("organisation", "0003_norms_views_batches")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
