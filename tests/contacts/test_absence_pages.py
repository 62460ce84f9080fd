"""The pages of absence: who sees them, what they show and what they cost."""

import pytest
import time_machine
from django.urls import reverse

from contacts.absence import services
from contacts.callbacks import services as callback_services
from kcc.organisation.access import access_of
from kcc.organisation.models import Batch, Membership
from tests.contacts.absences import a_head_and_three, hand_over, owners, to, url, work_for
from tests.factories import NOW, make_callback, make_department, make_team, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
PAGE = "/contacts/absence/"


@pytest.fixture(autouse=True)
def on_the_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people():
    return a_head_and_three()


def numbers(response) -> dict:
    return {
        line.user.username: (line.callbacks, line.cases, line.late)
        for line in response.context["colleagues"]
    }


def test_a_head_sees_how_much_everybody_has(client, people):
    head, sick, other, third = people
    work_for(sick, 3, 2)
    work_for(other, 1, 0)
    client.force_login(head)
    assert numbers(client.get(PAGE)) == {
        head.username: (0, 0, 0),
        sick.username: (3, 2, 1),
        other.username: (1, 0, 1),
        third.username: (0, 0, 0),
    }


def test_a_team_lead_sees_colleagues_and_a_handler_only_themselves(client, people):
    _head, sick, other, _third = people
    Membership.objects.filter(user=other).update(leads=True, team=make_team())
    client.force_login(other)
    assert len(numbers(client.get(PAGE))) == 4
    client.force_login(sick)
    assert list(numbers(client.get(PAGE))) == [sick.username]


def test_a_lead_of_the_contact_centre_sees_agents(client, people):
    lead, agent = make_user("kcc_lead"), make_user("agent")
    make_callback(department=reference().department["kcc"], assignee=agent)
    client.force_login(lead)
    found = numbers(client.get(PAGE))
    found.pop("collega-kcc", None)
    assert found == {"kcc_lead": (0, 0, 0), "agent": (1, 0, 0)}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_eight_statements(client, people, rows):
    head, *others = people
    for person in others[:rows]:
        work_for(person, rows, rows)
        hand_over(head, person)
        work_for(person, rows, rows) if rows == 1 else None
    client.force_login(head)
    with statements() as ran:
        assert client.get(PAGE).status_code == 200
    # session, person, roles, members, callbacks, cases, who is away
    assert len(ran) == 7


@pytest.mark.parametrize("number", [1, 3, 40])
def test_handing_over_costs_the_same_however_much_it_is(people, number):
    head, sick, other, _third = people
    work_for(sick, number, number)
    receivers = to(other, person=sick)
    access_of(head)
    with statements() as ran:
        services.hand_over(by=head, person=sick, to=receivers, until=None, now=NOW)
    assert len(ran) == 17


def test_a_hand_over_in_three_pages(client, people):
    head, sick, other, _third = people
    rows = work_for(sick)
    client.force_login(head)
    page = client.get(url("new", sick))
    assert [line.number for line in page.context["lines"]] == [row.number for row in rows]
    chosen = {"way": "people", "people": [other.public_id], "until": "2026-11-17", "reason": ""}
    page = client.post(url("new", sick), chosen)
    assert (page.status_code, page.context["count"]) == (200, 3)
    assert owners(rows) == [sick] * 3
    sent = chosen | {"seen": page.context["seen"], "confirm": "yes"}
    answer = client.post(url("new", sick), sent)
    assert (answer.status_code, answer.url, owners(rows)) == (302, PAGE, [other] * 3)
    batch = Batch.objects.get(absent=sick)
    undo = reverse("contacts:absence-undo", args=[batch.public_id])
    assert undo in client.get(PAGE).content.decode()
    assert client.post(undo).status_code == 302
    assert owners(rows) == [sick] * 3


def test_changed_meanwhile_it_is_shown_once_more(client, people):
    head, sick, other, _third = people
    rows = work_for(sick)
    client.force_login(head)
    chosen = {"way": "people", "people": [other.public_id]}
    seen = client.post(url("new", sick), chosen).context["seen"]
    callback_services.record_attempt(by=sick, callback=rows[0], version=1, now=NOW)
    page = client.post(url("new", sick), chosen | {"seen": seen, "confirm": "yes"})
    assert (page.status_code, owners(rows)) == (422, [sick] * 3)
    again = chosen | {"seen": page.context["seen"], "confirm": "yes"}
    assert client.post(url("new", sick), again).status_code == 302


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "way"),
        ({"way": "people"}, "people"),
        ({"way": "people", "people": ["b5e0a3a4-0000-4000-8000-000000000000"]}, "people"),
        ({"way": "department", "until": "morgen"}, "until"),
    ],
)
def test_what_is_missing_stands_at_its_field(client, people, typed, field):
    head, sick, *_others = people
    client.force_login(head)
    page = client.post(url("new", sick), typed)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])


def test_a_passed_day_stands_at_its_field_when_it_is_confirmed(client, people):
    head, sick, *_others = people
    client.force_login(head)
    typed = {"way": "department", "until": "2026-11-09", "confirm": "yes"}
    page = client.post(url("new", sick), typed)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["until"])


def test_giving_back_is_shown_first(client, people):
    head, sick, other, _third = people
    rows = work_for(sick)
    hand_over(head, sick, other)
    client.force_login(sick)
    page = client.get(url("back", sick))
    assert ([line.to for line in page.context["goes"]], page.context["stays"]) == (
        ["Lotte Mulder"] * 3, [],
    )  # fmt: skip
    assert client.post(url("back", sick)).url == PAGE
    assert owners(rows) == [sick] * 3
    assert client.get(url("back", sick)).status_code == 404
    assert client.post(url("back", sick)).url == PAGE


@pytest.mark.parametrize("name", ["new", "back"])
def test_somebody_elses_people_are_not_there(client, people, name):
    head, sick, other, _third = people
    hand_over(head, sick, other)
    strangers = [
        other,
        make_user("head", make_department("burgerzaken")),
        make_user("kcc_lead"),
        make_user("agent"),
    ]
    for stranger in strangers:
        client.force_login(stranger)
        assert client.get(url(name, sick)).status_code == 404
        assert client.post(url(name, sick), {"way": "department"}).status_code == 404


@pytest.mark.parametrize("role", ["manager", "board", "administrator", "privacy_officer"])
def test_who_has_no_work_of_their_own_may_not_look(client_of, role):
    assert client_of(role).get(PAGE).status_code == 403


def test_no_customer_is_on_the_pages(client, people):
    head, sick, other, _third = people
    make_callback(assignee=sick, caller_name="mevrouw Zonderling", question_text="Mijn geheim")
    client.force_login(head)
    pages = [client.get(PAGE), client.get(url("new", sick))]
    pages.append(client.post(url("new", sick), {"way": "people", "people": [other.public_id]}))
    for page in pages:
        assert "Zonderling" not in page.content.decode()
        assert "geheim" not in page.content.decode()


def test_the_undo_of_callbacks_leaves_a_hand_over_alone(client, people):
    """It would take back the half of it: the cases would stay."""
    head, sick, other, _third = people
    rows = work_for(sick)
    batch, _plan = hand_over(head, sick, other)
    client.force_login(head)
    address = reverse("contacts:callbacks-undo", args=[batch.public_id])
    assert client.post(address).status_code == 404
    page = client.get(reverse("contacts:callback", args=[rows[0].public_id]))
    assert page.context["undo"] is None
    assert owners(rows) == [other] * 3
