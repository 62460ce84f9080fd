"""The index behind the search box: the subject and the words of the note of a question.

PostgreSQL knows Dutch words (parkeren, geparkeerd); SQLite gets an FTS5 table kept by triggers. A
later migration that rebuilds the table of questions on SQLite drops its triggers and has to run
`create` again; tests/contacts/test_omnibox.py watches over that.
"""

from django.db import migrations

POSTGRESQL = [
    """CREATE INDEX question_search_words ON contacts_question
       USING gin (to_tsvector('dutch', search_text))""",
]
SQLITE = [
    """CREATE VIRTUAL TABLE contacts_search USING fts5(
       search_text, content='contacts_question', content_rowid='id', prefix='2 3',
       detail='none')""",
    """CREATE TRIGGER contacts_search_insert AFTER INSERT ON contacts_question BEGIN
       INSERT INTO contacts_search(rowid, search_text) VALUES (new.id, new.search_text); END""",
    """CREATE TRIGGER contacts_search_delete AFTER DELETE ON contacts_question BEGIN
       INSERT INTO contacts_search(contacts_search, rowid, search_text)
       VALUES ('delete', old.id, old.search_text); END""",
    """CREATE TRIGGER contacts_search_update AFTER UPDATE OF search_text ON contacts_question BEGIN
       INSERT INTO contacts_search(contacts_search, rowid, search_text)
       VALUES ('delete', old.id, old.search_text);
       INSERT INTO contacts_search(rowid, search_text) VALUES (new.id, new.search_text); END""",
    "INSERT INTO contacts_search(contacts_search) VALUES ('rebuild')",
]
REVERSE = {
    "postgresql": ["DROP INDEX question_search_words"],
    "sqlite": [
        "DROP TRIGGER contacts_search_insert",
        "DROP TRIGGER contacts_search_delete",
        "DROP TRIGGER contacts_search_update",
        "DROP TABLE contacts_search",
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
    dependencies = [("contacts", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
