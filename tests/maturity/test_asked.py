"""What a round asks: everything or the key statements, with what the municipality adds."""

import pytest

from maturity import scoring
from maturity.asked import asked_of
from maturity.scoring import Answer
from tests.maturity.town import make_own, make_round

pytestmark = pytest.mark.django_db
ONE = (("agent", "kcc"),)


def test_everything_in_the_order_of_the_catalogue():
    asked = asked_of(make_round("draft"))
    assert len(asked.pillars) == 5
    assert [each.code for each in asked.of_pillar("prestaties")][:2] == ["P1F1S1", "P1F1S2"]
    assert len(asked.by_code) == len(asked.catalogue.statements) > 80
    assert asked.of_pillar("er-is-er-geen") == ()


def test_short_form_asks_the_key_statements():
    make_own()
    asked = asked_of(make_round("open", form="short", respondents=ONE))
    assert len(asked.by_code) == 25
    assert all(each.key for each in asked.by_code.values())


def test_own_statements_stand_last_and_count_for_no_phase():
    make_own(kpi="fcr_pct", operator=">=", value=40)
    asked = asked_of(make_round("open", respondents=ONE))
    cell = asked.catalogue.pillar("prestaties").cells[0]
    own = cell.statements[-1]
    assert (own.code, own.own, own.key, own.figure, own.threshold.value) == (
        "E1", True, False, "fcr_pct", 40,
    )  # fmt: skip
    everything = {code: Answer(3) for code in asked.by_code}
    outcome = scoring.outcome(asked.catalogue, everything | {"E1": Answer(0)})
    assert outcome.phase == 5
    assert outcome.pillars[0].cells[0].counted == len(cell.statements) - 1


def test_a_round_keeps_what_it_asked():
    row = make_own()
    assessment = make_round("open", respondents=ONE)
    row.text = "Iets anders."
    row.save()
    assert asked_of(assessment).by_code["E1"].text == "De wijkteams kennen het klantcontactcentrum."
