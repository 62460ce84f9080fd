"""The lists that a contact is logged with."""

import pytest

from tests.factories import reference


@pytest.fixture
def ref():
    return reference()
