"""Counting a day for the figures reads the callbacks of that day only."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0011_tried_at_of_callbacks"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["requested_at", "id"],
                name="callback_open_by_age",
            ),
        ),
        migrations.RemoveIndex(
            model_name="callback",
            name="callback_promised",
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(fields=["requested_at"], name="callback_asked"),
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(fields=["due_at"], name="callback_due"),
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False)),
                fields=["closed_at"],
                name="callback_closed",
            ),
        ),
    ]
