"""The drafts of a period: how far they are, and publishing one of them or all."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dashboard.models import Report
from dashboard.reports import services
from dashboard.reports.delivery import words
from dashboard.reports.editing.places import draft_or_404, drafts_url, period_or_404
from dashboard.reports.editing.selectors import Batch, batch_of, periods_with_drafts
from dashboard.reports.editing.services import publish_all
from dashboard.reports.filters import period_name
from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect
from kcc.organisation.access import role_required
from kcc.organisation.models import Role


@require_safe
@role_required(Role.MANAGER)
def drafts(request):
    """Every period that has drafts; the only one at once."""
    found = periods_with_drafts()
    if len(found) == 1:
        return redirect(request, "reports:drafts-of", str(found[0][0]))
    rows = [
        {
            "name": period_name(period.kind, period.first_day),
            "url": reverse("reports:drafts-of", args=[str(period)]),
            "number": number,
        }
        for period, number in found
    ]
    return render(request, "dashboard/reports/editing/periods.html", {"rows": rows})


@dataclass(frozen=True)
class Line:
    """One draft; `problem` says why it was not published."""

    report: Report
    at_work: bool
    problem: str

    @property
    def about(self) -> str:
        return words.about(self.report)

    @property
    def can_be_published(self) -> bool:
        return self.report.is_open and not self.at_work


@require_safe
@role_required(Role.MANAGER)
def drafts_of(request, period):
    batch = batch_of(period_or_404(period))
    context = _told(batch) | {
        "name": period_name(batch.period.kind, batch.period.first_day),
        "lines": [
            Line(each, each.pk in batch.at_work, batch.failed.get(each.pk, ""))
            for each in batch.drafts
        ],
        "crumbs": [
            {"label": _("Reports"), "url": reverse("reports:archive")},
            {"label": _("Drafts"), "url": reverse("reports:drafts")},
            {"label": period_name(batch.period.kind, batch.period.first_day), "url": ""},
        ],
        "unapproved": sum(each.case == "chosen" for each in batch.ready),
    }
    return render(request, "dashboard/reports/editing/drafts.html", context)


def _told(batch: Batch) -> dict:
    return {"batch": batch, "period": str(batch.period)}


@require_safe
@role_required(Role.MANAGER)
def progress(request, period):
    """How far they are, asked for every two seconds while there is something to do: 304 as long as
    nothing changed."""
    batch = batch_of(period_or_404(period))
    told = f"{batch.made}.{batch.published}.{len(batch.at_work)}.{batch.total}"
    etag = f'"{told}-{get_language()}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        context = _told(batch) | {"polled": True}
        response = render(request, "dashboard/reports/editing/_bar.html", context)
    response.headers["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response


@require_POST
@role_required(Role.MANAGER)
def publish_period(request, period):
    """All that can be published now, by a worker: sent twice it is done once."""
    batch = batch_of(period_or_404(period))
    number = publish_all(by=request.user, reports=batch.ready, now=timezone.now())
    if number:
        said = ngettext(
            "%(number)d report is being published.", "%(number)d reports are being published.",
            number,
        )  # fmt: skip
        messages.success(request, said % {"number": number})
    else:
        messages.info(request, _("There is nothing to publish."))
    return redirect(request, "reports:drafts-of", period)


@require_POST
@role_required(Role.MANAGER)
def publish(request, public_id):
    """This one, at once. Who sent it twice, or was second, finds that it is published."""
    report = draft_or_none(public_id)
    if report is None:
        messages.info(request, _("This report is published already."))
        return redirect(request, "reports:report", public_id)
    back = drafts_url(report)
    try:
        services.publish(report=report, by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Published: %(report)s.") % {"report": words.title(report)})
    return redirect(request, back)


def draft_or_none(public_id) -> Report | None:
    """None for what is published already; 404 for what is not there."""
    if Report.objects.filter(public_id=public_id, published_at__isnull=False).exists():
        return None
    return draft_or_404(public_id)
