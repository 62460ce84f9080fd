"""What came out of a round: live in the consensus, kept when it is settled, without persons."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from kcc.audit.models import AuditEvent
from kcc.lib.errors import Conflict, DomainError
from maturity.asked import asked_of
from maturity.models import Assessment, Estimate, FinalAnswer, Response
from maturity.outcome import as_json, from_json
from maturity.outcome.selectors import result_of
from maturity.outcome.services import forget_answers, settle_result
from maturity.scoring import Answer
from tests.factories import NOW, make_user
from tests.maturity.town import NOT_APPLICABLE, UNKNOWN, answer_all, make_manager, make_round
from tests.statements import statements

pytestmark = pytest.mark.django_db
FIVE = (("agent", "kcc"), ("head", "heads"), ("board", "management"), ("handler", "employees"),
        ("kcc_lead", "kcc"))  # fmt: skip


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def settle(assessment, by=None, **values):
    given = {"conclusion": "Zo staan wij ervoor.", "now": NOW} | values
    return settle_result(assessment=assessment, by=by or make_manager(), **given)


def reread(assessment):
    return Assessment.objects.select_related("edition").get(pk=assessment.pk)


@pytest.mark.parametrize("state", ["draft", "open", "cancelled"])
def test_nobody_reads_anything_before_the_consensus(state):
    with pytest.raises(ValueError, match="no result"):
        result_of(make_round(state))


def test_only_who_handed_in_counts():
    assessment = make_round("open", respondents=FIVE)
    for number, respondent in enumerate(assessment.respondents.order_by("pk")):
        answer_all(respondent, number % 4, submit=number != 3)
    Assessment.objects.filter(pk=assessment.pk).update(state="consensus", consensus_at=NOW)
    result = result_of(reread(assessment))
    # 0, 1, 2 and again 0; the 3 was never handed in.
    assert result.counts["P1F1S1"].values == (2, 1, 1, 0)
    assert result.groups == {
        "kcc": (2, 2), "heads": (1, 1), "management": (1, 1), "employees": (1, 0)
    }  # fmt: skip
    assert (result.invited, result.handed_in) == (5, 4)
    assert result.estimates["prestaties"].phases == (2, 2, 2, 2)
    assert result.outcome.phase == 0


def test_who_does_not_know_is_counted_apart():
    given = {0: UNKNOWN, 1: NOT_APPLICABLE, 2: 3, 3: 3}
    assessment = make_round(
        "consensus", answers=lambda n, code: given[n] if code == "P1F1S2" else 2
    )
    counts = result_of(assessment).counts["P1F1S2"]
    assert (counts.values, counts.not_applicable, counts.unknown) == ((0, 0, 0, 2), 1, 1)
    assert (counts.total, counts.agreed, counts.talk) == (4, None, True)


def test_agreement_leaves_out_who_does_not_know():
    given = {0: UNKNOWN, 1: 3, 2: 3, 3: 3}
    assessment = make_round("consensus", answers=lambda n, _code: given[n])
    assert result_of(assessment).counts["P1F1S1"].agreed == Answer(3)


def test_nothing_is_settled_with_a_gap():
    assessment = make_round("consensus")
    by = make_manager()
    FinalAnswer.objects.create(assessment=assessment, code="P1F1S1", value=3, set_at=NOW, set_by=by)
    with pytest.raises(DomainError, match="statements have no final answer"):
        settle(assessment)
    assert reread(assessment).result is None


def test_what_is_kept_is_what_was_reckoned():
    assessment = make_round("final", answers={"P1F3S1": 1})
    kept = reread(assessment)
    with statements() as seen:
        result = result_of(kept)
    assert len(seen) == 0
    assert result.outcome.pillar("prestaties").phase == 2
    assert (kept.result["phase"], as_json(result)) == (2, kept.result)
    assert kept.conclusion == "Wij weten waar wij staan."
    assert [e.detail for e in AuditEvent.objects.filter(action="maturity.settled")] == [
        {"phase": 2, "handed_in": 4}
    ]


def test_a_result_has_one_order_however_it_was_kept():
    assessment = reread(make_round("final"))
    kept, asked = assessment.result, asked_of(assessment)
    turned = {
        name: dict(reversed(each.items())) if isinstance(each, dict) else each
        for name, each in kept.items()
    }
    ours, theirs = from_json(kept, asked), from_json(turned, asked)
    assert list(theirs.answers) == list(ours.answers) == list(asked.by_code)
    assert list(theirs.spreads) == [each.slug for each in asked.pillars]
    assert list(theirs.groups) == ["kcc", "heads", "management", "employees"]


def test_settled_once_and_by_the_manager_only():
    assessment = make_round("final")
    with pytest.raises(Conflict):
        settle(assessment)
    with pytest.raises(DomainError, match="KCC manager"):
        settle(make_round("consensus"), by=make_user("head", username="hoofd"))


@pytest.mark.parametrize("number", [1, 3])
def test_statements_in_the_consensus(number):
    assessment = reread(make_round("consensus", respondents=FIVE[:number]))
    with statements() as seen:
        result_of(assessment)
    assert len(seen) == 5


def test_answers_of_persons_are_removed_and_the_counts_stay(settings):
    settings.MATURITY_ANSWERS_KEPT_DAYS = 90
    settled, stopped = make_round("final"), make_round("cancelled")
    for respondent in stopped.respondents.all():
        answer_all(respondent, 1)
    running = make_round("consensus")
    assert forget_answers(now=NOW + timedelta(days=89)) == 0
    later = NOW + timedelta(days=91)
    assert forget_answers(now=later) == 2
    assert forget_answers(now=later) == 0
    left = Response.objects.values_list("respondent__assessment", flat=True)
    assert set(left) == {running.pk}
    assert set(Estimate.objects.values_list("respondent__assessment", flat=True)) == {running.pk}
    assert settled.respondents.count() == 4
    kept = reread(settled)
    assert kept.forgotten_at == later
    assert result_of(kept).counts["P1F1S1"].values == (0, 0, 4, 0)
    found = AuditEvent.objects.filter(action="maturity.forgotten").order_by("pk")
    assert [sorted(event.detail) for event in found] == [["answers", "estimates"]] * 2
