"""Where people land: at their work, or at the figures when they only steer."""

import pytest
from django.urls import reverse

from tests.factories import make_department, make_user

FIGURES, WORK = "dashboard:organisation", "contacts:callbacks"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("head", FIGURES), ("manager", FIGURES), ("board", FIGURES), ("handler", WORK),
        ("administrator", "admin:index"),
    ],
)  # fmt: skip
def test_who_only_steers_lands_at_the_figures(client, role, page):
    place = make_department() if role in ("head", "handler") else None
    client.force_login(make_user(role, place))
    assert client.get("/").url == reverse(page)


@pytest.mark.django_db
def test_who_also_works_lands_at_the_work(client):
    person = make_user("head", make_department(), username="meewerkend")
    person.memberships.create(role="agent")
    client.force_login(person)
    assert client.get("/").url != reverse(FIGURES)
