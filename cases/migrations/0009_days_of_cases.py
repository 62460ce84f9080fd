"""Counting a day for the figures reads the cases of that day only."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_destruction_items_by_id"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["registered_at", "id"],
                name="case_open_by_age",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["registered_at"], name="case_registered"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False)),
                fields=["closed_at"],
                name="case_closed",
            ),
        ),
    ]
