from django.db import migrations, models


class Migration(migrations.Migration):
    """The list of closed cases: page 1,000 costs what page 1 costs."""

    dependencies = [("cases", "0010_open_cases_by_due")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False)),
                fields=["due_on", "id"],
                name="case_closed_by_due",
            ),
        ),
    ]
