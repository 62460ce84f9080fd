# ruff: noqa: S608 - names of tables and columns from this file
"""Triggers that leave a mark with the day of everything a figure counts.

By the database and not by the services: an import, a merge, an act on many rows and its undoing all
write in their own way, and a day that was not marked would stay wrong unseen. A later migration
that rebuilds one of these tables on SQLite drops its triggers and has to run `create` again;
tests/dashboard/test_marks.py watches over that.
"""

from django.db import migrations

# table: (columns that matter to a figure, the local days of a row, the moments of a row)
TABLES = {
    "contacts_contact": (
        ["local_day", "local_hour", "channel_id", "direction", "counts", "confidential",
         "talk_seconds", "wrap_up_seconds"],
        ["local_day"], [],
    ),
    "contacts_question": (
        ["contact_id", "position", "subject_id", "department_id", "reason_id",
         "outcome_category", "counts_as_direct", "case_id", "asks_status", "transfer_warm",
         "transfer_wait_seconds", "transfer_reached", "repeat_of_id", "repeat_state",
         "repeat_reason_id", "repeat_department_id"],
        [], [],
    ),
    "contacts_callback": (
        ["question_id", "department_id", "answer_by", "status", "requested_at", "due_at",
         "closed_at", "waiting_since", "attempts", "tried_at", "reroutes"],
        [], ["requested_at", "due_at", "closed_at"],
    ),
    "cases_case": (
        ["department_id", "subject_code", "confidentiality", "registered_at", "closed_at",
         "due_on", "norm_due_at", "decided_on"],
        [], ["registered_at", "closed_at"],
    ),
    "contacts_invitation": (
        ["department_id", "subject_id", "channel_id", "confidential", "rated_on", "score"],
        ["rated_on"], [],
    ),
}  # fmt: skip
# A contact that gets a customer, or loses one; not one whose customer is another.
LINKED = "contacts_contact", "({old}.customer_id IS NULL) <> ({new}.customer_id IS NULL)"


def _marks(table, row, act):
    """The statements that mark what `row` (new or old) is about."""
    _columns, days, moments = TABLES[table]
    for day in days:
        yield f"INSERT INTO dashboard_mark(day) SELECT {row}.{day} WHERE {row}.{day} IS NOT NULL"
    for at in moments:
        yield f'INSERT INTO dashboard_mark("at") SELECT {row}.{at} WHERE {row}.{at} IS NOT NULL'
    # What is new has no callback yet.
    moments_of_callbacks = TABLES["contacts_callback"][2] if act != "insert" else []
    if table == "contacts_question":
        # Its own day, and that of the question it repeats: was that one answered at once for good?
        yield (
            "INSERT INTO dashboard_mark(day) SELECT local_day FROM contacts_contact "
            f"WHERE id = {row}.contact_id"
        )
        yield (
            "INSERT INTO dashboard_mark(day) SELECT c.local_day FROM contacts_contact c "
            f"JOIN contacts_question q ON q.contact_id = c.id WHERE q.id = {row}.repeat_of_id"
        )
        for at in moments_of_callbacks:
            yield (
                f'INSERT INTO dashboard_mark("at") SELECT {at} FROM contacts_callback '
                f"WHERE question_id = {row}.id AND {at} IS NOT NULL"
            )
    if table == "contacts_contact":
        for at in moments_of_callbacks:
            yield (
                f'INSERT INTO dashboard_mark("at") SELECT b.{at} FROM contacts_callback b '
                "JOIN contacts_question q ON q.id = b.question_id "
                f"WHERE q.contact_id = {row}.id AND b.{at} IS NOT NULL"
            )


def _changed(table, differs):
    tests = [f"old.{column} {differs} new.{column}" for column in TABLES[table][0]]
    if table == LINKED[0]:
        tests.append(LINKED[1].format(old="old", new="new"))
    return " OR ".join(tests)


def _name(table, act):
    return f"mark_{table}_{act}"


ACTS = {"insert": ["new"], "update": ["old", "new"], "delete": ["old"]}


def _postgresql():
    for table in TABLES:
        for act, rows in ACTS.items():
            name = _name(table, act)
            body = "; ".join(text for row in rows for text in _marks(table, row, act))
            when = f"WHEN ({_changed(table, 'IS DISTINCT FROM')})" if act == "update" else ""
            yield (
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {body}; RETURN NULL; END $$"
            )
            yield (
                f"CREATE TRIGGER {name} AFTER {act.upper()} ON {table} "
                f"FOR EACH ROW {when} EXECUTE FUNCTION {name}()"
            )


def _sqlite():
    for table in TABLES:
        for act, rows in ACTS.items():
            body = "; ".join(text for row in rows for text in _marks(table, row, act))
            when = f"WHEN {_changed(table, 'IS NOT')}" if act == "update" else ""
            yield (
                f"CREATE TRIGGER {_name(table, act)} AFTER {act.upper()} ON {table} "
                f"FOR EACH ROW {when} BEGIN {body}; END"
            )


def create(apps, schema_editor):
    statements = {"postgresql": _postgresql, "sqlite": _sqlite}
    for statement in statements[schema_editor.connection.vendor]():
        schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    for table in TABLES:
        for act in ACTS:
            name = _name(table, act)
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
            else:
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [
        ("dashboard", "0001_initial"),
        ("contacts", "0011_tried_at_of_callbacks"),
        ("cases", "0008_destruction_items_by_id"),
    ]

    operations = [migrations.RunPython(create, drop)]
