"""Settled rounds with everything a report can hold, and documents of them."""

from datetime import date, timedelta

from kcc.organisation.access import access_of
from maturity.models import Assessment, FinalAnswer, ImprovementAction, OwnStatement, Target
from maturity.report.document import compose
from maturity.report.selectors import source_of
from maturity.report.source import Source
from tests.factories import NOW, make_department
from tests.maturity.plans import make_action, owner_of
from tests.maturity.town import NOT_APPLICABLE, make_manager, make_own, make_round, settle_all

A_YEAR_AGO = NOW - timedelta(days=365)
TEN = [("agent", "kcc")] * 4 + [("head", "heads")] * 3 + [("board", "management")] * 3
EVIDENCE = {
    "fcr_pct": {"number": 85.5, "whole": 400},
    "terugbel_op_tijd_pct": {"number": 71.3, "whole": 146, "provisional": True},
}


def answers(number: int, code: str):
    """Phase 1 everywhere is done; of the others people think differently."""
    if code == "P1F1S2":
        return NOT_APPLICABLE
    if code.startswith("E"):
        return 1
    return 3 if code[3] == "1" else (ord(code[1]) + number) % 4


def rich_round(**values):
    """With an own statement, figures, notes, a round before, targets and actions."""
    make_round(
        "final", title="Ronde 2025", answers=lambda _number, code: 1, respondents=TEN[:1],
        now=A_YEAR_AGO, **values,
    )  # fmt: skip
    if not OwnStatement.objects.exists():
        make_own()
    found = settled_with(EVIDENCE, answers, respondents=TEN, **values)
    FinalAnswer.objects.filter(assessment=found, code="P1F1S1").update(note="Zie het jaarverslag.")
    return found


def settled_with(evidence: dict, answers, **values):
    """These figures lay beside it."""
    found = make_round("consensus", answers=answers, **values)
    Assessment.objects.filter(pk=found.pk).update(evidence=evidence)
    return settle_all(found, answers, by=make_manager())


def with_plan(assessment, actions=3):
    """Targets of two pillars, and so many actions with a figure, the first of them begun."""
    by = make_manager()
    for pillar, phase in (("prestaties", 3), ("systemen-informatie", 2)):
        Target.objects.create(
            assessment=assessment, pillar=pillar, phase=phase, due_on=date(2027, 9, 1),
            changed_at=NOW, changed_by=by,
        )  # fmt: skip
    slugs = ("vergunningen", "burgerzaken", "belastingen")
    for number in range(actions):
        place = make_department(slugs[number % 3])
        action = make_action(
            assessment, by=by, code="P1F3S1", department=place, owner=owner_of(place),
            kpi="fcr_pct", expected=60.0, text=f"Bel binnen twee dagen terug, deel {number + 1}.",
            due_on=date(2026, 12, 1 + number),
        )  # fmt: skip
        ImprovementAction.objects.filter(pk=action.pk).update(
            state="doing", started_on=date(2026, 9, 7), baseline=55.5
        )
    return assessment


def source(assessment, user=None, *, now=NOW) -> Source:
    user = user or make_manager()
    return source_of(access_of(user), user, assessment.public_id, now=now)


def document(assessment, user=None, *, now=NOW):
    return compose(source(assessment, user, now=now))
