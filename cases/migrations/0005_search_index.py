"""The index for finding cases by their words: description, place, subject and answers.

PostgreSQL knows Dutch words; SQLite gets an FTS5 table kept by triggers. A later migration that
rebuilds the table of cases on SQLite drops its triggers and has to run `create` again;
tests/cases/test_search.py watches over that.
"""

from django.db import migrations

POSTGRESQL = [
    """CREATE INDEX case_search_words ON cases_case
       USING gin (to_tsvector('dutch', search_text))""",
]
SQLITE = [
    """CREATE VIRTUAL TABLE cases_search USING fts5(
       search_text, content='cases_case', content_rowid='id', prefix='2 3', detail='none')""",
    """CREATE TRIGGER cases_search_insert AFTER INSERT ON cases_case BEGIN
       INSERT INTO cases_search(rowid, search_text) VALUES (new.id, new.search_text); END""",
    """CREATE TRIGGER cases_search_delete AFTER DELETE ON cases_case BEGIN
       INSERT INTO cases_search(cases_search, rowid, search_text)
       VALUES ('delete', old.id, old.search_text); END""",
    """CREATE TRIGGER cases_search_update AFTER UPDATE OF search_text ON cases_case BEGIN
       INSERT INTO cases_search(cases_search, rowid, search_text)
       VALUES ('delete', old.id, old.search_text);
       INSERT INTO cases_search(rowid, search_text) VALUES (new.id, new.search_text); END""",
    "INSERT INTO cases_search(cases_search) VALUES ('rebuild')",
]
REVERSE = {
    "postgresql": ["DROP INDEX case_search_words"],
    "sqlite": [
        "DROP TRIGGER cases_search_insert",
        "DROP TRIGGER cases_search_delete",
        "DROP TRIGGER cases_search_update",
        "DROP TABLE cases_search",
    ],
}


def create(apps, schema_editor):
    statements = {"postgresql": POSTGRESQL, "sqlite": SQLITE}
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in REVERSE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_serious_day_of_every_case")]

    operations = [migrations.RunPython(create, drop)]
