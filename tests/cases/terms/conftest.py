"""A case of eight weeks that can stand still and be extended, and who handles it."""

import pytest
from django.utils import translation

from cases.terms.loading import penalty_rates
from tests.cases.terms.acts import change_type
from tests.factories import NOW, make_case, make_user, reference


@pytest.fixture(autouse=True)
def english(time_machine):
    time_machine.move_to(NOW, tick=False)
    with translation.override("en"):
        yield


@pytest.fixture
def town():
    ref = reference()
    change_type(suspendable=True, extension="P42D", penalty=True)
    penalty_rates()
    return ref


@pytest.fixture
def handler(town):
    return make_user("handler")


@pytest.fixture
def case(town, handler):
    return make_case(handler=handler)
