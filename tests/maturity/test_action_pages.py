"""The pages of one improvement action: agreeing it, changing it, and how it goes."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from maturity.models import ImprovementAction
from maturity.plan.services import move_action
from tests.factories import NOW, make_department, make_user
from tests.maturity.plans import make_action, owner_of, page_of, post, settled
from tests.maturity.town import make_manager
from tests.statements import statements

pytestmark = pytest.mark.django_db
LATER = date(2027, 11, 10)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def manager(browser_of):
    return browser_of(make_manager())


# -- A new action ---------------------------------------------------------------------------------


def typed_action(owner, **values):
    return {
        "key": str(uuid4()), "text": "Elke ochtend terugbellen.",
        "owner": str(owner.public_id), "due_on": "2027-03-01", "means": "Twee uur", "kpi": "",
        "expected": "",
    } | values  # fmt: skip


def test_an_action_from_a_statement(manager):
    assessment, department = settled(), make_department("vergunningen")
    owner = owner_of(department)
    owner_of(make_department("burgerzaken"))
    args = [assessment.public_id]
    assert "Which department does it" in page_of(manager, "action-new", *args, query="?code=P1F3S1")
    query = "?code=P1F3S1&department=vergunningen"
    statement = assessment.edition.content["vragen"]
    action = next(row["action"] for row in statement if row["code"] == "P1F3S1")
    assert action.replace("'", "&#x27;") in page_of(manager, "action-new", *args, query=query)
    typed = typed_action(owner, kpi="fcr_pct", expected="62.5")
    response = post(manager, "action-new", *args, query=query, **typed)
    assert response.status_code == 302
    made = ImprovementAction.objects.get()
    assert (made.pillar, made.phase, made.code, made.expected, made.department) == (
        "prestaties", 3, "P1F3S1", 62.5, department,
    )  # fmt: skip


def test_an_action_of_ones_own_is_proposed_where_the_whole_is_held_back(browser_of):
    assessment, department = settled(), make_department("vergunningen")
    head = browser_of(make_user("head", department, username="hoofd"))
    page = page_of(head, "action-new", assessment.public_id)
    assert '<option value="systemen-informatie" selected>' in page
    assert '<option value="2" selected>' in page
    typed = typed_action(owner_of(department), pillar="leiderschap-medewerkers", phase="3")
    assert post(head, "action-new", assessment.public_id, **typed).status_code == 302
    made = ImprovementAction.objects.get()
    assert (made.pillar, made.phase, made.code) == ("leiderschap-medewerkers", 3, "")


def test_what_is_wrong_is_said_at_its_field(manager):
    assessment, department = settled(), make_department("vergunningen")
    query = "?department=vergunningen"
    owner_of(department)
    owner_of(make_department("burgerzaken"))
    typed = {"pillar": "prestaties", "phase": "3", "expected": "3", "key": str(uuid4())}
    response = post(manager, "action-new", assessment.public_id, query=query, **typed)
    assert response.status_code == 422
    page = response.content.decode()
    for sentence in ("Say what will be done.", "Choose who does it.", "Choose a date.",
                     "Choose the figure you expect"):  # fmt: skip
        assert sentence in page
    for wrong in ("?code=P9F9S9", "?department=elders"):
        page_of(manager, "action-new", assessment.public_id, query=wrong, status=404)


# -- An action ------------------------------------------------------------------------------------


def test_an_action_shows_what_was_agreed_and_how_its_figure_goes(manager):
    action = make_action(code="P1F3S1", kpi="fcr_pct", expected=65.0)
    move_action(by=action.owner, action=action, to="doing", note="Wij beginnen.", now=NOW)
    page = page_of(manager, "action", action.public_id)
    for words in (action.text, "P1F3S1", "Direct afgehandeld", "August 2026", "November 2026",
                  "the action began", "Wij beginnen."):  # fmt: skip
        assert words in page


@pytest.mark.parametrize(
    ("role", "where", "status"),
    [
        ("agent", None, 404), ("kcc_lead", None, 200), ("board", None, 200),
        ("manager", None, 200), ("handler", "burgerzaken", 404), ("handler", "vergunningen", 200),
        ("head", "burgerzaken", 200), ("administrator", None, 403),
    ],
)  # fmt: skip
def test_who_sees_an_action(browser_of, role, where, status):
    action = make_action()
    person = make_user(role, make_department(where) if where else None, username="lezer")
    page_of(browser_of(person), "action", action.public_id, status=status)


def test_an_action_of_a_department_round_is_not_for_other_heads(browser_of):
    action = make_action(settled(department=make_department("vergunningen")))
    head = make_user("head", make_department("burgerzaken"), username="lezer")
    page_of(browser_of(head), "action", action.public_id, status=404)
    assert page_of(browser_of(head), "actions").count(action.text) == 0


def test_an_owner_moves_the_own_action_only(browser_of):
    action = make_action()
    owner = browser_of(action.owner)
    page = page_of(owner, "action", action.public_id)
    assert "How does it go?" in page
    assert "/change/" not in page
    page_of(owner, "action-change", action.public_id, status=404)
    response = post(owner, "action-move", action.public_id, to="doing", seen="planned", said="")
    assert response.url == reverse("maturity:action", args=[action.public_id])
    other = browser_of(make_user("handler", make_department("vergunningen"), username="ander"))
    assert "How does it go?" not in page_of(other, "action", action.public_id)
    response = post(other, "action-move", action.public_id, to="doing", seen="planned")
    assert response.status_code == 403


def test_closing_asks_what_came_of_it(manager):
    action = make_action()
    response = post(manager, "action-move", action.public_id, to="done", seen="planned", said="")
    assert response.status_code == 422
    assert "Say what came of it." in response.content.decode()
    typed = {"to": "done", "seen": "planned", "said": "Het werkt."}
    assert post(manager, "action-move", action.public_id, **typed).status_code == 302
    assert ImprovementAction.objects.get().result == "Het werkt."
    # Sent once more, or from an old page: nothing changes, and it is told.
    response = post(
        manager, "action-move", action.public_id, to="doing", seen="planned", said="Op."
    )
    assert response.status_code == 302
    assert ImprovementAction.objects.get().state == "done"


def test_words_in_the_same_state_are_a_note(manager):
    action = make_action()
    typed = {"to": "planned", "seen": "planned", "said": "Wij wachten op geld."}
    assert post(manager, "action-move", action.public_id, **typed).status_code == 302
    assert [each.text for each in action.notes.all()] == ["Wij wachten op geld."]
    response = post(manager, "action-move", action.public_id, **typed | {"said": ""})
    assert response.status_code == 422


def test_from_the_board_one_goes_back_to_the_board(manager):
    action = make_action()
    typed = {"to": "doing", "seen": "planned", "from": "board"}
    response = post(manager, "action-move", action.public_id, **typed)
    assert response.url == f"{reverse('maturity:actions-board')}#card-{action.public_id}"


def test_an_action_is_changed_and_given_to_another_department(manager):
    action = make_action()
    other = owner_of(make_department("burgerzaken"))
    page = page_of(manager, "action-change", action.public_id, query="?department=burgerzaken")
    seal = page.split('name="seal" value="')[1].split('"')[0]
    typed = typed_action(other, text="Anders.") | {"seal": seal}
    response = post(
        manager, "action-change", action.public_id, query="?department=burgerzaken", **typed
    )
    assert response.status_code == 302
    made = ImprovementAction.objects.get()
    assert (made.text, made.owner, made.department.slug) == ("Anders.", other, "burgerzaken")
    # Somebody with the page from before is told, and keeps what was typed.
    typed = typed_action(other, text="Nog anders.") | {"seal": seal}
    response = post(manager, "action-change", action.public_id, **typed)
    assert response.status_code == 409
    assert "Nog anders." in response.content.decode()


def test_a_closed_action_has_no_page_to_change_it(manager):
    action = make_action()
    move_action(by=action.owner, action=action, to="done", result="Klaar.", now=NOW)
    page_of(manager, "action-change", action.public_id, status=404)


@pytest.mark.parametrize("many", [1, 3])
def test_an_action_costs_the_same_with_one_note_and_with_three(manager, many):
    action = make_action(kpi="fcr_pct", expected=65.0, pillar="prestaties")
    move_action(by=action.owner, action=action, to="doing", now=NOW)
    for number in range(many - 1):
        post(manager, "action-move", action.public_id, to="doing", seen="doing", said=f"{number}")
    with statements() as found:
        page_of(manager, "action", action.public_id)
    # Session, person, roles; the action, its notes, and the course of its figure.
    assert len(found) == 9
