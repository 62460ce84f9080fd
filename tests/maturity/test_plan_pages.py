"""The pages of a plan: who may open them, what they show, and what they cost."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from kcc.organisation.models import Membership
from maturity.models import ImprovementAction, Target
from maturity.plan.services import Wanted, move_action, set_targets
from tests.factories import NOW, make_department, make_user
from tests.maturity.plans import make_action, page_of, post, settled
from tests.maturity.town import make_manager, make_round
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


# -- The plan -------------------------------------------------------------------------------------


def test_a_plan_shows_targets_the_gap_and_actions(manager):
    assessment = settled()
    set_targets(
        by=make_manager(), assessment=assessment, targets={"prestaties": Wanted(3, LATER)}, now=NOW
    )
    action = make_action(assessment)
    page = page_of(manager, "plan", assessment.public_id)
    assert "1 phase further, from 2 to 3, by Wed 10 Nov 2027." in page
    assert "Phase 3: 0 of" in page
    assert "; the key statement is not." in page
    assert action.text in page
    assert "Together this is phase 1, Dienst heeft Antwoord" in page


def test_a_plan_of_nothing_offers_to_begin(manager):
    page = page_of(manager, "plan", settled().public_id)
    assert "Nothing to be done yet" in page
    assert "Suggested actions" in page
    # What is weak in a plan is told once there is one.
    assert "There are no targets yet." not in page


@pytest.mark.parametrize("state", ["draft", "open", "consensus", "cancelled"])
def test_a_round_without_a_result_has_no_plan(manager, state):
    assessment = make_round(state, respondents=[("agent", "kcc")])
    for name in ("plan", "targets", "suggestions", "action-new"):
        page_of(manager, name, assessment.public_id, status=404)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("agent", 404), ("handler", 404), ("kcc_lead", 200), ("head", 200), ("board", 200),
        ("manager", 200), ("administrator", 403), ("privacy_officer", 403),
    ],
)  # fmt: skip
def test_who_reads_the_plan_of_the_organisation(browser_of, role, status):
    assessment = settled()
    department = make_department() if role in ("handler", "head") else None
    person = make_user(role, department, username="lezer")
    page_of(browser_of(person), "plan", assessment.public_id, status=status)


@pytest.mark.parametrize(
    ("many", "role"), [(1, "manager"), (3, "manager"), (1, "head"), (3, "head")]
)
def test_a_plan_costs_the_same_with_one_action_and_with_three(browser_of, many, role):
    assessment = settled()
    for slug in ["prestaties", "systemen-informatie", "producten-kanalen"][:many]:
        make_action(assessment, pillar=slug)
        wanted = {slug: Wanted(4, LATER)}
        set_targets(by=make_manager(), assessment=assessment, targets=wanted, now=NOW)
    department = make_department() if role == "head" else None
    client = browser_of(make_user(role, department, username="lezer"))
    with statements() as found:
        page_of(client, "plan", assessment.public_id)
    # Session, person, roles; the round, targets, actions, and for a head which departments.
    assert len(found) == (6 if role == "manager" else 7)


# -- Targets --------------------------------------------------------------------------------------


def test_the_manager_sets_targets(manager):
    assessment = settled()
    page = page_of(manager, "targets", assessment.public_id)
    # Proposed: one phase further, in a year.
    assert 'value="2027-11-10"' in page
    seal = page.split('name="seal" value="')[1].split('"')[0]
    typed = {"seal": seal, "prestaties-phase": "3", "prestaties-due_on": "2027-06-30"}
    response = post(manager, "targets", assessment.public_id, **typed)
    assert response.url == reverse("maturity:plan", args=[assessment.public_id])
    target = Target.objects.get()
    assert (target.pillar, target.phase, target.due_on) == ("prestaties", 3, date(2027, 6, 30))


def test_a_target_needs_a_day(manager):
    assessment = settled()
    typed = {"seal": "x", "prestaties-phase": "3", "prestaties-due_on": ""}
    response = post(manager, "targets", assessment.public_id, **typed)
    assert response.status_code == 422
    assert "Choose a date." in response.content.decode()


def test_targets_that_somebody_changed_meanwhile(manager):
    assessment = settled()
    page = page_of(manager, "targets", assessment.public_id)
    seal = page.split('name="seal" value="')[1].split('"')[0]
    wanted = {"systemen-informatie": Wanted(2, LATER)}
    set_targets(by=make_manager(), assessment=assessment, targets=wanted, now=NOW)
    typed = {"seal": seal, "prestaties-phase": "3", "prestaties-due_on": "2027-06-30"}
    response = post(manager, "targets", assessment.public_id, **typed)
    assert response.status_code == 409
    page = response.content.decode()
    assert 'value="2027-06-30"' in page
    assert "phase 2 by Wed 10 Nov 2027" in page
    seal = page.split('name="seal" value="')[1].split('"')[0]
    assert (
        post(manager, "targets", assessment.public_id, **typed | {"seal": seal}).status_code == 302
    )
    assert [each.pillar for each in Target.objects.all()] == ["prestaties"]


@pytest.mark.parametrize("role", ["agent", "kcc_lead", "handler", "head", "board", "administrator"])
def test_targets_are_of_the_manager(browser_of, role):
    assessment = settled()
    department = make_department() if role in ("handler", "head") else None
    client = browser_of(make_user(role, department, username="lezer"))
    page_of(client, "targets", assessment.public_id, status=403)


# -- Suggestions ----------------------------------------------------------------------------------


def test_suggestions_begin_with_the_key_statement_of_the_lowest_pillar(manager):
    assessment = settled()
    page = page_of(manager, "suggestions", assessment.public_id)
    at = page.index("holds the whole back")
    assert page.index("Systemen en informatie") < at
    assert page.index("?code=P4F2S") < page.index("?code=P1F3S")


def test_what_is_in_the_plan_is_marked(manager):
    assessment = settled()
    make_action(assessment, pillar="systemen-informatie", phase=2, code="P4F2S1")
    page = page_of(manager, "suggestions", assessment.public_id)
    assert page.count("in the plan") == 1


@pytest.mark.parametrize(
    ("role", "status"),
    [("agent", 404), ("handler", 404), ("kcc_lead", 403), ("head", 200), ("board", 403)],
)
def test_who_agrees_actions_reads_suggestions(browser_of, role, status):
    assessment = settled()
    department = make_department() if role in ("handler", "head") else None
    client = browser_of(make_user(role, department, username="lezer"))
    page_of(client, "suggestions", assessment.public_id, status=status)
    page_of(client, "action-new", assessment.public_id, status=status)


# -- All of them ----------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize("name", ["actions", "actions-board"])
def test_a_list_and_a_board_cost_the_same_with_one_and_with_three(manager, name, many):
    assessment = settled()
    for slug in ["vergunningen", "burgerzaken", "kcc"][:many]:
        department = make_department(slug)
        make_action(assessment, department=department)
    with statements() as found:
        page_of(manager, name)
    # Session, person, roles; departments, rounds, and the rows; of the board closed ones too.
    assert len(found) == (6 if name == "actions" else 7)


def test_a_list_is_narrowed(browser_of):
    assessment = settled()
    first = make_action(assessment, text="Een.", due_on=NOW.date())
    second = make_action(
        assessment, text="Twee.", department=make_department("burgerzaken"),
        pillar="systemen-informatie", phase=2,
    )  # fmt: skip
    move_action(by=make_manager(), action=second, to="done", result="Ja.", now=NOW)

    def texts(query):
        page = page_of(manager, "actions", query=query)
        return [text for text in ("Een.", "Twee.") if text in page]

    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        manager = browser_of(make_manager())
        shown = {
            query: texts(query)
            for query in (
                "", "?state=late", "?state=done", "?state=all", "?department=burgerzaken",
                "?state=all&department=burgerzaken", "?state=all&pillar=prestaties",
                "?state=all&owner=me", "?state=all&owner=colleagues", "?owner=gone",
                f"?state=all&round={assessment.public_id}",
            )
        }  # fmt: skip
    assert shown == {
        "": ["Een."], "?state=late": ["Een."], "?state=done": ["Twee."],
        "?state=all": ["Een.", "Twee."], "?department=burgerzaken": [],
        "?state=all&department=burgerzaken": ["Twee."], "?state=all&pillar=prestaties": ["Een."],
        "?state=all&owner=me": [], "?state=all&owner=colleagues": ["Een.", "Twee."],
        "?owner=gone": [], f"?state=all&round={assessment.public_id}": ["Een.", "Twee."],
    }  # fmt: skip
    Membership.objects.filter(user=first.owner).delete()
    manager = browser_of(make_manager())
    assert "Een." in page_of(manager, "actions", query="?owner=gone")
    assert "This filter does not exist" in page_of(manager, "actions", query="?pillar=elders")


def test_an_agent_of_the_contact_centre_has_not_left(browser_of):
    kcc = make_department("kcc")
    agent = make_user("agent", username="medewerker")
    make_action(department=kcc, owner=agent, text="Een.")
    assert "Een." not in page_of(browser_of(make_manager()), "actions", query="?owner=gone")
    # Who does it sees it, whatever the result is to that person.
    assert "Een." in page_of(browser_of(agent), "actions")
    assert "Een." in page_of(browser_of(agent), "actions-board")


def test_the_board_has_a_column_per_state(manager):
    assessment = settled()
    for number, state in enumerate(["planned", "doing", "done", "dropped"]):
        action = make_action(assessment, text=f"Actie {number}.")
        if state != "planned":
            move_action(by=make_manager(), action=action, to=state, result="Zo.", now=NOW)
    page = page_of(manager, "actions-board")
    lanes = [page.index(f'id="lane-{state}"') for state in ImprovementAction.State.values]
    cards = [page.index(f"Actie {number}.") for number in range(4)]
    assert sorted([*lanes, *cards]) == [
        place for pair in zip(lanes, cards, strict=True) for place in pair
    ]


def test_handing_over(manager, browser_of):
    action = make_action()
    to = make_user("handler", make_department("vergunningen"), username="opvolger")
    assert action.owner.get_display_name() in page_of(manager, "actions-hand-over")
    query = f"?owner={action.owner.public_id}"
    assert action.text in page_of(manager, "actions-hand-over", query=query)
    response = post(manager, "actions-hand-over", query=query, to=str(to.public_id))
    assert response.url == reverse("maturity:actions")
    assert ImprovementAction.objects.get().owner == to
    page_of(manager, "actions-hand-over", query=query, status=404)
    elsewhere = browser_of(make_user("head", make_department("burgerzaken"), username="hoofd"))
    assert "Nothing to hand over" in page_of(elsewhere, "actions-hand-over")
    page_of(browser_of(to), "actions-hand-over", status=403)
