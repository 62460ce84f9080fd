"""The rounds other tests stand on."""

from datetime import timedelta

import pytest

from maturity.evidence.services import evidence_of
from maturity.models import Edition, Response
from tests.factories import NOW, make_contact
from tests.maturity.town import answer_all, load_edition, make_own, make_round

pytestmark = pytest.mark.django_db


def test_a_round_is_open_with_four_respondents_and_no_answers():
    found = make_round()
    assert found.state == "open"
    assert [row.group for row in found.respondents.order_by("pk")] == [
        "kcc", "heads", "management", "employees",
    ]  # fmt: skip
    assert not Response.objects.exists()


def test_in_consensus_everybody_handed_in_what_was_told():
    found = make_round("consensus", form="short", answers=lambda number, code: number)
    rows = found.respondents.order_by("pk").prefetch_related("responses")
    assert [{each.value for each in row.responses.all()} for row in rows] == [{0}, {1}, {2}, {3}]
    assert [len(row.responses.all()) for row in rows] == [25] * 4


def test_answers_by_code_leave_the_others_at_two():
    found = make_round("consensus", answers={"P1F1S1": 0}, respondents=[("agent", "kcc")])
    values = dict(found.respondents.get().responses.values_list("code", "value"))
    assert (values["P1F1S1"], values["P1F1S2"]) == (0, 2)


def test_one_answers_and_hands_in_or_not():
    found = make_round(respondents=[("agent", "kcc")])
    respondent = answer_all(found.respondents.get(), 3, submit=False)
    assert (respondent.started_at is not None, respondent.submitted_at) == (True, None)


def test_an_own_statement_is_there():
    assert make_own().code == "E1"


def test_a_final_round_has_the_result_of_what_the_group_settled_on():
    found = make_round("final", answers=3, final={"P1F1S1": 0}, respondents=[("agent", "kcc")])
    assert (found.state, found.final_at is not None) == ("final", True)
    assert found.answers.get(code="P1F1S1").value == 0


@pytest.mark.parametrize("state", ["draft", "open", "consensus", "final", "cancelled"])
def test_a_round_of_every_state(state):
    assert make_round(state, form="short", respondents=[("agent", "kcc")]).state == state


def test_the_figures_of_a_round_are_those_that_are_read():
    for _twice in range(2):
        found = make_round()
        assert found.evidence == evidence_of(found, now=NOW)
    make_contact(at=NOW - timedelta(days=30))
    # In October, of which both rounds tell.
    after = make_round()
    assert after.evidence == evidence_of(after, now=NOW)
    assert after.evidence != found.evidence


def test_the_edition_of_a_later_test_is_that_of_the_first():
    first = load_edition()
    Edition.objects.all().delete()
    again = load_edition()
    assert (again.pk, again.digest, again.content) == (first.pk, first.digest, first.content)
