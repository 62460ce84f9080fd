# ruff: noqa: S608 - names of columns from this file
"""Counts of whole months beside those of days: added up from the days there are."""

from django.db import migrations, models

COUNTS = (
    "questions", "contacts", "direct", "direct_net", "repeats", "status", "status_linked",
    "calls", "transferred", "warm", "transfer_reached", "transfer_waits", "transfer_wait_seconds",
    "complete", "linked", "government",
    "government_done", "proactive", "timed", "talk_seconds",
    "wrap_up_seconds", "asked", "misrouted", "answered", "attempts", "phone_due", "phone_kept",
    "email_due", "email_kept", "letter_due", "letter_kept", "social_due", "social_kept",
    "cases_registered", "cases_closed", "cases_on_time", "cases_in_norm", "scores", "score_sum",
)  # fmt: skip
LEVELS = [
    (0, "Department"), (1, "Subject"), (2, "Hour"), (3, "Reason"), (4, "Score"), (10, "Month"),
    (11, "Month Subject"), (12, "Month Hour"), (13, "Month Reason"), (14, "Month Score"),
    (15, "Month Weekday"),
]  # fmt: skip
# The first day of the month of a day, and its weekday (Monday is 1).
DIALECTS = {
    "postgresql": ("date_trunc('month', day)::date", "EXTRACT(ISODOW FROM day)::int"),
    "sqlite": (
        "strftime('%Y-%m-01', day)", "((CAST(strftime('%w', day) AS integer) + 6) % 7 + 1)",
    ),
}  # fmt: skip


def add_up(apps, schema_editor):
    first, weekday = DIALECTS[schema_editor.connection.vendor]
    names = ", ".join(f'"{name}"' for name in COUNTS)
    sums = ", ".join(f'SUM("{name}")' for name in COUNTS)
    place = "department_id, confidential, subject_id, channel_id"
    schema_editor.execute(
        f"""
        INSERT INTO dashboard_tally (day, level, {place}, "key", {names})
        SELECT {first}, level + 10, {place},
               CASE level WHEN 2 THEN 24 * {weekday} + "key" ELSE "key" END, {sums}
          FROM dashboard_tally WHERE level < 10 GROUP BY 1, 2, 3, 4, 5, 6, 7
        UNION ALL
        SELECT {first}, 15, {place}, {weekday}, {sums}
          FROM dashboard_tally WHERE level = 0 GROUP BY 1, 2, 3, 4, 5, 6, 7
        """,
        params=None,
    )


def forget(apps, schema_editor):
    schema_editor.execute("DELETE FROM dashboard_tally WHERE level >= 10", params=None)


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0003_reports")]

    operations = [
        migrations.AlterField(
            model_name="tally",
            name="level",
            field=models.PositiveSmallIntegerField(choices=LEVELS),
        ),
        migrations.RunPython(add_up, forget),
    ]
