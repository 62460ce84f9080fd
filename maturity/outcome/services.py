"""Settling the result of a round, and removing the answers of persons afterwards."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kcc.audit.services import record
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.access import access_of
from kcc.organisation.models import User
from maturity.asked import asked_of
from maturity.audience import may_run
from maturity.models import Assessment, Estimate, Response
from maturity.outcome.selectors import final_answers, result_of
from maturity.outcome.shape import Result, as_json

State = Assessment.State


@transaction.atomic
def settle_result(
    *, assessment: Assessment, by: User, conclusion: str, now: datetime
) -> Assessment:
    """Write down what came out, once. DomainError as long as a statement has no final answer;
    Conflict when it was settled or stopped meanwhile."""
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("edition")
    held = rows.get(pk=assessment.pk)
    if not may_run(access_of(by)):
        raise DomainError(_("The KCC manager settles the result."))
    if held.state != State.CONSENSUS:
        raise Conflict(_("This round is not in consensus any more."))
    _refuse_gaps(held)
    result = result_of(held)
    held.state, held.result = State.FINAL, as_json(result)
    held.conclusion, held.final_at = conclusion, now
    held.save(update_fields=["state", "result", "conclusion", "final_at"])
    _record(held, result, by=by, now=now)
    return held


def _refuse_gaps(assessment: Assessment) -> None:
    """Own statements too: what is asked is settled."""
    missing = asked_of(assessment).by_code.keys() - final_answers(assessment).keys()
    if missing:
        raise DomainError(
            ngettext(
                "%(count)s statement has no final answer yet.",
                "%(count)s statements have no final answer yet.",
                len(missing),
            )
            % {"count": len(missing)}
        )


def _record(assessment: Assessment, result: Result, *, by: User, now: datetime) -> None:
    detail = {"phase": result.outcome.phase, "handed_in": result.handed_in}
    record(by=by, action="maturity.settled", obj=assessment, detail=detail, at=now)


@transaction.atomic
def forget_answers(*, now: datetime) -> int:
    """Remove who answered and estimated what, of rounds that were settled or stopped longer ago
    than MATURITY_ANSWERS_KEPT_DAYS; the counts stay with the result. How many rounds."""
    before = now - timedelta(days=settings.MATURITY_ANSWERS_KEPT_DAYS)
    over = Assessment.objects.filter(forgotten_at__isnull=True)
    found = list(over.filter(final_at__lt=before) | over.filter(cancelled_at__lt=before))
    for assessment in found:
        # Not by a join: a planner that has not seen the tables yet would try every pair of rows.
        of_this = {"respondent__in": assessment.respondents.all()}
        answers, _rows = Response.objects.filter(**of_this).delete()
        estimates, _rows = Estimate.objects.filter(**of_this).delete()
        Assessment.objects.filter(pk=assessment.pk).update(forgotten_at=now)
        detail = {"answers": answers, "estimates": estimates}
        record(by=None, action="maturity.forgotten", obj=assessment, detail=detail, at=now)
    return len(found)
