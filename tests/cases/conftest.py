"""What the tests of the pages of cases stand on."""

import pytest

from kcc.organisation.models import User
from tests.factories import NOW, reference


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
