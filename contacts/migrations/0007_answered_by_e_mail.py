"""A written answer is found by the address it goes to, and the category got a name that holds for
it too. Nothing but an index changes in the database."""

from django.db import migrations, models

CATEGORIES = [
    ("direct", "Answered at once"),
    ("transferred", "Put through"),
    ("callback", "Answered later"),
    ("case", "Case"),
    ("referred", "Referred"),
    ("aborted", "Broken off"),
]


class Migration(migrations.Migration):
    dependencies = [("contacts", "0006_weekly_lists")]

    operations = [
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(
                condition=models.Q(("email", ""), _negated=True),
                fields=["email", "-requested_at"],
                name="callback_email",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="category",
            field=models.CharField(choices=CATEGORIES, max_length=12, verbose_name="category"),
        ),
        migrations.AlterField(
            model_name="question",
            name="outcome_category",
            field=models.CharField(choices=CATEGORIES, max_length=12),
        ),
    ]
