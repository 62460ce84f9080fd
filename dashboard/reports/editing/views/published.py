"""What the KCC manager does with a report that is published: mend it, take it back, look again."""

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.models import Report
from dashboard.reports import services
from dashboard.reports.changed.services import check as look_again
from dashboard.reports.delivery import words
from dashboard.reports.editing.forms import ReasonForm
from dashboard.reports.editing.places import crumbs, drafts_url, report_or_404
from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect
from kcc.organisation.access import role_required
from kcc.organisation.models import Role

READS = ("GET", "HEAD", "POST")
State = Report.State


@require_http_methods(READS)
@role_required(Role.MANAGER)
def new_version(request, public_id):
    """With the figures as they are now, as a draft."""
    report = report_or_404(public_id)
    form, made = _act(request, report, services.new_version)
    if made:
        messages.success(
            request, _("Version %(version)d is being made.") % {"version": made.version}
        )
        return redirect(request, drafts_url(made))
    context = {
        "title": _("Make a new version"),
        "lead": _(
            "The figures are counted anew; what was published stays to be read. Comment and "
            "practice case come along, and you read it over before it is published."
        ),
        "button": _("Make it"),
        "icon": "refresh",
        "possible": report.state in (State.PUBLISHED, State.WITHDRAWN),
    }
    return _page(request, report, form, context)


@require_http_methods(READS)
@role_required(Role.MANAGER)
def withdraw(request, public_id):
    """Its title and the reason stay."""
    report = report_or_404(public_id)
    form, done = _act(request, report, services.withdraw)
    if done:
        messages.success(request, _("The report is withdrawn."))
        return redirect(request, "reports:report", report.public_id)
    context = {
        "title": _("Withdraw the report"),
        "lead": _(
            "Only KCC managers can read it then: others see its title and the reason. An earlier "
            "version, if there is one, counts again."
        ),
        "button": _("Withdraw"),
        "icon": "eye-off",
        "danger": True,
        "possible": report.state == State.PUBLISHED,
    }
    return _page(request, report, form, context)


def _act(request, report: Report, service) -> tuple[ReasonForm, Report | None]:
    """The form, and what came of it when it was sent and allowed."""
    sent = request.method == "POST"
    form = ReasonForm(request.POST if sent else None)
    if not sent or not form.is_valid():
        return form, None
    reason = form.cleaned_data["reason"]
    try:
        return form, service(report=report, reason=reason, by=request.user, now=timezone.now())
    except DomainError as error:
        form.add_error(error.field or None, error.message)
        return form, None


def _page(request, report: Report, form: ReasonForm, context: dict):
    context |= {
        "report": report,
        "form": form,
        "about": words.title(report),
        "crumbs": crumbs(report, context["title"]),
    }
    status = 422 if form.errors else 200
    return render(request, "dashboard/reports/editing/reason.html", context, status=status)


@require_POST
@role_required(Role.MANAGER)
def check(request, public_id):
    """Count again now, and keep what differs from what was published."""
    report = report_or_404(public_id)
    if report.state != State.PUBLISHED:
        messages.info(request, _("Only a report that is published is held against the facts."))
        return redirect(request, "reports:report", report.public_id)
    look_again(kind=report.kind, first_day=report.first_day, now=timezone.now())
    report.refresh_from_db(fields=["changes"])
    if number := len(report.changes):
        said = ngettext(
            "%(number)d figure would be different by now.",
            "%(number)d figures would be different by now.",
            number,
        )
        messages.info(request, said % {"number": number})
    else:
        messages.success(request, _("Counted again: every figure is still the same."))
    return redirect(request, "reports:report", report.public_id)
