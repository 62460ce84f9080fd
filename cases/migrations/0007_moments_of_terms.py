"""When a suspension ended and a notice was withdrawn: what is taken back is found by it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_revisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="defaultnotice",
            name="withdrawn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="suspension",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
    ]
