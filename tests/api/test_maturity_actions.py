"""The actions of the plan over the API: who finds them, and who moves them."""

from datetime import date
from uuid import uuid4

import pytest

from maturity.models import ImprovementAction
from maturity.plan.services import move_action
from tests.api.assessments import ACTIONS, MOMENT, PERMITS, counted, told_by
from tests.factories import NOW, make_department, make_user
from tests.maturity.plans import make_action, owner_of, settled
from tests.maturity.town import make_manager


def texts(program, query="") -> list[str]:
    return [each["text"] for each in told_by(program, ACTIONS + query)["results"]]


def test_an_action_in_the_list(manager, town):
    action = make_action(kpi="fcr_pct", expected=60.0, due_on=date(2026, 12, 1), code="P1F3S1")
    owner = action.owner
    assert told_by(manager, ACTIONS)["results"] == [
        {
            "id": str(action.public_id),
            "assessment": {"id": str(action.assessment.public_id), "title": "Ronde 2026"},
            "pillar": "prestaties",
            "phase": 3,
            "statement": "P1F3S1",
            "text": "Bel binnen twee dagen terug.",
            "department": PERMITS,
            "owner": {"id": str(owner.public_id), "name": owner.get_display_name()},
            "dueOn": "2026-12-01",
            "means": "Twee uur per week",
            "effect": {"kpi": "fcr_pct", "baseline": None, "expected": 60.0},
            "state": "planned",
            "late": False,
            "result": "",
            "createdAt": MOMENT,
            "startedOn": None,
            "closedAt": None,
        }
    ]


@pytest.fixture
def plan(town):
    """Four actions of the organisation, and one of a round that few may read."""
    round_, by = settled(), make_manager()
    make_action(round_, text="Laat", due_on=date(2027, 1, 1))
    make_action(round_, text="Klaar", due_on=date(2027, 2, 1))
    make_action(round_, text="Bezig", due_on=date(2027, 3, 1), pillar="producten-kanalen")
    make_action(
        round_, text="Van het KCC", due_on=date(2027, 4, 1), department=make_department("kcc"),
        owner=make_user("agent"),
    )  # fmt: skip
    elsewhere = settled(department=make_department("burgerzaken"))
    make_action(elsewhere, text="Elders", due_on=date(2027, 5, 1),
                department=make_department("burgerzaken"))  # fmt: skip
    rows = {each.text: each for each in ImprovementAction.objects.all()}
    move_action(by=by, action=rows["Bezig"], to="doing", now=NOW)
    move_action(by=by, action=rows["Klaar"], to="done", result="Het werkt.", now=NOW)
    ImprovementAction.objects.filter(text="Laat").update(due_on=date(2026, 1, 1))
    return rows


OPEN = ["Laat", "Bezig", "Van het KCC", "Elders"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", OPEN),
        ("?state=open", OPEN),
        ("?state=planned", ["Laat", "Van het KCC", "Elders"]),
        ("?state=doing", ["Bezig"]),
        ("?state=late", ["Laat"]),
        ("?state=done", ["Klaar"]),
        ("?state=dropped", []),
        ("?state=closed", ["Klaar"]),
        ("?state=all", ["Laat", "Klaar", "Bezig", "Van het KCC", "Elders"]),
        ("?pillar=producten-kanalen", ["Bezig"]),
        ("?department=kcc", ["Van het KCC"]),
        ("?department=nergens", []),
        ("?owner=me", []),
        ("?owner=colleagues&state=late", ["Laat"]),
        (f"?assessment={uuid4()}", []),
    ],
)
def test_actions_are_narrowed(manager, plan, query, expected):
    assert texts(manager, query) == expected


def test_actions_of_one_round_page_by_page(manager, plan):
    of_round = f"?assessment={plan['Bezig'].assessment.public_id}&pageSize=2"
    first = told_by(manager, ACTIONS + of_round)
    second = told_by(manager, first["next"])
    found = [each["text"] for each in first["results"] + second["results"]]
    assert found == ["Laat", "Bezig", "Van het KCC"]


def test_everybody_finds_the_actions_they_see_on_screen(program_of, plan):
    assert texts(program_of("board")) == OPEN
    assert texts(program_of("kcc_lead")) == OPEN[:3]
    assert texts(program_of("head", make_department("burgerzaken"))) == OPEN
    assert texts(program_of("handler", make_department("vergunningen"))) == ["Laat", "Bezig"]
    assert texts(program_of("handler", make_department("parkeren"))) == []
    owner = owner_of(make_department("vergunningen"))
    assert texts(program_of(None, user=owner), "?owner=me") == ["Laat", "Bezig"]
    for role in ("administrator", "privacy_officer"):
        assert program_of(role).get(ACTIONS).status_code == 403


def test_one_action_with_its_notes_moves_and_figure(manager, town):
    action = make_action(kpi="fcr_pct", expected=60.0)
    move_action(by=make_manager(), action=action, to="doing", note="Begonnen.", now=NOW)
    told = told_by(manager, f"{ACTIONS}/{action.public_id}")
    assert told["notes"] == [
        {
            "at": MOMENT,
            "by": make_manager().get_display_name(),
            "state": "doing",
            "text": "Begonnen.",
        }
    ]
    assert told["moves"] == [
        {"to": "done", "needs": "result"},
        {"to": "dropped", "needs": "result"},
        {"to": "planned", "needs": "note"},
    ]
    assert told["startedOn"] == NOW.date().isoformat()
    assert [each["month"] for each in told["course"]["months"]] == [
        "2026-08", "2026-09", "2026-10", "2026-11",
    ]  # fmt: skip
    assert (told["course"]["whole"], told["course"]["months"][0]) == (
        False, {"month": "2026-08", "number": None, "few": False, "provisional": False},
    )  # fmt: skip


def test_without_a_figure_there_is_no_course_and_who_only_reads_moves_nothing(program_of, town):
    action = make_action()
    told = told_by(program_of("board"), f"{ACTIONS}/{action.public_id}")
    assert (told["effect"], told["course"], told["moves"]) == (None, None, [])


def move(program, action, **data):
    return program.post(f"{ACTIONS}/{action.public_id}/move", data)


def test_who_does_it_tells_how_it_goes(program_of, town):
    action = make_action()
    program = program_of(None, user=action.owner)
    answer = move(program, action, state="planned", to="doing", text="Begonnen.")
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["notes"][0]["text"]) == ("doing", "Begonnen.")
    answer = move(program, action, state="doing", to="doing", text="Halverwege.")
    assert [each["text"] for each in answer.json()["notes"]] == ["Halverwege.", "Begonnen."]
    answer = move(program, action, state="doing", to="done", text="Het werkt.")
    assert (answer.json()["state"], answer.json()["result"]) == ("done", "Het werkt.")
    action.refresh_from_db()
    assert (action.state, action.closed_at) == ("done", NOW)


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ({"state": "planned", "to": "done"}, ["text"]),
        ({"state": "planned", "to": "planned"}, ["text"]),
        ({"state": "planned", "to": "x"}, ["to"]),
        ({}, ["state", "to"]),
        ({"state": "planned", "to": "doing", "text": "x" * 301}, ["text"]),
    ],
)
def test_what_is_missing_is_named(manager, town, data, names):
    action = make_action()
    answer = move(manager, action, **data)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert sorted(each["name"] for each in answer.json()["invalidParams"]) == names
    action.refresh_from_db()
    assert action.state == "planned"


def test_who_comes_too_late_changes_nothing(manager, town):
    action = make_action()
    move_action(by=make_manager(), action=action, to="doing", now=NOW)
    answer = move(manager, action, state="planned", to="dropped", text="Niet meer nodig.")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert move(manager, action, state="planned", to="planned", text="Zo.").status_code == 409
    # What was done already is done.
    assert move(manager, action, state="planned", to="doing").status_code == 200
    action.refresh_from_db()
    assert action.state == "doing"


def test_who_may_move_an_action(program_of, town):
    action = make_action()
    codes = {
        name: move(program, action, state="planned", to="planned", text="Zo.").status_code
        for name, program in {
            "manager": program_of("manager"),
            "head": program_of("head", action.department),
            "other head": program_of("head", make_department("burgerzaken")),
            "board": program_of("board"),
            "lead": program_of("kcc_lead"),
            "colleague": program_of("handler", action.department),
            "somebody else": program_of("handler", make_department("burgerzaken")),
            "administrator": program_of("administrator"),
        }.items()
    }
    assert codes == {
        "manager": 200, "head": 200, "other head": 403, "board": 403, "lead": 403,
        "colleague": 403, "somebody else": 404, "administrator": 403,
    }  # fmt: skip
    assert program_of("manager").get(f"{ACTIONS}/{action.public_id}/move").status_code == 405


def test_the_course_of_a_figure_costs_what_it_costs_on_screen(manager, town):
    action = make_action(kpi="fcr_pct", expected=60.0)
    manager.get(ACTIONS)
    assert counted(manager, f"{ACTIONS}/{action.public_id}") == 8
