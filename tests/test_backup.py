"""The commands of docs/operations.md bring every row back."""

import os
import subprocess
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from tests.factories import make_contact, make_user

pytestmark = pytest.mark.postgresql


def rows_of(name):
    """Every table of that database with its rows, as text."""
    settings = connection.settings_dict
    address = {key: settings[key.upper()] for key in ("host", "port", "user", "password")}
    other = psycopg2.connect(dbname=name, **address)
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            tables = sorted(table for (table,) in cursor.fetchall())
            rows = {}
            for table in tables:
                cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')  # noqa: S608 - our names
                rows[table] = cursor.fetchall()
    finally:
        other.close()
    return rows


def test_restored_backup_holds_every_row(transactional_db, tmp_path):
    make_contact(by=make_user(role="agent"))
    settings = connection.settings_dict
    programs = Path(os.environ["POSTGRESQL_PROGRAMS"])
    environment = {"PGPASSWORD": settings["PASSWORD"], "PATH": os.environ["PATH"]}
    address = ["-h", settings["HOST"], "-p", str(settings["PORT"]), "--username", settings["USER"]]
    source, copy, dump = settings["NAME"], "restored", tmp_path / "kcc.dump"

    def run(program, *words, **streams):
        command = [programs / program, *address, *words]
        subprocess.run(command, env=environment, check=True, **streams)

    with dump.open("wb") as backup:
        run("pg_dump", "--format", "custom", source, stdout=backup)
    run("createdb", copy)
    try:
        with dump.open("rb") as backup:
            run("pg_restore", "--dbname", copy, "--no-owner", "--exit-on-error", stdin=backup)
        restored = rows_of(copy)
        assert restored == rows_of(source)
        assert len(restored["contacts_contact"]) == 1
    finally:
        run("dropdb", "--force", copy)
