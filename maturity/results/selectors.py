"""Settled rounds that somebody may read, and what else a page of results asks."""

from django.db.models import OuterRef, QuerySet, Subquery

from maturity.audience import readable
from maturity.models import Assessment, FinalAnswer

# As many earlier rounds are held against a round.
MOST_BEFORE = 5
MOST_DEPARTMENTS = 60


def settled(access, user) -> QuerySet[Assessment]:
    """Rounds with a result this person may read, the newest first, with what a page shows."""
    return (
        Assessment.objects.filter(readable(access, user), state=Assessment.State.FINAL)
        .select_related("edition", "department", "domain", "leader")
        .order_by("-final_at", "-pk")
    )


def result_to_read(access, user, public_id) -> Assessment | None:
    return settled(access, user).filter(public_id=public_id).first()


def rounds_before(assessment: Assessment, access, user) -> list[Assessment]:
    """Earlier rounds of the same place, the newest first. One statement."""
    return list(_before(assessment, access, user)[:MOST_BEFORE])


def round_before(assessment: Assessment, access, user) -> Assessment | None:
    return _before(assessment, access, user).first()


def _before(assessment: Assessment, access, user) -> QuerySet[Assessment]:
    return settled(access, user).filter(
        department=assessment.department_id,
        domain=assessment.domain_id,
        final_at__lt=assessment.final_at,
    )


def newest_of_departments(access, user) -> list[Assessment]:
    """Of each department the newest settled round, in the order of their names. One statement."""
    newest = (
        Assessment.objects.filter(state=Assessment.State.FINAL, department=OuterRef("department"))
        .order_by("-final_at", "-pk")
        .values("pk")[:1]
    )
    rows = settled(access, user).filter(department__isnull=False, pk=Subquery(newest))
    return list(rows.order_by("department__name", "pk")[:MOST_DEPARTMENTS])


def notes_of(assessment: Assessment) -> dict[str, str]:
    """What the group wrote beside its answers, by code. One statement."""
    rows = FinalAnswer.objects.filter(assessment=assessment).exclude(note="")
    return dict(rows.values_list("code", "note"))


def is_whole(assessment: Assessment) -> bool:
    """Of the whole organisation, not of a part of it."""
    return assessment.department_id is None and assessment.domain_id is None
