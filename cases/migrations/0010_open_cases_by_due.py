from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The list of cases of who sees every department, and of what somebody registered."""

    dependencies = [
        ("cases", "0009_days_of_cases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["due_on", "id"],
                name="case_open_by_due",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("destroyed_at__isnull", True)),
                fields=["registered_by", "-registered_at"],
                name="case_asked_by",
            ),
        ),
    ]
