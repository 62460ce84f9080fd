"""The catalogue: whole, and refused with reasons when it is not."""

import copy

import pytest
import yaml

from maturity.catalogue import (
    DATA,
    CatalogueError,
    Threshold,
    catalogue,
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
    assert {len(cell.statements) for cell in cells} == {3, 4}


def test_catalogue_counts():
    whole = catalogue()
    assert (len(whole.statements), len(whole.figures), len(whole.phases)) == (87, 32, 5)
    assert [level.value for level in whole.scale] == [0, 1, 2, 3]
    assert (whole.rule.average, whole.rule.key_score, whole.version) == (2.0, 2, "1.0")
    assert sum(pillar.count for pillar in whole.pillars) == 87


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


def test_missing_pillars_phases_and_cells_are_named(data):
    data["fasen"].pop()
    data["vragen"] = [r for r in data["vragen"] if r["code"][:4] != "P2F3"]
    assert problems_of(data) == [
        "The phases are not numbered one to five.",
        "producten-kanalen, phase 3 has no statements.",
    ]
    data["pijlers"].pop()
    assert problems_of(data)[0] == "There are 4 pillars; there should be five."
