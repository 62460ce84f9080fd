"""`make test`: every check, on both databases, with Redis, a Celery worker and a browser.

    python3 scripts/test.py                      # everything
    python3 scripts/test.py lint                 # only what needs no database
    python3 scripts/test.py tests/flows -k draft # only these, on PostgreSQL and with all the rest

The tests begin when all that takes seconds is right; those on SQLite run beside those on
PostgreSQL, and both to their end. The last lines say what failed.
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


def run_tests(steps, folder, only):
    database = services.start_postgresql(steps.children, folder)
    redis = services.start_redis(steps.children, folder)
    postgresql = {
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis-postgresql"),
    }
    shared = {
        "CHROMIUM": services.chromium(),
        "POSTGRESQL_PROGRAMS": str(services.postgresql_programs()),
        "COMPOSE": json.dumps(services.compose()),
    }
    pytest = ("-m", "pytest", "-p", "no:cacheprovider", "--tb", "short")
    title = "tests on PostgreSQL, with Redis, Celery and Chromium"
    if only:
        steps.python(title, *pytest, *only, **postgresql, **shared)
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
    portable = "not postgresql and not celery and not browser and not once"
    # Side by side: neither keeps two processors busy. The one that ends first is shown first.
    said = folder / "postgresql-tests.txt"
    longest = steps.begin(title, *pytest, "--durations", "8", said=said, **postgresql, **shared)
    steps.python("tests on SQLite", *pytest, "-m", portable, **sqlite, **shared)
    steps.finish(longest)


def main(words):
    only_lint = words == ["lint"]
    packages.ensure("requirements.txt", "requirements-dev.txt")
    services.install_missing(services.TOOLS[:1] if only_lint else services.TOOLS)
    try:
        with tempfile.TemporaryDirectory(prefix="kcc-test-") as folder, Children() as children:
            steps = Steps(children)
            if not words or only_lint:
                lint(steps)
            if not only_lint and not steps.failed:
                run_tests(steps, Path(folder), only=words)
    except KeyboardInterrupt:
        packages.stop("Stopped.", 130)
    if steps.failed:
        packages.stop("FAILED: " + "; ".join(steps.failed))
    print("\nAll checks passed.", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
