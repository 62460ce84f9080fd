"""Who was told of a report and who opened it: for who steers."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboard.models import Report
from dashboard.reports.delivery import selectors, words
from dashboard.reports.schedule import Period
from kcc.organisation.access import role_required
from kcc.organisation.models import Role


@require_safe
@role_required(Role.MANAGER)
def readers(request, public_id):
    """Of one report. 404 for what nobody was told of yet."""
    rows = Report.objects.filter(public_id=public_id, published_at__isnull=False)
    report = get_object_or_404(rows.select_related("department").defer(*selectors.HEAVY))
    [found] = selectors.readership([report])
    context = {
        "found": found,
        "report": report,
        "about": words.title(report),
        "crumbs": [
            *_crumbs(report),
            {"label": capfirst(words.about(report)), "url": selectors.page_of(report)},
            {"label": _("Who opened it")},
        ],
    }
    return render(request, "dashboard/reports/delivery/readers.html", context)


@require_safe
@role_required(Role.MANAGER)
def period_readers(request, period):
    """Of every report of a month or a year. 404 for what is none, or nobody was told of."""
    try:
        asked = Period.parse(period)
    except ValueError as error:
        raise Http404 from error
    reports = selectors.told_of(asked.kind, asked.first_day)
    if not reports:
        raise Http404
    found = selectors.readership(reports)
    context = {
        "period": words.period(reports[0]),
        "rows": [
            {
                "found": each,
                "about": words.about(each.report),
                "url": reverse("reports:readers", args=[each.report.public_id]),
            }
            for each in found
        ],
        "problems": any(each.has_problem for each in found),
        "told": sum(len(each.readers) for each in found),
        "opened": sum(each.opened for each in found),
        "crumbs": [*_crumbs(reports[0]), {"label": _("Who opened it")}],
    }
    return render(request, "dashboard/reports/delivery/period.html", context)


def _crumbs(report: Report) -> list[dict]:
    archive = reverse("reports:archive")
    return [
        {"label": _("Reports"), "url": archive},
        {"label": words.period(report), "url": f"{archive}?period={report.period}"},
    ]
