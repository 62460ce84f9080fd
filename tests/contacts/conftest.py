"""The lists that a contact is logged with, and who logs it."""

import pytest

from contacts.reference import reference as warm
from kcc.organisation.calendars import snapshot
from tests.factories import reference


@pytest.fixture
def ref():
    return reference()


@pytest.fixture
def agent(client_of):
    reference()
    warm()
    snapshot()
    return client_of("agent")
