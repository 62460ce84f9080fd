# ruff: noqa: S608 - names of tables and columns from this file
"""Marks say of which department and of which facts a day was written about, and only when a figure
can change by it: who closes a callback in time changes nothing of the day on which it was asked for.

The triggers of 0002 make place for others of the same names. Marks that are there say neither, and
so are about everything of their day. A later migration that rebuilds one of these tables on SQLite
drops its triggers and has to run `create` again; tests/dashboard/test_marks.py watches over that.
"""

from importlib import import_module

from django.db import migrations, models

before = import_module("dashboard.migrations.0002_marks")
ACTS, drop = before.ACTS, before.drop

# As models.tallies.Facts.
QUESTIONS, CALLBACKS, CASES, ANSWERS = 1, 2, 3, 4

# table: what a row of it counts as. (facts, its day or moment, the columns by which that changes.)
SIMPLE = {
    "contacts_callback": [
        (CALLBACKS, "requested_at", ["question_id", "department_id", "requested_at", "reroutes"]),
        (CALLBACKS, "closed_at", ["question_id", "department_id", "closed_at", "answer_by",
                                  "status", "attempts"]),
        (CALLBACKS, "due_at", ["question_id", "department_id", "due_at", "answer_by", "closed_at",
                               "waiting_since", "tried_at", "{ended}"]),
    ],
    "cases_case": [
        (CASES, "registered_at", ["department_id", "subject_code", "confidentiality",
                                  "registered_at"]),
        (CASES, "closed_at", ["department_id", "subject_code", "confidentiality", "closed_at",
                              "due_on", "norm_due_at", "decided_on"]),
    ],
    "contacts_invitation": [
        (ANSWERS, "rated_on", ["department_id", "subject_id", "channel_id", "confidential",
                               "rated_on", "score"]),
    ],
}  # fmt: skip
# Whether a promise was kept asks whether it is done or no longer needed; not who is at it.
ENDED = "CASE WHEN {row}.status IN ('done', 'lapsed') THEN {row}.status ELSE '' END"
OF_CONTACT = [
    "local_day", "local_hour", "channel_id", "direction", "counts", "confidential",
    "talk_seconds", "wrap_up_seconds",
]  # fmt: skip
# A contact that gets a customer, or loses one; not one whose customer is another.
LINKED = "(old.customer_id IS NULL) <> (new.customer_id IS NULL)"
OF_QUESTION = [
    "contact_id", "position", "subject_id", "department_id", "reason_id", "outcome_category",
    "counts_as_direct", "case_id", "asks_status", "transfer_warm", "transfer_wait_seconds",
    "transfer_reached", "repeat_of_id", "repeat_state", "repeat_reason_id", "repeat_department_id",
]  # fmt: skip
TABLES = (*SIMPLE, "contacts_contact", "contacts_question")
CONFIRMED = "repeat_state = 'confirmed'"


def _insert(rows, *, day="day"):
    return f'INSERT INTO dashboard_mark("{day}", department, facts) {" UNION ".join(rows)}'


def _changed(columns, differs):
    pairs = (
        (ENDED.format(row="old"), ENDED.format(row="new"))
        if column == "{ended}"
        else (f"old.{column}", f"new.{column}")
        for column in columns
    )
    return " OR ".join(f"({old}) {differs} ({new})" for old, new in pairs)


def _of_simple(table, act, differs):
    for facts, at, columns in SIMPLE[table]:
        when = f" AND ({_changed(columns, differs)})" if act == "update" else ""
        yield _insert(
            [
                f"SELECT {row}.{at}, {row}.department_id, {facts} "
                f"WHERE {row}.{at} IS NOT NULL{when}"
                for row in ACTS[act]
            ],
            day="day" if at.endswith("_on") else "at",
        )


def _callbacks(question, when=""):
    """The moments of the callbacks of these questions: they know subject and channel by them."""
    for at in ("requested_at", "closed_at", "due_at"):
        yield _insert(
            [
                f"SELECT b.{at}, b.department_id, {CALLBACKS} FROM contacts_callback b "
                f"WHERE b.{at} IS NOT NULL AND b.question_id {question}{when}"
            ],
            day="at",
        )


def _of_contact(act, differs):
    """Its questions are there before it only when references are looked at in the end."""
    yield _insert(
        [
            f"SELECT {row}.local_day, {department}, {QUESTIONS} FROM contacts_question q "
            f"WHERE q.contact_id = {row}.id{when}"
            for row in ACTS[act]
            for department, when in (
                ("q.department_id", ""),
                ("q.repeat_department_id", f" AND q.{CONFIRMED}"),
            )
        ]
    )
    if act == "update":
        when = f" AND ({_changed(['channel_id', 'confidential'], differs)})"
        of_contact = "IN (SELECT id FROM contacts_question WHERE contact_id = new.id)"
        yield from _callbacks(of_contact, when)


def _of_question(act, differs):
    """For its own department, for that where a repeat counts, and for the question it repeats: was
    that one answered at once for good?"""
    own, repeated = [], []
    when = (
        f" AND ({_changed(['repeat_of_id', 'repeat_state'], differs)})" if act == "update" else ""
    )
    for row in ACTS[act]:
        contact = f"FROM contacts_contact c WHERE c.id = {row}.contact_id"
        own += [
            f"SELECT c.local_day, {row}.department_id, {QUESTIONS} {contact}",
            f"SELECT c.local_day, {row}.repeat_department_id, {QUESTIONS} {contact} "
            f"AND {row}.{CONFIRMED}",
        ]
        repeated.append(
            f"SELECT c.local_day, q.department_id, {QUESTIONS} FROM contacts_question q "
            f"JOIN contacts_contact c ON c.id = q.contact_id "
            f"WHERE q.id = {row}.repeat_of_id AND {row}.{CONFIRMED}{when}"
        )
    yield _insert(own)
    yield _insert(repeated)
    if act == "update":
        when = f" AND ({_changed(['subject_id', 'contact_id'], differs)})"
        yield from _callbacks("= new.id", when)


def _body(table, act, differs):
    if table in SIMPLE:
        return "; ".join(_of_simple(table, act, differs))
    made = _of_contact if table == "contacts_contact" else _of_question
    return "; ".join(made(act, differs))


def _when(table, differs):
    if table in SIMPLE:
        columns = dict.fromkeys(each for _facts, _at, names in SIMPLE[table] for each in names)
        return _changed(columns, differs)
    if table == "contacts_contact":
        return f"{_changed(OF_CONTACT, differs)} OR {LINKED}"
    return _changed(OF_QUESTION, differs)


def _postgresql():
    for table in TABLES:
        for act in ACTS:
            name, differs = before._name(table, act), "IS DISTINCT FROM"
            when = f"WHEN ({_when(table, differs)})" if act == "update" else ""
            yield (
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {_body(table, act, differs)}; RETURN NULL; END $$"
            )
            yield (
                f"CREATE TRIGGER {name} AFTER {act.upper()} ON {table} "
                f"FOR EACH ROW {when} EXECUTE FUNCTION {name}()"
            )


def _sqlite():
    for table in TABLES:
        for act in ACTS:
            differs = "IS NOT"
            when = f"WHEN {_when(table, differs)}" if act == "update" else ""
            yield (
                f"CREATE TRIGGER {before._name(table, act)} AFTER {act.upper()} ON {table} "
                f"FOR EACH ROW {when} BEGIN {_body(table, act, differs)}; END"
            )


def create(apps, schema_editor):
    statements = {"postgresql": _postgresql, "sqlite": _sqlite}
    for statement in statements[schema_editor.connection.vendor]():
        schema_editor.execute(statement, params=None)


FACTS = [(1, "Questions"), (2, "Callbacks"), (3, "Cases"), (4, "Answers")]


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0004_months"), ("contacts", "0013_confidential_callbacks")]

    operations = [
        migrations.RunPython(drop, before.create),
        migrations.AddField("mark", "department", models.BigIntegerField(null=True)),
        migrations.AddField(
            "mark", "facts", models.PositiveSmallIntegerField(choices=FACTS, null=True)
        ),
        migrations.RunPython(create, drop),
    ]
