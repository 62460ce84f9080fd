"""`make test`: every check, on both databases, with Redis, a Celery worker and a browser.

    python3 scripts/test.py                      # everything
    python3 scripts/test.py lint                 # only what needs no database
    python3 scripts/test.py tests/flows -k draft # only these, on PostgreSQL and with all the rest

Every step runs, also after one that failed; the last lines say which did.
"""

import json
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import packages
import services
from children import Children, clean_environment

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


class Steps:
    """Runs commands one after another and remembers which failed."""

    def __init__(self, children):
        self.children = children
        self.failed = []

    def python(self, title, *command, **settings):
        self.run(title, str(packages.PYTHON), *command, **settings)

    def run(self, title, *command, **settings):
        print(f"\n=== {title}", flush=True)
        began = time.monotonic()
        where = {"cwd": packages.ROOT, "env": clean_environment(**settings)}
        if self.children.run(title, command, stderr=subprocess.STDOUT, **where):
            self.failed.append(title)
            print(f"--- {title} FAILED", flush=True)
        print(f"    {time.monotonic() - began:.0f} s", flush=True)


def lint(steps):
    ruff = ("-m", "ruff")
    steps.python("ruff", *ruff, "check", "--no-cache", "--output-format", "concise", *CODE)
    steps.python("ruff format", *ruff, "format", "--no-cache", "--check", *CODE)
    steps.python("djlint", "-m", "djlint", "--lint", "--quiet", "templates")
    steps.python("translations", "scripts/messages.py", "check")


def run_tests(steps, folder, only):
    database = services.start_postgresql(steps.children, folder)
    redis = services.start_redis(steps.children, folder)
    postgresql = {"DATABASE_URL": database, "REDIS_URL": redis}
    shared = {
        "CHROMIUM": services.chromium(),
        "POSTGRESQL_PROGRAMS": str(services.postgresql_programs()),
        "COMPOSE": json.dumps(services.compose()),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis"),
    }
    pytest = ("-m", "pytest", "-p", "no:cacheprovider", "--tb", "short")
    if not only:
        manage = {**PRODUCTION, **postgresql}
        steps.python("migrations", "manage.py", "makemigrations", "--check", "--dry-run", **manage)
        deploy = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
        steps.python("deployment check", *deploy, **manage)
        sqlite = {
            "DATABASE_URL": f"sqlite:///{folder / 'kcc.sqlite3'}",
            # A file, not memory: threads of a test must meet each other's locks.
            "TEST_DATABASE_FILE": str(folder / "test.sqlite3"),
        }
        portable = "not postgresql and not celery and not browser and not once"
        steps.python("tests on SQLite", *pytest, "-m", portable, **sqlite, **shared)
    title = "tests on PostgreSQL, with Redis, Celery and Chromium"
    steps.python(title, *pytest, *(only or ("--durations", "8")), **postgresql, **shared)


def main(words):
    only_lint = words == ["lint"]
    packages.ensure("requirements.txt", "requirements-dev.txt")
    services.install_missing(services.TOOLS[:1] if only_lint else services.TOOLS)
    try:
        with tempfile.TemporaryDirectory(prefix="kcc-test-") as folder, Children() as children:
            steps = Steps(children)
            if not words or only_lint:
                lint(steps)
            if not only_lint:
                run_tests(steps, Path(folder), only=words)
    except KeyboardInterrupt:
        packages.stop("Stopped.", 130)
    if steps.failed:
        packages.stop("FAILED: " + "; ".join(steps.failed))
    print("\nAll checks passed.", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
