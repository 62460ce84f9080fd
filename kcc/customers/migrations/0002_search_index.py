"""The indexes behind the search box: the words of names, and which words there are.

PostgreSQL gets a full-text index on the words of `search_text` and a table of every word that
occurs, kept by a trigger, with trigrams (pg_trgm) to find the words that look like a mistyped one.
SQLite gets an FTS5 table kept by triggers; its vocabulary table is the list of words.

A later migration that rebuilds the table of customers on SQLite drops its triggers and has to run
`create` again; tests/customers/test_search_index.py watches over that.
"""

from django.db import migrations

POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    """CREATE INDEX customer_search_words ON customers_customer
       USING gin (to_tsvector('simple', search_text))""",
    "CREATE TABLE customers_name_words (word text PRIMARY KEY)",
    """CREATE INDEX customer_name_words_trigrams ON customers_name_words
       USING gin (word gin_trgm_ops)""",
    # In the order of the alphabet: two people adding the same words never wait for each other.
    """CREATE FUNCTION customers_keep_name_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO customers_name_words
       SELECT DISTINCT word FROM unnest(string_to_array(new.search_text, ' ')) AS word
       WHERE word <> '' ORDER BY word ON CONFLICT DO NOTHING;
       RETURN NULL; END $$""",
    """CREATE TRIGGER customers_name_words_keep AFTER INSERT OR UPDATE OF search_text
       ON customers_customer FOR EACH ROW EXECUTE FUNCTION customers_keep_name_words()""",
    """INSERT INTO customers_name_words
       SELECT DISTINCT word
       FROM customers_customer, unnest(string_to_array(search_text, ' ')) AS word
       WHERE word <> ''""",
]
SQLITE = [
    """CREATE VIRTUAL TABLE customers_search USING fts5(
       search_text, content='customers_customer', content_rowid='id', prefix='2 3',
       detail='none')""",
    "CREATE VIRTUAL TABLE customers_name_words USING fts5vocab('customers_search', 'row')",
    """CREATE TRIGGER customers_search_insert AFTER INSERT ON customers_customer BEGIN
       INSERT INTO customers_search(rowid, search_text) VALUES (new.id, new.search_text); END""",
    """CREATE TRIGGER customers_search_delete AFTER DELETE ON customers_customer BEGIN
       INSERT INTO customers_search(customers_search, rowid, search_text)
       VALUES ('delete', old.id, old.search_text); END""",
    """CREATE TRIGGER customers_search_update AFTER UPDATE OF search_text ON customers_customer BEGIN
       INSERT INTO customers_search(customers_search, rowid, search_text)
       VALUES ('delete', old.id, old.search_text);
       INSERT INTO customers_search(rowid, search_text) VALUES (new.id, new.search_text); END""",
    "INSERT INTO customers_search(customers_search) VALUES ('rebuild')",
]
REVERSE = {
    "postgresql": [
        "DROP TRIGGER customers_name_words_keep ON customers_customer",
        "DROP FUNCTION customers_keep_name_words()",
        "DROP TABLE customers_name_words",
        "DROP INDEX customer_search_words",
    ],
    "sqlite": [
        "DROP TRIGGER customers_search_insert",
        "DROP TRIGGER customers_search_delete",
        "DROP TRIGGER customers_search_update",
        "DROP TABLE customers_name_words",
        "DROP TABLE customers_search",
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
    dependencies = [("customers", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
