"""Who opens the pages of the self-assessment in several of these files, where and when."""

import pytest
import time_machine
from django.test import Client

from tests.factories import NOW, reference
from tests.maturity.test_filling_services import estimate
from tests.maturity.town import make_round


@pytest.fixture
def on_the_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place():
    return reference().department


@pytest.fixture
def browser_of():
    """A browser of somebody whose pages are in English."""

    def browser_of(user):
        user.language = "en"
        user.save(update_fields=["language"])
        client = Client()
        client.force_login(user)
        return client

    return browser_of


@pytest.fixture
def respondent():
    return make_round(form="short").respondents.order_by("pk").first()


@pytest.fixture
def estimated(respondent):
    return estimate(respondent)
