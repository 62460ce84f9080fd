"""What came out of a round over the API: as on screen, and nothing of anybody."""

import json

import pytest

from maturity.catalogue import catalogue
from tests.api.assessments import ROUNDS, V1, outcome_of, told_by
from tests.factories import NOW, make_user
from tests.maturity import reported
from tests.maturity.plans import settled
from tests.maturity.town import make_round


@pytest.mark.parametrize("state", ["draft", "open", "consensus", "cancelled"])
def test_before_it_is_settled_there_is_no_outcome(manager, program_of, state):
    round_ = make_round(state, form="short")
    path = f"{ROUNDS}/{round_.public_id}"
    told = told_by(manager, path)
    assert (told["state"], told["phase"], told["pillars"], told["outcome"]) == (
        state, None, None, None,
    )  # fmt: skip
    assert manager.get(path + "/pdf").status_code == 404
    assert program_of("board").get(path).status_code == 404


@pytest.fixture
def rich(town):
    return reported.rich_round()


def test_phases_and_why_the_next_is_not_reached(manager, town):
    told = outcome_of(manager, settled())
    assert (told["phase"], told["lowest"], told["lagging"]) == (1, ["systemen-informatie"], [])
    assert [each["phase"] for each in told["pillars"]] == [2, 3, 2, 1, 2]
    assert told["text"].startswith("Together this is phase 1,")
    assert told["conclusion"] == "Wij weten waar wij staan."
    first = told["pillars"][0]
    assert (first["slug"], first["share"]) == ("prestaties", 0.0)
    assert first["reasons"] == [
        {
            "why": "key", "phase": 3, "statement": "P1F3S1",
            "text": "Phase 3 not reached: key statement P1F3S1 is “niet”.",
        },
        {
            "why": "average", "phase": 3, "statement": None,
            "text": "Phase 3 not reached: its statements score 0.00 on average, 2.00 is needed.",
        },
    ]  # fmt: skip
    assert [(each["phase"], each["reached"], each["meets"]) for each in first["cells"]] == [
        (1, True, True), (2, True, True), (3, False, False), (4, False, False), (5, False, False),
    ]  # fmt: skip
    assert (first["cells"][2]["done"], first["cells"][2]["standing"]) == (0, "Not yet")
    assert first["cells"][2]["reasons"] == first["reasons"]
    assert told["note"].startswith("An indication, not a verdict.")


def test_every_statement_with_answer_figure_mirror_and_counts(manager, rich):
    told = outcome_of(manager, rich)
    by_code = {each["code"]: each for each in told["statements"]}
    assert {*by_code} == {each.code for each in catalogue().statements} | {"E1"}
    first = by_code["P1F1S1"]
    assert (first["pillar"], first["phase"], first["key"], first["own"]) == (
        "prestaties", 1, True, False,
    )  # fmt: skip
    assert first["answer"] == {
        "value": 3, "notApplicable": False, "text": "volledig", "note": "Zie het jaarverslag.",
    }  # fmt: skip
    assert first["counts"] == {
        "values": [0, 0, 0, 10], "notApplicable": 0, "unknown": 0, "deviation": 0.0, "talk": False,
    }  # fmt: skip
    left_out = by_code["P1F1S2"]
    assert (left_out["answer"]["value"], left_out["answer"]["notApplicable"]) == (None, True)
    assert left_out["counts"]["notApplicable"] == 10
    assert (by_code["E1"]["own"], by_code["E1"]["answer"]["value"]) == (True, 1)
    measured = [each["figure"] for each in by_code.values() if each["figure"]]
    direct = next(each for each in measured if each["kpi"] == "fcr_pct")
    assert (direct["number"], direct["text"], direct["few"]) == (85.5, "85.5 %", False)
    mirrored = [each for each in by_code.values() if each["mirror"]]
    assert {each["mirror"] for each in mirrored} <= {"favourable", "modest"}
    assert mirrored


def test_how_people_saw_it_is_told_in_numbers(manager, rich):
    told = outcome_of(manager, rich)
    first = told["pillars"][0]
    text = first["estimates"].pop("text")
    assert first["estimates"] == {"lowest": 2, "middle": 2.0, "highest": 2, "count": 10}
    assert text.startswith("Estimated at phase 2, came out at 1")
    assert sum(first["spread"]["counts"]) == 10
    assert len(first["spread"]["counts"]) == 6
    assert [(each["group"], each["invited"], each["handedIn"]) for each in told["groups"]] == [
        ("kcc", 4, 4), ("heads", 3, 3), ("management", 3, 3),
    ]  # fmt: skip
    assert {*told["groups"][0]["phases"]} == {each.slug for each in catalogue().pillars}


def test_it_names_the_round_before(manager, rich):
    before = outcome_of(manager, rich)["previous"]
    assert told_by(manager, f"{ROUNDS}/{before}")["title"] == "Ronde 2025"
    assert told_by(manager, f"{ROUNDS}/{before}")["outcome"]["previous"] is None


@pytest.mark.parametrize(("people", "told"), [(1, False), (2, False), (3, True)])
def test_of_few_people_no_number_is_told(manager, people, told):
    round_ = make_round("final", form="short", respondents=[("agent", "kcc")] * people)
    outcome = outcome_of(manager, round_)
    assert {each["counts"] is not None for each in outcome["statements"]} == {told}
    assert {each["estimates"] is not None for each in outcome["pillars"]} == {told}
    assert {each["spread"] is not None for each in outcome["pillars"]} == {told}
    assert [bool(each["phases"]) for each in outcome["groups"]] == [told]
    kinds = [each["kind"] for each in outcome["cautions"]]
    assert ("few-people" in kinds) is not told


def test_nothing_of_anybody_is_told(manager, town):
    """Not a name, a comment or a reason, and not who led it."""
    round_ = reported.rich_round()
    respondent = round_.respondents.order_by("pk").first()
    respondent.responses.update(comment="Dit zei ik alleen.", reason="Een reden van mij.")
    text = json.dumps(told_by(manager, f"{ROUNDS}/{round_.public_id}"))
    assert "Dit zei ik alleen" not in text
    assert "Een reden van mij" not in text
    for each in round_.respondents.select_related("user"):
        assert each.user.get_display_name() not in text
        assert str(each.public_id) not in text
    assert round_.leader.get_display_name() not in text
    assert str(round_.share_id) not in text


def test_sentences_are_in_the_language_of_the_person(program_of, town):
    round_ = make_round("final", form="short")
    dutch = program_of("board")
    answer = dutch.get(f"{ROUNDS}/{round_.public_id}")
    english = program_of(None, user=make_user("board", language="en"))
    other = english.get(f"{ROUNDS}/{round_.public_id}")
    assert (answer["Content-Language"], other["Content-Language"]) == ("nl", "en")
    assert other.json()["outcome"]["note"].startswith("An indication")
    # The language of one request is not that of the next.
    assert dutch.get(f"{V1}/catalogue")["Content-Language"] == "nl"


# -- Files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF-"), ("xlsx", b"PK")])
def test_the_report_as_a_file(manager, kind, begins):
    round_ = make_round("final", form="short")
    answer = manager.get(f"{ROUNDS}/{round_.public_id}/{kind}")
    name = f"self-assessment-organisation-{NOW:%Y-%m-%d}.{kind}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert (answer.content[: len(begins)], answer["API-Version"]) == (begins, "1.5.0")
    assert answer["Cache-Control"] == "no-store"
