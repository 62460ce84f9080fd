"""Programs that call the API: a client with an access key of a new user with a role."""

import pytest
from django.core.cache import cache
from django.test import Client

from kcc.organisation.calendars import calendar_for
from kcc.organisation.models import ApiToken
from kcc.organisation.tokens import create_token
from tests.factories import NOW, make_user, reference
from tests.maturity.town import make_manager


@pytest.fixture(autouse=True)
def town(db, time_machine):
    """Ten o'clock; the lists, and the calendar that a process keeps; nobody was slowed down."""
    time_machine.move_to(NOW, tick=False)
    cache.clear()
    calendar_for()
    yield reference()
    cache.clear()


class Program(Client):
    """Speaks JSON; `user` is whose key it has."""

    def __init__(self, user=None, text=""):
        headers = {"Authorization": f"Bearer {text}"} if text else {}
        super().__init__(headers=headers)
        self.user = user

    def post(self, path, data=None, **kwargs):
        return super().post(path, data or {}, content_type="application/json", **kwargs)


@pytest.fixture
def program_of(town):
    def program_of(role, department=None, scope=ApiToken.Scope.EVERYTHING, user=None):
        user = user or make_user(role=role, department=department)
        _token, text = create_token(by=None, user=user, name="Proef", now=NOW, scope=scope)
        return Program(user, text)

    return program_of


@pytest.fixture
def stranger():
    return Program()


@pytest.fixture
def manager(program_of, town):
    """Whose sentences are English."""
    user = make_manager()
    user.language = "en"
    user.save(update_fields=["language"])
    return program_of(None, user=user)
