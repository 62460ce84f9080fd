"""The lists that a contact is logged with, who logs it, and who calls back."""

from datetime import timedelta

import pytest

from contacts.callbacks import services
from contacts.reference import reference as warm
from kcc.organisation.calendars import snapshot
from kcc.organisation.models import User
from tests.factories import NOW, make_callback, make_team, reference


@pytest.fixture
def ref():
    return reference()


@pytest.fixture
def agent(client_of):
    reference()
    warm()
    snapshot()
    return client_of("agent")


@pytest.fixture
def at_ten(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def town():
    return reference()


@pytest.fixture
def handler(client_of, town):
    """Reads English: these tests name titles as they stand in the code."""
    client = client_of("handler")
    User.objects.filter(pk=client.user.pk).update(language="en")
    return client


@pytest.fixture
def work(client_of):
    """A handler and: late, due today, due later and mine, due later."""
    handler = client_of("handler")
    late = make_callback(due=NOW)
    today = make_callback(due=NOW + timedelta(hours=7))
    mine = make_callback(due=NOW + timedelta(days=1))
    later = make_callback(due=NOW + timedelta(days=2), team=make_team())
    services.claim(by=handler.user, callback=mine, version=1, now=NOW)
    return handler, late, today, mine, later
