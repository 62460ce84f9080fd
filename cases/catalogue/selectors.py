"""Versions of a case type."""

from django.db.models import Count, Q, QuerySet

from cases.models import CaseType, Stage


def versions_of(slug: str) -> QuerySet[CaseType]:
    """Newest first, each with the number of cases that run by it (`running`). One statement."""
    running = Count("cases", filter=Q(cases__closed_at__isnull=True))
    return (
        CaseType.objects.filter(slug=slug)
        .select_related("published_by")
        .annotate(running=running)
        .order_by("-version")
    )


def in_use(slug: str) -> CaseType | None:
    return CaseType.objects.filter(slug=slug, stage=Stage.CURRENT).first()


def draft_of(slug: str) -> CaseType | None:
    return CaseType.objects.filter(slug=slug, stage=Stage.DRAFT).first()
