"""Who opens the address of a button gets a page."""

import pytest
from django.urls import reverse

from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client):
    client.force_login(make_user("agent"))
    return client


def test_address_of_a_button_shows_a_page_with_a_way_on(agent):
    answer = agent.get(reverse("contacts:subjects"))
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "Dit adres hoort bij een knop" in answer.content.decode()


def test_a_script_gets_no_page(agent):
    answer = agent.get(reverse("contacts:subjects"), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (405, b"")
