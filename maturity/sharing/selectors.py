"""Outcomes of others, and which of our own can be given away."""

from datetime import date

from kcc.lib.periods import local_day
from maturity.models import Assessment, SharedResult
from maturity.outcome.selectors import result_of
from maturity.sharing.exchange import Shared, Standing

# Older than this many years before a round an outcome says little about now.
YEARS = 2
# Some three hundred municipalities, and a few rounds each.
MOST = 1000
MOST_OF_OUR_OWN = 10


def shared_results() -> list[SharedResult]:
    """Everything others gave us, the newest month first."""
    return list(SharedResult.objects.order_by("-month", "size", "-pk")[:MOST])


def of_same_size(assessment: Assessment) -> list[SharedResult]:
    """Outcomes of others to hold a settled round of the whole organisation against: of its size
    class, of the two years before it and of later. One statement."""
    month = month_of(assessment)
    since = month.replace(year=month.year - YEARS)
    rows = SharedResult.objects.filter(size=assessment.size, month__gte=since)
    return list(rows.order_by("-month", "-pk")[:MOST])


def can_be_shared():
    """Settled rounds of the whole organisation: a part of it cannot be compared with others."""
    return (
        Assessment.objects.filter(
            state=Assessment.State.FINAL, department__isnull=True, domain__isnull=True
        )
        .select_related("edition")
        .order_by("-final_at", "-pk")
    )


def our_own() -> list[tuple[Assessment, Shared]]:
    return [(row, shared_of(row)) for row in can_be_shared()[:MOST_OF_OUR_OWN]]


def shared_of(assessment: Assessment) -> Shared:
    """What a settled round gives away. No statement: `edition` is loaded with it."""
    outcome = result_of(assessment).outcome
    return Shared(
        share_id=assessment.share_id,
        month=month_of(assessment),
        size=assessment.size,
        form=assessment.form,
        edition=assessment.edition.version,
        phase=outcome.phase,
        pillars={p.slug: Standing(p.phase, float(p.share)) for p in outcome.pillars},
    )


def month_of(assessment: Assessment) -> date:
    return local_day(assessment.final_at).replace(day=1)
