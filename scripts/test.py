"""`make test`: every check, on both databases, with Redis, a Celery worker and a browser.

    python3 scripts/test.py           # everything
    python3 scripts/test.py lint      # only what needs no database

Every step runs, also after one that failed; the last lines say which did.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import packages
import services
from children import Children, clean_environment

APPS = ("kcc", "cases", "contacts", "dashboard", "maturity", "tests", "scripts", "manage.py")
# A made-up production: what Django's own deployment check must find nothing wrong with.
PRODUCTION = {
    "SECRET_KEY": secrets.token_urlsafe(60),
    "PERSONAL_DATA_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "kcc.example.nl",
    "CSRF_TRUSTED_ORIGINS": "https://kcc.example.nl",
    "BEHIND_PROXY": "1",
}


class Steps:
    def __init__(self, children):
        self.children = children
        self.failed = []

    def run(self, title, *command, **settings):
        print(f"\n=== {title}", flush=True)
        began = time.monotonic()
        environment = clean_environment(**settings)
        words = [str(packages.PYTHON), *command] if command[0] in ("-m", "-c") else command
        if str(command[0]).endswith(".py"):
            words = [str(packages.PYTHON), *command]
        if self.children.run(
            title, words, cwd=packages.ROOT, env=environment, stderr=subprocess.STDOUT
        ):
            self.failed.append(title)
        print(f"    {title}: {time.monotonic() - began:.0f} s", flush=True)


def lint(steps):
    steps.run(
        "ruff check", "-m", "ruff", "check", "--no-cache", "--output-format", "concise", *APPS
    )
    steps.run("ruff format", "-m", "ruff", "format", "--no-cache", "--check", *APPS)
    steps.run("djlint", "-m", "djlint", "--lint", "--quiet", "templates")
    steps.run("translations", "scripts/messages.py", "check")
    compose = [*services.compose(), "--file", "docker-compose.yml", "config", "--quiet"]
    wanted = ("SECRET_KEY", "PERSONAL_DATA_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD")
    names = dict.fromkeys((*wanted, "ALLOWED_HOSTS"), "x")
    steps.run("docker-compose.yml", *compose, **names)


def tests(steps, folder):
    database = services.start_postgresql(steps.children, folder)
    redis = services.start_redis(steps.children, folder)
    sqlite = {"DATABASE_URL": f"sqlite:///{folder / 'kcc.sqlite3'}"}
    postgresql = {"DATABASE_URL": database, "REDIS_URL": redis}
    migrations = ("manage.py", "makemigrations", "--check", "--dry-run")
    steps.run("migrations are complete", *migrations, **PRODUCTION, **postgresql)
    deploy = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    steps.run("deployment check", *deploy, **PRODUCTION, **postgresql)
    pytest = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "--durations", "8")
    here = {"CHROMIUM": services.chromium(), "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "h")}
    portable = "not postgresql and not celery and not browser"
    file = str(folder / "test.sqlite3")
    steps.run("tests on SQLite", *pytest, "-m", portable, TEST_DATABASE_FILE=file, **sqlite, **here)
    steps.run("tests on PostgreSQL, Redis, Celery and Chromium", *pytest, **postgresql, **here)


def main(only_lint):
    tools = services.LINT_TOOLS if only_lint else services.TOOLS
    packages.ensure("requirements.txt", "requirements-dev.txt")
    services.install_missing(tools)
    try:
        with tempfile.TemporaryDirectory(prefix="kcc-test-") as folder, Children() as children:
            steps = Steps(children)
            lint(steps)
            if not only_lint:
                tests(steps, Path(folder))
    except KeyboardInterrupt:
        packages.stop("Stopped.", 130)
    if steps.failed:
        packages.stop("FAILED: " + "; ".join(steps.failed))
    print("\nAll checks passed.", flush=True)


if __name__ == "__main__":
    os.chdir(packages.ROOT)
    main(only_lint=sys.argv[1:] == ["lint"])
