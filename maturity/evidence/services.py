"""Reading the figures of a round anew."""

from datetime import datetime

from django.db import transaction

from dashboard.evidence import selectors as figures
from maturity.asked import asked_of
from maturity.evidence.places import departments_of
from maturity.models import Assessment

State = Assessment.State
# As long as nobody speaks about them together, the figures may be read again.
BEFORE_THE_CONSENSUS = (State.DRAFT, State.OPEN)


@transaction.atomic(savepoint=False)
def refresh(*, assessment: Assessment, now: datetime) -> bool:
    """Keep what the figures of its period say now; False when the round does not take figures any
    more. Joins the caller's transaction."""
    found = evidence_of(assessment, now=now)
    rows = Assessment.objects.filter(pk=assessment.pk, state__in=BEFORE_THE_CONSENSUS)
    if not rows.update(evidence=found, evidence_at=now):
        return False
    assessment.evidence, assessment.evidence_at = found, now
    return True


def evidence_of(assessment: Assessment, *, now: datetime) -> dict[str, dict]:
    """KPI -> what it says, as the round keeps it."""
    statements = asked_of(assessment).catalogue.statements
    kpis = sorted({each.figure for each in statements if each.figure})
    read = figures.readings(
        kpis,
        departments=departments_of(assessment),
        span=(assessment.figures_first, assessment.figures_last),
        now=now,
    )
    return {kpi: _as_json(reading) for kpi, reading in read.items()}


def _as_json(reading: figures.Reading) -> dict:
    told = {
        "number": reading.number,
        "whole": reading.whole,
        "few": reading.few,
        "provisional": reading.provisional,
        "missing": str(reading.missing) if reading.missing else "",
        "shares": [[name, round(share, 1)] for name, share in reading.shares],
    }
    return {name: value for name, value in told.items() if value or name == "number"}
