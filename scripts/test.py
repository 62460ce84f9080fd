"""`make test`: every check, on both databases, with Redis, a Celery worker and a browser.

    python3 scripts/test.py                      # everything
    python3 scripts/test.py lint                 # only what needs no database
    python3 scripts/test.py tests/flows -k draft # only these, on PostgreSQL and with all the rest

The tests begin when all that takes seconds is right. They are divided into rows, of which as many
run side by side as there are processors, all to their end. The last lines say what failed and why.
"""

import json
import os
import secrets
import shutil
import sys
import tempfile
from pathlib import Path

import packages
import services
from children import Children
from steps import Steps

CODE = ("kcc", "cases", "contacts", "dashboard", "maturity", "tests", "scripts", "manage.py")
# A made-up production: what Django's own deployment check must find nothing wrong with.
PRODUCTION = {
    "SECRET_KEY": secrets.token_urlsafe(60),
    "PERSONAL_DATA_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "kcc.example.nl",
    "CSRF_TRUSTED_ORIGINS": "https://kcc.example.nl",
    "BEHIND_PROXY": "1",
    "EMAIL_URL": "smtp+tls://kcc:password@mail.example.nl:587",
}


def lint(steps):
    ruff = ("-m", "ruff")
    steps.python("ruff", *ruff, "check", "--no-cache", "--output-format", "concise", *CODE)
    steps.python("ruff format", *ruff, "format", "--no-cache", "--check", *CODE)
    steps.python("djlint", "-m", "djlint", "--lint", "--quiet", "templates")
    steps.python("translations", "scripts/messages.py", "check")


PYTEST = ("-m", "pytest", "-p", "no:cacheprovider", "--tb", "short")
# Which tests each of the three runs has. What needs a worker or a browser waits some of its time.
PORTABLE = "not postgresql and not celery and not browser and not once"
PLAIN, STORIES = "not celery and not browser", "celery or browser"
# In parts of some minutes (tests/parts.py), so that no processor is without one until the end.
PARTS_ON_POSTGRESQL, PARTS_ON_SQLITE = 4, 3


def run_tests(steps, folder, only):
    empty = services.start_postgresql(steps.children, folder)
    shared = {
        "CHROMIUM": services.chromium(),
        "POSTGRESQL_PROGRAMS": str(services.postgresql_programs()),
        "COMPOSE": json.dumps(services.compose()),
    }
    if only:
        title = "tests on PostgreSQL, with Redis, Celery and Chromium"
        steps.python(title, *PYTEST, *only, **beside(steps, folder, "only", empty), **shared)
        return
    settings = {**PRODUCTION, "DATABASE_URL": empty}
    steps.python("migrations", "manage.py", "makemigrations", "--check", "--dry-run", **settings)
    deploy = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    steps.python("deployment check", *deploy, **settings)
    # Every migration once on each of the two; every run of tests begins with a copy of that.
    sqlite = folder / "kcc.sqlite3"
    databases = {"PostgreSQL": empty, "SQLite": f"sqlite:///{sqlite}"}
    migrate = ("manage.py", "migrate", "--verbosity", "0")
    rows = [
        (f"schema of {name}", migrate, {**PRODUCTION, "DATABASE_URL": address})
        for name, address in databases.items()
    ]
    steps.side_by_side(rows, at_once=2)
    if steps.failed:
        return
    rows = [
        # First, as these do not keep a processor at work all the time.
        ("Redis, Celery and Chromium", ("-m", STORIES), on_postgresql(steps, folder, empty, "all")),
        *(
            (f"PostgreSQL, {part}", words, on_postgresql(steps, folder, empty, name))
            for part, name, words in parts(PARTS_ON_POSTGRESQL, PLAIN)
        ),
        *(
            (f"SQLite, {part}", words, on_sqlite(folder, sqlite, name))
            for part, name, words in parts(PARTS_ON_SQLITE, PORTABLE)
        ),
    ]
    rows = [
        (f"tests on {title}", (*PYTEST, "--reuse-db", "--durations", "8", *words), own | shared)
        for title, words, own in rows
    ]
    steps.side_by_side(rows, at_once=max(2, os.cpu_count() or 2))


def parts(count, which):
    """(what it is called, a word for its folder, pytest's words) of each part."""
    for part in range(1, count + 1):
        yield f"part {part} of {count}", f"{part}", ("-m", which, "--part", f"{part}/{count}")


def on_postgresql(steps, folder, schema, name):
    """A run of tests with a database of its own that has the schema already."""
    database, _, _ = schema.rpartition("/")
    services.copy_postgresql(schema, f"test_kcc_{name}")  # as Django will call it
    return beside(steps, folder, f"postgresql-{name}", f"{database}/kcc_{name}")


def beside(steps, folder, name, database):
    """The settings of a run of tests on that database, with a Redis and a memory of its own."""
    own = folder / name
    own.mkdir()
    return {
        "DATABASE_URL": database,
        "REDIS_URL": services.start_redis(steps.children, own),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(own / "hypothesis"),
    }


def on_sqlite(folder, schema, name):
    """The same on SQLite: a file, not memory, as threads of a test must meet each other's locks."""
    own = folder / f"sqlite-{name}"
    own.mkdir()
    shutil.copy(schema, own / "test.sqlite3")
    return {
        "DATABASE_URL": f"sqlite:///{own / 'kcc.sqlite3'}",
        "TEST_DATABASE_FILE": str(own / "test.sqlite3"),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(own / "hypothesis"),
    }


def main(words):
    only_lint = words == ["lint"]
    packages.ensure("requirements.txt", "requirements-dev.txt")
    services.install_missing(services.TOOLS[:1] if only_lint else services.TOOLS)
    try:
        with tempfile.TemporaryDirectory(prefix="kcc-test-") as folder, Children() as children:
            steps = Steps(children, Path(folder))
            if not words or only_lint:
                lint(steps)
            if not only_lint and not steps.failed:
                run_tests(steps, Path(folder), only=words)
    except KeyboardInterrupt:
        packages.stop("Stopped.", 130)
    steps.repeat_failures()
    if steps.failed:
        packages.stop("FAILED: " + "; ".join(steps.failed))
    print("\nAll checks passed.", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
