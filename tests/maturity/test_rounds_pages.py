"""The pages of rounds: what they show, what they do, and what they ask of the database."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from kcc.organisation.models import Department, Domain
from maturity.models import Assessment, ImprovementAction, Response
from tests.factories import NOW, make_department, make_user, reference
from tests.maturity.town import answer_all, load_edition, make_manager, make_round
from tests.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def manager(client):
    reference()
    user = make_manager()
    user.language = "en"
    user.save()
    client.force_login(user)
    client.user = user
    return client


def page(client, name: str, assessment=None, status=200) -> str:
    args = [assessment.public_id] if assessment else []
    response = client.get(reverse(f"maturity:{name}", args=args))
    assert response.status_code == status
    return " ".join(unescape(response.content.decode()).split())


def send(client, name: str, assessment=None, /, **data):
    args = [assessment.public_id] if assessment else []
    return client.post(reverse(f"maturity:{name}", args=args), data)


VALUES = {
    "title": "Ronde 2026", "place": "organisation", "form": "short", "inhabitants": "60000",
    "figures_first": "2026-08", "figures_last": "2026-10", "closes_on": "2026-11-24",
    "meeting_on": "2026-11-27", "invitation": "Doe je mee?",
}  # fmt: skip


def send_new(client, **values):
    return send(client, "round-new", **VALUES | {"leader": client.user.public_id} | values)


# -- The start page -------------------------------------------------------------------------------


def test_a_respondent_finds_the_form_and_nothing_of_others(client):
    reference()
    agent = make_user("agent", language="en")
    mine = make_round(respondents=[(agent, "kcc")], title="Mijn ronde")
    make_round(respondents=[("agent", "kcc")], title="Andermans ronde")
    client.force_login(agent)
    text = page(client, "home")
    assert reverse("maturity:fill", args=[mine.public_id]) in text
    assert "not begun" in text
    assert "until Tue 24 Nov, about 27 minutes" in text
    assert "Andermans ronde" not in text
    assert "Rounds that run" not in text


@pytest.mark.parametrize(
    ("state", "submit", "word", "act"),
    [
        ("open", False, "begun", "Go on"),
        ("open", True, "handed in", "Look at it"),
        ("consensus", True, "in consensus", "Look along"),
    ],
)
def test_a_form_says_how_it_stands(client, state, submit, word, act):
    reference()
    agent = make_user("agent", language="en")
    found = make_round(
        state, respondents=[(agent, "kcc")], answers=2 if state != "open" else None, form="short"
    )
    if state == "open":
        answer_all(found.respondents.get(), submit=submit)
    client.force_login(agent)
    text = page(client, "home")
    assert word in text
    assert act in text


def test_a_draft_asks_nothing_of_anybody(client):
    reference()
    agent = make_user("agent", language="en")
    make_round("draft", respondents=[(agent, "kcc")])
    client.force_login(agent)
    assert "Asked of you" not in page(client, "home")


def test_the_manager_sees_rounds_that_run_and_results(manager):
    make_round(title="Loopt", respondents=[("agent", "kcc")])
    settled = make_round("final", title="Klaar", respondents=[("head", "heads")], form="short")
    make_round("cancelled", title="Gestopt", respondents=[("board", "management")])
    text = page(manager, "home")
    assert "Loopt" in text
    assert "0 of 1" in text
    assert reverse("maturity:result", args=[settled.public_id]) in text
    assert "Gestopt" not in text


def test_my_actions_are_counted(manager):
    found = make_round("final", form="short", respondents=[("agent", "kcc")])
    for days in (-1, 1):
        ImprovementAction.objects.create(
            assessment=found, pillar="prestaties", phase=1, text="Doen", owner=manager.user,
            department=make_department(), due_on=NOW.date() + timedelta(days=days),
            created_at=NOW, created_by=manager.user,
        )  # fmt: skip
    text = page(manager, "home")
    assert "2 improvement actions" in text
    assert "1 late" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_start_page_takes_four_statements_of_its_own(manager, count):
    for _each in range(count):
        make_round(form="short", respondents=[(make_user("agent"), "kcc"), (manager.user, "kcc")])
        make_round("final", form="short", respondents=[(make_user("agent"), "kcc")])
    with statements() as ran:
        page(manager, "home")
    # Session, user and access; forms, rounds, results and actions.
    assert len(ran) == 3 + 4


# -- Preparing ------------------------------------------------------------------------------------


def test_a_round_is_prepared_and_leads_to_its_people(manager):
    load_edition()
    make_round("cancelled", inhabitants=12_345, respondents=[("agent", "kcc")])
    text = page(manager, "round-new")
    assert 'value="12345"' in text or 'value="12,345"' in text
    assert 'value="2026-11-24"' in text
    response = send_new(manager)
    made = Assessment.objects.get(title="Ronde 2026", state="draft")
    assert response.url == reverse("maturity:round-people", args=[made.public_id])
    assert (made.form, made.inhabitants, made.size, made.leader) == (
        "short", 60_000, "medium", manager.user,
    )  # fmt: skip
    assert (f"{made.figures_first}", f"{made.figures_last}") == ("2026-08-01", "2026-10-31")
    assert made.invitation == "Doe je mee?"


def test_another_manager_can_lead_it_from_the_start(manager):
    load_edition()
    other = make_user("manager", username="tweede")
    lead = make_user("kcc_lead")
    assert send_new(manager, leader=lead.public_id).status_code == 422
    send_new(manager, leader=other.public_id)
    assert Assessment.objects.get().leader == other


def test_the_last_day_that_is_proposed_is_a_working_day(manager):
    # Saturday 7 November; two weeks later is a Saturday, so Monday.
    with time_machine.travel(NOW - timedelta(days=3), tick=False):
        assert 'value="2026-11-23"' in page(manager, "round-new")


@pytest.mark.parametrize(
    ("place", "department", "domain"),
    [
        ("organisation", None, None),
        ("department:burgerzaken", "burgerzaken", None),
        ("domain:vergunningen", None, "vergunningen"),
    ],
)
def test_a_round_is_of_the_place_that_was_chosen(manager, place, department, domain):
    load_edition()
    assert send_new(manager, place=place).status_code == 302
    made = Assessment.objects.select_related("department", "domain").get()
    assert made.department == Department.objects.filter(slug=department).first()
    assert made.domain == Domain.objects.filter(slug=domain).first()


@pytest.mark.parametrize(
    "values",
    [
        {"title": ""}, {"inhabitants": "0"}, {"inhabitants": ""}, {"closes_on": "2026-11-09"},
        {"meeting_on": "2026-11-01"}, {"place": "department:bestaat-niet"},
        {"figures_first": "2026-11"}, {"figures_first": "2026-10", "figures_last": "2026-08"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_shown_again_with_what_was_typed(manager, values):
    load_edition()
    response = send_new(manager, **{"invitation": "Niet kwijt"} | values)
    assert response.status_code == 422
    assert "Niet kwijt" in response.content.decode()
    assert not Assessment.objects.exists()


def test_a_round_that_was_opened_offers_only_what_can_change(manager):
    found = make_round(respondents=[("agent", "kcc")])
    text = page(manager, "round-change", found)
    assert 'name="closes_on"' in text
    assert 'name="place"' not in text
    sent = {"title": "Anders", "closes_on": "2026-12-01", "form": "short"}
    assert send(manager, "round-change", found, **sent).status_code == 302
    found.refresh_from_db()
    assert (found.title, f"{found.closes_on}", found.form) == ("Anders", "2026-12-01", "full")


# -- People ---------------------------------------------------------------------------------------


def test_people_are_looked_at_before_they_are_added(manager):
    found = make_round("draft", respondents=[("agent", "kcc")])
    lead, head = make_user("kcc_lead"), make_user("head")
    response = send(manager, "round-people", found, act="look", groups=["kcc", "heads"])
    text = response.content.decode()
    assert f"kcc:{lead.public_id}" in text
    assert f"heads:{head.public_id}" in text
    assert f"kcc:{found.respondents.get().user.public_id}" not in text
    picks = [f"kcc:{lead.public_id}", f"heads:{head.public_id}", "onzin", "kcc:onzin", "x:1"]
    assert send(manager, "round-people", found, act="add", pick=picks).status_code == 302
    assert set(found.respondents.values_list("user", "group")) >= {
        (lead.pk, "kcc"), (head.pk, "heads"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({}, 422),
        ({"groups": ["employees"]}, 422),
        ({"groups": ["employees"], "departments": ["vergunningen"]}, 200),
        ({"groups": ["employees"], "name": "Robin"}, 200),
        ({"name": "Robin"}, 200),
        ({"groups": ["iedereen"]}, 422),
    ],
)
def test_employees_are_asked_of_departments(manager, data, status):
    found = make_round("draft")
    assert send(manager, "round-people", found, act="look", **data).status_code == status


def test_nobody_can_be_added_as_what_he_is_not(manager):
    found = make_round("draft", respondents=[])
    agent = make_user("agent")
    picks = [f"heads:{agent.public_id}"]
    response = manager.post(
        reverse("maturity:round-people", args=[found.public_id]),
        {"act": "add", "pick": picks}, follow=True,
    )  # fmt: skip
    assert "cannot be asked as" in response.content.decode()
    assert not found.respondents.exists()


def test_somebody_is_taken_off(manager):
    found = make_round("draft", respondents=[("agent", "kcc"), ("head", "heads")])
    respondent = found.respondents.get(group="kcc")
    data = {"act": "remove", "respondent": respondent.public_id}
    assert send(manager, "round-people", found, **data).status_code == 302
    assert [row.group for row in found.respondents.all()] == ["heads"]
    assert send(manager, "round-people", found, **data).status_code == 302
    assert send(manager, "round-people", found, act="remove", respondent="x").status_code == 302


def test_somebody_of_another_round_is_not_taken_off_here(manager):
    found, other = make_round("draft"), make_round("draft", respondents=[("agent", "kcc")])
    respondent = other.respondents.get()
    send(manager, "round-people", found, act="remove", respondent=respondent.public_id)
    assert other.respondents.count() == 1


def test_a_missing_or_small_group_is_warned_of(manager):
    found = make_round("draft", respondents=[("agent", "kcc"), ("head", "heads")])
    for name in ("round", "round-people", "round-open"):
        text = page(manager, name, found)
        assert "Nobody is asked of: Management and board and Employees of departments." in text
        assert "Fewer than 3 people are asked of: Contact centre and Department heads." in text


@pytest.mark.parametrize("count", [1, 3])
def test_looking_at_people_takes_as_many_statements_for_many(manager, count):
    found = make_round("draft", respondents=[(make_user("agent"), "kcc") for _each in range(count)])
    for _each in range(count):
        make_user("head")
    with statements() as ran:
        send(manager, "round-people", found, act="look", groups=["kcc", "heads"])
    # Session, user and access; the round, departments, its people and who there is.
    assert len(ran) == 3 + 4


# -- One round ------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_round_takes_as_many_statements_for_many(manager, count):
    people = [(make_user("agent"), "kcc") for _each in range(count)]
    found = make_round(respondents=people, form="short")
    with statements() as ran:
        page(manager, "round", found)
    # Session, user and access; the round, its people and who can be reminded.
    assert len(ran) == 3 + 3


def test_progress_shows_names_and_states_and_never_an_answer(manager):
    agent = make_user("agent", last_name="Aalbers")
    found = make_round(respondents=[(agent, "kcc"), ("head", "heads")])
    answer_all(found.respondents.get(user=agent), 3)
    Response.objects.update(comment="Dit blijft onder ons", evidence="Dit ook")
    for name in ("round", "round-people", "round-consensus"):
        text = page(manager, name, found)
        assert "blijft onder ons" not in text
        assert "Dit ook" not in text
    text = page(manager, "round", found)
    assert "Aalbers" in text
    assert "handed in" in text
    assert "1 of 2" in text


@pytest.mark.parametrize("state", ["draft", "open", "consensus", "final", "cancelled"])
def test_every_state_has_a_page_with_its_own_next_step(manager, state):
    found = make_round(state, form="short", respondents=[("agent", "kcc")])
    text = page(manager, "round", found)
    step = {
        "draft": "round-open", "open": "round-consensus", "consensus": "consensus",
        "final": "result", "cancelled": "home",
    }[state]  # fmt: skip
    args = [] if state == "cancelled" else [found.public_id]
    assert f'href="{reverse(f"maturity:{step}", args=args)}"' in text


def test_opening_says_first_what_it_does_and_then_does_it(manager):
    found = make_round("draft", respondents=[("agent", "kcc"), ("head", "heads")])
    text = page(manager, "round-open", found)
    assert "2 people are asked" in text
    assert "2 people have no mail address" in text
    assert send(manager, "round-open", found).url == reverse(
        "maturity:round", args=[found.public_id]
    )
    found.refresh_from_db()
    assert found.state == "open"


def test_a_round_of_nobody_is_not_opened(manager):
    found = make_round("draft", respondents=[])
    assert "Open and tell them" not in page(manager, "round-open", found)
    assert send(manager, "round-open", found).status_code == 422


def test_a_reminder_by_hand(manager):
    with time_machine.travel(NOW - timedelta(days=2), tick=False):
        found = make_round(respondents=[("agent", "kcc")], now=NOW - timedelta(days=2))
    assert "Remind 1 person" in page(manager, "round", found)
    assert send(manager, "round-remind", found).status_code == 302
    assert found.respondents.get().reminded_at == NOW
    assert "Nobody is to be reminded today." in page(manager, "round", found)


def test_beginning_the_consensus_names_who_did_not_hand_in(manager):
    found = make_round(respondents=[("agent", "kcc"), ("head", "heads")])
    text = page(manager, "round-consensus", found)
    assert "Nobody handed in yet" in text
    assert send(manager, "round-consensus", found).status_code == 422
    answer_all(found.respondents.get(group="kcc"))
    text = page(manager, "round-consensus", found)
    assert "1 of 2 handed in" in text
    assert "Nobody handed in of: Department heads." in text
    assert "Fewer than 3 people handed in" in text
    assert found.respondents.get(group="heads").user.get_display_name() in text
    response = send(manager, "round-consensus", found)
    assert response.url == reverse("maturity:consensus", args=[found.public_id])


def test_stopping_asks_why(manager):
    found = make_round(respondents=[("agent", "kcc")])
    assert send(manager, "round-cancel", found, because=" ").status_code == 422
    assert send(manager, "round-cancel", found, because="Te druk.").status_code == 302
    assert "Te druk." in page(manager, "round", found)


def test_the_lead_is_passed_to_a_manager(manager):
    found, lead = make_round("draft"), make_user("kcc_lead")
    assert "There is no other KCC manager" in page(manager, "round-leader", found)
    other = make_user("manager", username="tweede")
    assert send(manager, "round-leader", found, leader=lead.public_id).status_code == 422
    assert send(manager, "round-leader", found, leader=other.public_id).status_code == 302
    found.refresh_from_db()
    assert found.leader == other


@pytest.mark.parametrize(
    "name", ["round-change", "round-people", "round-open", "round-remind", "round-consensus"]
)
def test_what_came_too_late_leads_to_the_round(manager, name):
    found = make_round("final", form="short", respondents=[("agent", "kcc")])
    response = send(manager, name, found)
    assert response.url == reverse("maturity:round", args=[found.public_id])
