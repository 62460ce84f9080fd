"""`make test`: every check, on both databases, with Redis, a Celery worker and a browser.

    python3 scripts/test.py                      # everything
    python3 scripts/test.py lint                 # only what needs no database
    python3 scripts/test.py tests/flows -k draft # only these, on PostgreSQL and with all the rest

The tests begin when all that takes seconds is right. Those on PostgreSQL run beside those on SQLite
and then those with a worker or a browser, all to their end. The last lines say what failed and why.
"""

import json
import secrets
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
# Which tests each of the three runs has. What needs a worker or a browser waits most of its time.
PORTABLE = "not postgresql and not celery and not browser and not once"
PLAIN, STORIES = "not celery and not browser", "celery or browser"


def run_tests(steps, folder, only):
    database = services.start_postgresql(steps.children, folder)
    postgresql = on_postgresql(steps, folder, database, "first")
    shared = {
        "CHROMIUM": services.chromium(),
        "POSTGRESQL_PROGRAMS": str(services.postgresql_programs()),
        "COMPOSE": json.dumps(services.compose()),
    }
    if only:
        title = "tests on PostgreSQL, with Redis, Celery and Chromium"
        steps.python(title, *PYTEST, *only, **postgresql, **shared)
        return
    manage = {**PRODUCTION, **postgresql}
    steps.python("migrations", "manage.py", "makemigrations", "--check", "--dry-run", **manage)
    deploy = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    steps.python("deployment check", *deploy, **manage)
    if steps.failed:
        return
    sqlite = {
        "DATABASE_URL": f"sqlite:///{folder / 'kcc.sqlite3'}",
        # A file, not memory: threads of a test must meet each other's locks.
        "TEST_DATABASE_FILE": str(folder / "test.sqlite3"),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis-sqlite"),
    }
    stories = on_postgresql(steps, folder, f"{database}_stories", "stories")
    # Two rows side by side, for two processors: the longest one alone in its row.
    longest = steps.begin(
        "tests on PostgreSQL",
        *PYTEST, "-m", PLAIN, "--durations", "8", **postgresql, **shared,
    )  # fmt: skip
    steps.python("tests on SQLite", *PYTEST, "-m", PORTABLE, **sqlite, **shared)
    steps.python(
        "tests on PostgreSQL with Redis, Celery and Chromium",
        *PYTEST, "-m", STORIES, "--durations", "8", **stories, **shared,
    )  # fmt: skip
    steps.finish(longest)


def on_postgresql(steps, folder, database, name):
    """The settings of a run of tests with a database, a Redis and a memory of its own."""
    own = folder / name
    own.mkdir()
    return {
        "DATABASE_URL": database,
        "REDIS_URL": services.start_redis(steps.children, own),
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
