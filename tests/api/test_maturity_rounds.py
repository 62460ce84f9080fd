"""The rounds of the self-assessment over the API, and the statements they ask: who finds which."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from kcc.organisation.models import Membership, Role
from maturity.catalogue import catalogue
from maturity.plan.services import move_action
from tests.api.assessments import (
    ACTIONS,
    MOMENT,
    PERMITS,
    ROUNDS,
    V1,
    counted,
    outcome_of,
    titles,
    told_by,
)
from tests.factories import NOW, make_department, make_user
from tests.maturity.plans import make_action, settled
from tests.maturity.town import FOUR, make_manager, make_own, make_round
from tests.town import make_domain

READS_ORGANISATION = {Role.MANAGER, Role.BOARD, Role.HEAD, Role.KCC_LEAD}
CAN_BE_ASKED = READS_ORGANISATION | {Role.AGENT, Role.HANDLER}
A_YEAR_AGO = NOW - timedelta(days=365)


# -- Who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role.values)
def test_a_round_of_the_organisation_by_role(program_of, role):
    round_ = make_round("final", form="short")
    program = program_of(role)
    if role not in CAN_BE_ASKED:
        assert program.get(ROUNDS).status_code == 403
        assert program.get(f"{ROUNDS}/{round_.public_id}").status_code == 403
        return
    reads = role in READS_ORGANISATION
    assert titles(program) == (["Ronde 2026"] if reads else [])
    answer = program.get(f"{ROUNDS}/{round_.public_id}")
    assert answer.status_code == (200 if reads else 404)
    kind = "application/json" if reads else "application/problem+json"
    assert answer["Content-Type"] == kind


@pytest.mark.parametrize("role", sorted(CAN_BE_ASKED))
def test_a_round_of_a_department_is_for_its_heads_and_above(program_of, role):
    round_ = make_round("final", form="short", department=make_department("elders"))
    expected = 200 if role in (Role.MANAGER, Role.BOARD) else 404
    path = f"{ROUNDS}/{round_.public_id}"
    assert program_of(role).get(path).status_code == expected
    assert program_of(role).get(f"{path}/xlsx").status_code == expected
    assert program_of(Role.HEAD, make_department("elders")).get(path).status_code == 200


def test_who_took_part_reads_what_came_out(program_of, town):
    agent = make_user("agent")
    round_ = make_round("final", form="short", respondents=[(agent, "kcc"), *FOUR[1:]])
    program = program_of(None, user=agent)
    assert titles(program) == ["Ronde 2026"]
    assert outcome_of(program, round_)["phase"] == 5


@pytest.mark.parametrize("path", ["assessments", "actions", "catalogue", f"actions/{uuid4()}"])
def test_without_a_key_there_is_nothing(stranger, path):
    answer = stranger.get(f"{V1}/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


# -- The list -------------------------------------------------------------------------------------


def test_a_line_in_the_list(manager):
    department = make_department("vergunningen")
    round_ = make_round("final", form="short", department=department, meeting_on=date(2026, 12, 8))
    assert told_by(manager, ROUNDS) == {
        "next": None,
        "previous": None,
        "results": [
            {
                "id": str(round_.public_id),
                "title": "Ronde 2026",
                "department": PERMITS,
                "domain": None,
                "form": "short",
                "state": "final",
                "edition": catalogue().version,
                "inhabitants": 60000,
                "size": "medium",
                "figuresFirst": round_.figures_first.isoformat(),
                "figuresLast": round_.figures_last.isoformat(),
                "closesOn": round_.closes_on.isoformat(),
                "meetingOn": "2026-12-08",
                "openedAt": MOMENT,
                "settledAt": MOMENT,
                "phase": 5,
                "pillars": [{"slug": each.slug, "phase": 5} for each in catalogue().pillars],
            }
        ],
    }


@pytest.fixture
def archive(town):
    """Two rounds of the organisation, one of a department and one of a domain, and three that are
    not settled."""
    values = {"form": "short"}
    make_round("final", title="Vorig jaar", now=A_YEAR_AGO, **values)
    make_round("final", title="Vergunningen", department=make_department("vergunningen"), **values)
    make_round("final", title="Domein", domain=make_domain("vergunningen"), **values)
    make_round("final", title="Dit jaar", **values)
    make_round("consensus", title="Overleg", **values)
    make_round("open", title="Loopt", **values)
    make_round("draft", title="Later", **values)


EVERYTHING = ["Dit jaar", "Domein", "Vergunningen", "Vorig jaar"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", EVERYTHING),
        ("?state=final", EVERYTHING),
        ("?about=organisation", ["Dit jaar", "Vorig jaar"]),
        ("?about=departments", ["Vergunningen"]),
        ("?about=domains", ["Domein"]),
        ("?department=vergunningen", ["Vergunningen"]),
        ("?department=nergens", []),
        ("?domain=vergunningen", ["Domein"]),
        ("?year=2025", ["Vorig jaar"]),
        ("?year=2026&about=organisation", ["Dit jaar"]),
        ("?state=consensus", ["Overleg"]),
        ("?state=open", ["Loopt"]),
        ("?state=draft&year=2026", ["Later"]),
        ("?state=cancelled", []),
    ],
)
def test_the_list_is_narrowed(manager, archive, query, expected):
    assert titles(manager, query) == expected


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("assessments?state=x&about=x&year=x", ["about", "state", "year"]),
        ("assessments?year=99999", ["year"]),
        ("assessments?pageSize=0", ["pageSize"]),
        ("actions?state=x&owner=x&pillar=x&assessment=x",
         ["assessment", "owner", "pillar", "state"]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(manager, path, names):
    answer = manager.get(f"{V1}/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert sorted(each["name"] for each in answer.json()["invalidParams"]) == names


def test_what_is_not_settled_is_for_who_runs_rounds(program_of, archive):
    for state in ("draft", "open", "consensus"):
        assert titles(program_of("board"), f"?state={state}") == []


def test_pages_follow_each_other(manager, archive):
    first = told_by(manager, ROUNDS + "?pageSize=3")
    second = told_by(manager, first["next"])
    assert [each["title"] for each in first["results"] + second["results"]] == EVERYTHING
    assert (second["next"], first["previous"]) == (None, None)
    assert second["previous"] is not None


# -- The statements -------------------------------------------------------------------------------


def test_the_statements_that_are_asked(program_of, town):
    make_round("draft")
    make_own()
    told = told_by(program_of("administrator"), f"{V1}/catalogue")
    known = catalogue()
    assert (told["version"], told["current"], told["editions"]) == (
        known.version, True, [known.version],
    )  # fmt: skip
    assert told["rule"] == {"average": 2.0, "keyScore": 2}
    assert [each["value"] for each in told["scale"]] == [0, 1, 2, 3]
    assert [each["number"] for each in told["phases"]] == [1, 2, 3, 4, 5]
    assert [each["slug"] for each in told["pillars"]] == [each.slug for each in known.pillars]
    by_code = {each["code"]: each for each in told["statements"]}
    assert {*by_code} == {each.code for each in known.statements} | {"E1"}
    assert (by_code["E1"]["own"], by_code["E1"]["key"]) == (True, False)
    first = known.statement("P1F1S1")
    assert by_code["P1F1S1"] == {
        "code": "P1F1S1", "pillar": "prestaties", "phase": 1, "key": True, "own": False,
        "text": first.text, "evidence": first.evidence, "action": first.action,
        "figure": first.figure,
        "threshold": vars(first.threshold) if first.threshold else None,
    }  # fmt: skip
    used = {each["figure"] for each in told["statements"] if each["figure"]}
    assert used == {each["slug"] for each in told["figures"]}


def test_a_version_nobody_has_is_not_there(manager):
    make_round("draft")
    assert manager.get(f"{V1}/catalogue?version=0.1").status_code == 404
    version = catalogue().version
    assert told_by(manager, f"{V1}/catalogue?version={version}")["version"] == version


@pytest.mark.parametrize("role", Role.values)
def test_who_reads_the_statements(program_of, role):
    expected = 200 if role in CAN_BE_ASKED | {Role.ADMINISTRATOR} else 403
    assert program_of(role).get(f"{V1}/catalogue").status_code == expected


# -- What it costs --------------------------------------------------------------------------------


def test_lists_cost_the_same_however_much_there_is(manager, town):
    round_ = settled()
    manager.get(ROUNDS)
    for more in (0, 2):
        for number in range(more):
            place = make_department(f"afdeling-{number}")
            settled(department=place, form="short")
            make_action(round_, department=place)
        make_action(round_)
        assert counted(manager, ROUNDS) == 3
        assert counted(manager, ACTIONS) == 3


def test_one_round_one_action_and_the_catalogue_cost_the_same(manager, program_of, town):
    round_ = settled()
    action = make_action(round_)
    head = program_of("head", action.department)
    board = program_of("board")
    for program in (manager, head, board):
        program.get(ROUNDS)
    for more in (0, 2):
        for number in range(more):
            settled(now=A_YEAR_AGO - timedelta(days=number), form="short")
            make_own(code=f"E{number + 1}")
            move_action(by=make_manager(), action=action, to=("doing", "planned")[number],
                        note="Zo.", now=NOW)  # fmt: skip
        assert counted(manager, f"{ROUNDS}/{round_.public_id}") == 5
        assert counted(manager, f"{ACTIONS}/{action.public_id}") == 4
        assert counted(head, f"{ACTIONS}/{action.public_id}") == 5
        assert counted(board, f"{V1}/catalogue") == 5
    assert Membership.objects.filter(user=head.user).count() == 1
