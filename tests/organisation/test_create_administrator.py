"""The first account of an installation."""

import pytest
from django.core.management import CommandError, call_command

from kcc.audit.models import AuditEvent
from kcc.organisation.access import access_of
from kcc.organisation.management.commands import create_administrator
from kcc.organisation.models import User

pytestmark = pytest.mark.django_db
GOOD = "een-lang-wachtwoord-7"


def create(monkeypatch, *typed, username="beheer"):
    answers = iter(typed)
    monkeypatch.setattr(create_administrator, "getpass", lambda prompt: next(answers))
    call_command("create_administrator", username, last_name="Beheer", verbosity=0)


def test_administrator_can_log_in_and_is_recorded(monkeypatch):
    create(monkeypatch, GOOD, GOOD)
    user = User.objects.get()
    assert (user.check_password(GOOD), access_of(user).roles) == (True, {"administrator"})
    assert AuditEvent.objects.get().action == "user.created"


@pytest.mark.parametrize("typed", [(GOOD, GOOD + "x"), ("kort", "kort")])
def test_bad_password_makes_nobody(monkeypatch, typed):
    with pytest.raises(CommandError):
        create(monkeypatch, *typed)
    assert not User.objects.exists()


def test_name_that_is_taken_is_refused(monkeypatch):
    create(monkeypatch, GOOD, GOOD)
    with pytest.raises(CommandError):
        create(monkeypatch, GOOD, GOOD)
    assert User.objects.count() == 1
