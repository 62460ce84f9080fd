"""The database itself refuses to change a line of the audit log (BIO2 8.15.05).

A later migration that remakes this table on SQLite drops the trigger with the old table and has to
run `protect` again; tests/audit/test_append_only.py notices when it is gone. Deleting stays
possible: the log has a retention period too.
"""

from django.db import migrations

SENTENCE = "The audit log is append-only: a line is never changed."

POSTGRESQL = [
    f"""
    CREATE FUNCTION audit_refuse_update() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$
    """,
    """
    CREATE TRIGGER audit_append_only BEFORE UPDATE ON audit_auditevent
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_update()
    """,
]
SQLITE = [
    f"""
    CREATE TRIGGER audit_append_only BEFORE UPDATE ON audit_auditevent
    BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END
    """,
]


def protect(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL if postgresql else SQLITE:
        schema_editor.execute(statement)


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER audit_append_only ON audit_auditevent")
        schema_editor.execute("DROP FUNCTION audit_refuse_update()")
    else:
        schema_editor.execute("DROP TRIGGER audit_append_only")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(protect, release)]
