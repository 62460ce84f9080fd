"""The pages of one department and of a team: who sees them, and that every number opens exactly the
rows it counts."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.dashboard.department import in_english, make_team_work, team_url, tiles_of, url_of
from tests.dashboard.history import make_history, make_open_work
from tests.dashboard.linked import linked_numbers, number_of, rows_in
from tests.factories import make_callback, reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_clock")]

# -- Every number opens its rows ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "own"),
    [("agent", False), ("kcc_lead", False), ("manager", False), ("head", True), ("handler", True)],
)
def test_every_number_opens_the_rows_it_counts(client_of, role, own):
    make_history()
    client = client_of(role, reference().department["vergunningen"] if own else None)
    checked = set()
    for slug in ["vergunningen"] if own else ["vergunningen", "burgerzaken"]:
        for url, text in linked_numbers(client.get(url_of(slug)).content.decode()):
            number = number_of(url, text)
            if number is not None and (url, number) not in checked:
                assert (url, rows_in(client, url)) == (url, number)
                checked.add((url, number))
    assert len(checked) > 25


def test_the_numbers_of_a_team_open_its_rows_only(client_of):
    make_history()
    team = make_team_work()
    client = client_of("manager")
    links = linked_numbers(client.get(team_url(team)).content.decode())
    for url, text in links:
        number = number_of(url, text)
        if number is not None:
            assert (url, rows_in(client, url)) == (url, number)
    assert links
    assert all(f"team={team.public_id}" in url for url, _text in links)


def test_the_oldest_leads_to_what_came_in_that_day(client_of):
    make_open_work()
    client = client_of("manager")
    html = client.get(url_of()).content.decode()
    (url,) = re.findall(r'href="(/contacts/callbacks/[^"]*until=[^"&]*)">28 wd', html)
    assert rows_in(client, url.replace("&amp;", "&")) == 1


# -- Who sees what --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["head", "handler"])
def test_another_department_is_not_there(client_of, role):
    make_history()
    team = make_team_work()
    client = client_of(role, reference().department["burgerzaken"])
    assert client.get(url_of("burgerzaken")).status_code == 200
    addresses = [
        url_of("vergunningen"),
        url_of("vergunningen", "table=subjects&format=csv"),
        url_of("bestaat-niet"),
        team_url(team),
        reverse("dashboard:team", args=["burgerzaken", team.public_id]),
        reverse("dashboard:team", args=["burgerzaken", uuid4()]),
    ]
    assert [client.get(url).status_code for url in addresses] == [404] * 6


@pytest.mark.parametrize("role", ["board", "administrator", "privacy_officer"])
def test_others_have_no_page_of_a_department(client_of, role):
    team = make_team_work()
    client = client_of(role)
    assert client.get(url_of()).status_code == 403
    assert client.get(team_url(team)).status_code == 403


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_reading_is_all_one_can_do(client_of, method):
    team = make_team_work()
    client = client_of("manager")
    for url in (url_of(), team_url(team), reverse("dashboard:definitions")):
        assert getattr(client, method)(url).status_code == 405


def test_no_name_of_a_customer_is_on_the_page(client_of):
    make_callback(caller_name="mevrouw Zonderling", question_text="Waar blijft mijn geheim?")
    for role in ("manager", "agent"):
        html = client_of(role).get(url_of()).content.decode()
        assert "Zonderling" not in html
        assert "geheim" not in html


def test_a_manager_sees_the_oldest_without_links(client_of):
    callback = make_callback()
    html = client_of("manager").get(url_of()).content.decode()
    assert callback.number in html
    assert str(callback.public_id) not in html
    html = client_of("agent").get(url_of()).content.decode()
    assert str(callback.public_id) in html


def test_confidential_work_counts_for_who_may_open_it(client_of):
    make_callback(confidential=True)
    place = reference().department["vergunningen"]

    def counted(client):
        tiles = tiles_of(client.get(url_of()))
        return tiles["open"].value, tiles["open"].word

    assert counted(client_of("head", place)) == ("1", "")
    assert counted(client_of("manager")) == ("1", "")
    assert counted(client_of("agent")) == ("0", "")


def test_the_crumbs_are_steps_somebody_can_take(client_of):
    make_history()
    team = make_team_work()

    def steps(client, url):
        return [(each["label"], each["url"]) for each in client.get(url).context["crumbs"]]

    name = "Vergunningen, Toezicht en Handhaving"
    query = "?period=2026-10"
    head = client_of("head", team.department)
    assert steps(head, url_of()) == [(name, "")]
    assert steps(head, f"{team_url(team)}{query}") == [
        (name, f"/dashboard/departments/vergunningen/{query}"), ("Bouwen", "")
    ]  # fmt: skip
    found = steps(in_english(client_of("manager")), f"{team_url(team)}{query}")
    assert [label for label, _url in found] == [
        "Organisation", str(team.department.domain), name, "Bouwen",
    ]  # fmt: skip
    assert [url.endswith(query) for _label, url in found] == [True, True, True, False]
