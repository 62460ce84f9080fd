"""Reading what came out: of a settled round what it keeps, of a running one as it stands."""

from collections import defaultdict

from django.db.models import Count, Q

from maturity.asked import Asked, asked_of
from maturity.evidence import beside
from maturity.models import Assessment, Estimate, FinalAnswer, Respondent, Response
from maturity.outcome.shape import Given, Result, from_json, reckon
from maturity.scoring import Answer

State = Assessment.State


def result_of(assessment: Assessment) -> Result:
    """`assessment.edition` is loaded with it. Settled: no statement. In the consensus: five, with
    the final answers so far. Nobody reads anything before the consensus: ValueError."""
    asked = asked_of(assessment)
    if assessment.state == State.FINAL:
        return from_json(assessment.result, asked)
    if assessment.state != State.CONSENSUS:
        raise ValueError(f"no result of a round that is {assessment.state}")
    return reckon(
        asked,
        final=final_answers(assessment),
        given=given_in(assessment),
        groups=groups_of(assessment),
        suggested=suggested(asked, assessment),
    )


def final_answers(assessment: Assessment) -> dict[str, Answer]:
    """By code. One statement."""
    rows = FinalAnswer.objects.filter(assessment=assessment)
    found = rows.values_list("code", "value", "not_applicable")
    return {code: Answer(value, not_applicable) for code, value, not_applicable in found}


def given_in(assessment: Assessment) -> list[Given]:
    """What each respondent who handed in answered, in no order anybody can tell. Three
    statements."""
    rows = Respondent.objects.filter(assessment=assessment, submitted_at__isnull=False)
    groups = dict(rows.order_by("public_id").values_list("pk", "group"))
    answers, estimates = defaultdict(dict), defaultdict(dict)
    told = Response.objects.filter(respondent__in=groups).filter(
        Q(value__isnull=False) | Q(not_applicable=True) | Q(unknown=True)
    )
    for respondent, code, *answer in told.values_list(
        "respondent", "code", "value", "not_applicable", "unknown"
    ):
        answers[respondent][code] = Answer(*answer)
    for respondent, pillar, phase in Estimate.objects.filter(respondent__in=groups).values_list(
        "respondent", "pillar", "phase"
    ):
        estimates[respondent][pillar] = phase
    return [Given(group, answers[pk], estimates[pk]) for pk, group in groups.items()]


def groups_of(assessment: Assessment) -> dict[str, tuple[int, int]]:
    """(invited, handed in) by group. One statement."""
    rows = Respondent.objects.filter(assessment=assessment, invited_at__isnull=False)
    counted = (
        rows.order_by()
        .values("group")
        .annotate(invited=Count("pk"), handed_in=Count("pk", filter=Q(submitted_at__isnull=False)))
    )
    found = {each["group"]: (each["invited"], each["handed_in"]) for each in counted}
    return {group: found[group] for group in Respondent.Group.values if group in found}


def suggested(asked: Asked, assessment: Assessment) -> dict[str, int | None]:
    """What the figures that were kept with the round suggest, by code."""
    return {code: each.suggested for code, each in beside(asked, assessment).items()}
