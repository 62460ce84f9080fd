"""Each callback says itself whether its contact is confidential.

Whoever counts open work asks that of every open callback; looked up through question and contact it
was most of the statement. A contact gets its flag when it is logged and no service changes it. But
rights follow from it, so the database sees to it that they can not come apart: a trigger takes a
changed flag along. A later migration that rebuilds contacts_contact on SQLite drops the trigger and
has to run `create_trigger` again; tests/contacts/test_confidential.py watches over that.

By statements of its own, for Django would rebuild the table on SQLite and so drop the triggers of
dashboard 0002. Those stay quiet: no figure counts by this column.
"""

from django.db import migrations, models

COLUMN = {"postgresql": "boolean NOT NULL DEFAULT false", "sqlite": "bool NOT NULL DEFAULT 0"}
NAME = "callback_as_confidential_as_contact"
OF_CONTACT = (
    "UPDATE contacts_callback SET confidential = new.confidential WHERE question_id IN "
    "(SELECT id FROM contacts_question WHERE contact_id = new.id)"
)


def add_column(apps, schema_editor):
    kind = COLUMN[schema_editor.connection.vendor]
    schema_editor.execute(f"ALTER TABLE contacts_callback ADD COLUMN confidential {kind}")


def drop_column(apps, schema_editor):
    schema_editor.execute("ALTER TABLE contacts_callback DROP COLUMN confidential")


def fill(apps, schema_editor):
    # Only the few that are: the others are right already.
    schema_editor.execute(
        "UPDATE contacts_callback SET confidential = true WHERE question_id IN "
        "(SELECT q.id FROM contacts_question q JOIN contacts_contact c ON c.id = q.contact_id "
        "WHERE c.confidential)"
    )


def create_trigger(apps, schema_editor):
    head = f"CREATE TRIGGER {NAME} AFTER UPDATE OF confidential ON contacts_contact FOR EACH ROW "
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {OF_CONTACT}; RETURN NULL; END $$"
        )
        changed = "WHEN (old.confidential IS DISTINCT FROM new.confidential) "
        schema_editor.execute(f"{head} {changed} EXECUTE FUNCTION {NAME}()")
    else:
        changed = "WHEN old.confidential IS NOT new.confidential "
        schema_editor.execute(f"{head} {changed} BEGIN {OF_CONTACT}; END")


def drop_trigger(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {NAME} ON contacts_contact")
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {NAME}()")
    else:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {NAME}")


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0012_days_of_callbacks"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="callback",
                    name="confidential",
                    field=models.BooleanField(db_default=False, default=False, editable=False),
                ),
            ],
            database_operations=[migrations.RunPython(add_column, drop_column)],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(create_trigger, drop_trigger),
    ]
