"""Where the acts of the KCC manager lead back to."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from dashboard.models import Report
from dashboard.reports.delivery import words
from dashboard.reports.schedule import Period


def period_or_404(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as error:
        raise Http404 from error


def report_or_404(public_id: UUID) -> Report:
    """For the KCC manager, who may read every report. One statement."""
    return get_object_or_404(_reports(), public_id=public_id)


def draft_or_404(public_id: UUID) -> Report:
    """With its figures and not yet published."""
    states = (Report.State.BUILDING, Report.State.BUILT)
    return get_object_or_404(_reports(), public_id=public_id, state__in=states)


def _reports() -> QuerySet[Report]:
    return Report.objects.select_related("department__domain")


def drafts_url(report: Report) -> str:
    return reverse("reports:drafts-of", args=[report.period])


def crumbs(report: Report, here: str) -> list[dict]:
    """From the archive to a page of this report."""
    return [
        {"label": _("Reports"), "url": reverse("reports:archive")},
        {"label": words.title(report), "url": reverse("reports:report", args=[report.public_id])},
        {"label": here, "url": ""},
    ]


def draft_crumbs(report: Report, *here: tuple[str, str]) -> list[dict]:
    """From the drafts of its period; (label, address) of every page, the last one without."""
    return [
        {"label": _("Reports"), "url": reverse("reports:archive")},
        {"label": _("Drafts of %(period)s") % {"period": words.period(report)},
         "url": drafts_url(report)},
        *({"label": label, "url": url} for label, url in here),
    ]  # fmt: skip


def edit_url(report: Report) -> str:
    return reverse("reports:edit", args=[report.public_id])
