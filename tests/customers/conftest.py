"""An agent at the pages of customers, at ten o'clock."""

import pytest

from tests.factories import NOW, reference


@pytest.fixture
def at_ten(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def town():
    return reference()


@pytest.fixture
def agent(client_of, town):
    return client_of("agent")
