"""The catalogue: whole, and refused with reasons when it is not."""

import copy

import pytest
import yaml

from maturity.catalogue import (
    DATA,
    CatalogueError,
    Threshold,
    catalogue,
    kept_catalogue,
    problems_of,
    read_catalogue,
)


@pytest.fixture
def data():
    return copy.deepcopy(yaml.safe_load(DATA.read_text(encoding="utf-8")))


def test_catalogue_has_25_cells_with_one_key_statement_each():
    cells = [cell for pillar in catalogue().pillars for cell in pillar.cells]
    assert len(cells) == 25
    assert {sum(s.key for s in cell.statements) for cell in cells} == {1}
    assert {cell.key_statement.key for cell in cells} == {True}
    assert {len(cell.statements) for cell in cells} == {3, 4, 5}


def test_catalogue_counts():
    whole = catalogue()
    assert (len(whole.statements), len(whole.figures), len(whole.phases)) == (96, 32, 5)
    assert [level.value for level in whole.scale] == [0, 1, 2, 3]
    assert (whole.rule.average, whole.rule.key_score, whole.version) == (2.0, 2, "2.0")
    assert sum(pillar.count for pillar in whole.pillars) == 96


def test_catalogue_keeps_threshold_and_figure_of_a_statement():
    statement = catalogue().statements[0]
    assert (statement.code, statement.figure, statement.threshold) == (
        "P1F1S1",
        "fcr_pct",
        Threshold(">=", 50),
    )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"code": "P1F1S2"}, "P1F1S2 occurs more than once."),
        ({"kern": False}, "prestaties, phase 1 has 0 key statements, not one."),
        ({"pijler": "geluk"}, "P1F1S1 is of the unknown pillar “geluk”."),
        ({"fase": 6}, "P1F1S1 is of phase 6; phases run from one to five."),
        ({"text": " "}, "P1F1S1 has no text."),
        ({"text": "Inwoners bellen"}, "P1F1S1 does not end with a full stop."),
        (
            {"text": f"{'Inwoners bellen. ' * 12}Nu."},
            "P1F1S1 has 207 characters; at most 200 can be read at once.",
        ),
        ({"evidence": ""}, "P1F1S1 has no evidence."),
        ({"action": " "}, "P1F1S1 has no next step."),
        ({"code": "Q1"}, "Q1 is no code of a statement, such as P2F3S1."),
        (
            {"code": "P2F1S9"},
            "P2F1S9 does not say where it stands: prestaties, phase 1.",
        ),
        ({"kpi": "humeur"}, "P1F1S1 points at the unknown figure “humeur”."),
        ({"kpi": None}, "P1F1S1 has a threshold in a direction its figure does not have."),
        (
            {"drempel": {"op": "<=", "waarde": 50}},
            "P1F1S1 has a threshold in a direction its figure does not have.",
        ),
    ],
)
def test_a_wrong_statement_is_named(data, change, problem):
    data["vragen"][0].update(change)
    assert problem in problems_of(data)
    with pytest.raises(CatalogueError) as refusal:
        read_catalogue(data)
    assert problem in refusal.value.problems


def test_a_second_key_statement_is_named(data):
    data["vragen"][1]["kern"] = True
    assert problems_of(data) == ["prestaties, phase 1 has 2 key statements, not one."]


def test_a_key_statement_behind_the_others_is_named(data):
    rows = data["vragen"]
    rows[0], rows[1] = rows[1], rows[0]
    assert problems_of(data) == ["prestaties, phase 1 does not begin with its key statement."]


def test_two_statements_with_the_same_text_are_named(data):
    data["vragen"][1]["text"] = data["vragen"][0]["text"].upper()
    assert problems_of(data) == ["P1F1S1, P1F1S2 have the same text."]


@pytest.mark.parametrize(
    ("code", "value", "problem"),
    [
        (
            "P1F3S1",
            40,
            "prestaties asks less of “fcr_pct” in phase 3 (40) than in phase 1 (50).",
        ),
        (
            "P3F4S5",
            16,
            "processen-besturing asks less of “open_te_laat_pct” in phase 4 (16) than in phase 3 "
            "(15).",
        ),
    ],
)
def test_a_higher_phase_that_asks_less_of_the_same_figure_is_named(data, code, value, problem):
    next(row for row in data["vragen"] if row["code"] == code)["drempel"]["waarde"] = value
    assert problems_of(data) == [problem]


def test_the_same_threshold_in_a_higher_phase_is_no_problem(data):
    next(row for row in data["vragen"] if row["code"] == "P1F3S1")["drempel"]["waarde"] = 50
    assert problems_of(data) == []


def test_an_edition_that_was_kept_is_read_without_todays_rules(data):
    data["vragen"][0]["text"] = "Zonder punt"
    assert kept_catalogue(data).statement("P1F1S1").text == "Zonder punt"
    with pytest.raises(CatalogueError):
        read_catalogue(data)


def test_every_version_says_what_changed(data):
    versions = [each["versie"] for each in data["meta"]["wijzigingen"]]
    assert versions == ["2.0", "1.0"]
    assert versions[0] == data["meta"]["versie"]


def test_no_statement_is_long(data):
    """What a respondent reads fits in about two lines; one of them takes some fifteen seconds."""
    assert max(len(row["text"]) for row in data["vragen"]) <= 110


def test_missing_pillars_phases_and_cells_are_named(data):
    data["fasen"].pop()
    data["vragen"] = [r for r in data["vragen"] if r["code"][:4] != "P2F3"]
    assert problems_of(data) == [
        "The phases are not numbered one to five.",
        "producten-kanalen, phase 3 has no statements.",
    ]
    data["pijlers"].pop()
    assert problems_of(data)[0] == "There are 4 pillars; there should be five."
