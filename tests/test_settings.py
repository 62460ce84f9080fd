"""Settings: nothing secret has a default outside the demo, and SQLite is opened safely."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.checks import run_checks

from tests.conftest import ROOT

START = "import django, os; django.setup(); from django.conf import settings; print({})"
SECRETS = {"SECRET_KEY": "s" * 60, "PERSONAL_DATA_KEY": "p" * 60}


def started(show="''", **environment):
    """Start the app in a process of its own, with this environment only."""
    return subprocess.run(
        [sys.executable, "-c", START.format(show)],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "kcc.settings",
            "ENV_FILE": os.devnull,
            **environment,
        },
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("missing", sorted(SECRETS))
def test_start_without_a_secret_is_refused_with_a_sentence(missing):
    ended = started(**{name: value for name, value in SECRETS.items() if name != missing})
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == (
        f"django.core.exceptions.ImproperlyConfigured: {missing} is not set. Put a long random "
        "value in the environment or in .env (see .env.example), or set DEMO=1 to try the demo "
        "town."
    )


def test_start_with_secrets_is_strict_about_https_and_second_factors():
    ended = started(
        "[settings.DEMO, settings.DEBUG, settings.HTTPS, settings.REQUIRE_TOTP,"
        " settings.ALLOWED_HOSTS]",
        **SECRETS,
    )
    assert (ended.stdout, ended.stderr) == ("[False, False, True, True, []]\n", "")


def test_demo_starts_without_any_setting_and_serves_this_computer_only():
    ended = started("[settings.DEMO, settings.DEBUG, settings.ALLOWED_HOSTS]", DEMO="1")
    assert (ended.stdout, ended.stderr) == (
        "[True, False, ['127.0.0.1', 'localhost', '[::1]']]\n",
        "",
    )


def test_secret_can_come_from_a_file(tmp_path):
    file = tmp_path / "secret"
    file.write_text("from a file")
    ended = started(
        "settings.SECRET_KEY", SECRET_KEY_FILE=str(file), PERSONAL_DATA_KEY=SECRETS["SECRET_KEY"]
    )
    assert ended.stdout == "from a file\n"


SAFE = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL;",
}


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (SAFE, []),
        ({**SAFE, "timeout": 5}, ["kcc.E001"]),
        ({**SAFE, "transaction_mode": "DEFERRED"}, ["kcc.E001"]),
        ({**SAFE, "init_command": ""}, ["kcc.E001"]),
        ({}, ["kcc.E001"]),
    ],
)
def test_sqlite_opened_otherwise_is_refused(options, found, monkeypatch):
    databases = {"default": {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": options}}
    # Not override_settings: that warns of the connections, which this check does not open.
    monkeypatch.setattr(settings, "DATABASES", databases)
    assert [error.id for error in run_checks(tags=["compatibility"])] == found


def test_checks_find_nothing_wrong_with_these_settings():
    assert run_checks() == []


def test_content_security_policy_allows_nothing_unsafe():
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert "unsafe" not in repr(policy)


def test_env_example_explains_every_setting():
    source = (ROOT / "kcc" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"(?:env\.\w+|secret)\(\s*\"([A-Z_]+)\"", source))
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    explained = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    assert {"SECRET_KEY", "DATABASE_URL", "DEMO"} < read
    assert sorted(read - explained) == []
