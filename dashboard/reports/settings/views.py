"""The schedules of the reports: when they come, who gets them, and how it went."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dashboard.models import ReportSchedule
from dashboard.reports.delivery.recipients import reach
from dashboard.reports.planning import schedule_of
from dashboard.reports.settings import selectors, words
from dashboard.reports.settings.forms import ScheduleForm, seen
from dashboard.reports.settings.services import keep_schedule
from kcc.audit.sentences import action_in_words, detail_in_words
from kcc.jobs.outbox import mail_is_on
from kcc.lib.errors import Conflict
from kcc.lib.htmx import redirect
from kcc.lib.periods import local_day
from kcc.organisation.access import role_required
from kcc.organisation.models import Role


@require_safe
@role_required(Role.MANAGER)
def schedules(request):
    now = timezone.now()
    rows = []
    for schedule in selectors.every_schedule(local_day(now)):
        found = selectors.first_moment(schedule, now=now)
        people = reach(schedule.kind, schedule.roles).people
        rows.append(
            {
                "schedule": schedule,
                "url": reverse("reports:schedule", args=[schedule.kind]),
                "rule": words.rule(schedule),
                "next": words.moment(found.published) if found else "",
                "about": words.period(found.period) if found else "",
                "people": words.to_people(people),
            }
        )
    context = {"rows": rows, "crumbs": _crumbs()}
    return render(request, "dashboard/reports/settings/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.MANAGER)
def schedule(request, kind):
    """Save, or with `try` only look what it would come down to; nothing typed is lost."""
    if kind not in ReportSchedule.Kind.values:
        raise Http404
    now, kept = timezone.now(), schedule_of(kind)
    asked = {"kind": kind, "today": local_day(now)}
    if request.method != "POST":
        form = ScheduleForm(initial=ScheduleForm.initial_of(kept), **asked)
        return _page(request, kept, form, now)
    form = ScheduleForm(request.POST, **asked)
    if not form.is_valid():
        return _page(request, kept, form, now, status=422)
    if "try" in request.POST:
        return _page(request, kept, form, now, tried=ReportSchedule(kind=kind, **form.values))
    changed_at = parse_datetime(form.cleaned_data["seen"]) if form.cleaned_data["seen"] else None
    try:
        keep_schedule(by=request.user, kind=kind, changed_at=changed_at, now=now, **form.values)
    except Conflict as error:
        sent = request.POST.copy()
        sent["seen"] = seen(kept)
        form = ScheduleForm(sent, **asked)
        form.add_error(None, _("%(why)s Save again to put yours over it.") % {"why": error})
        return _page(request, kept, form, now, status=409)
    messages.success(request, _("Kept. It holds from the next report that is made."))
    return redirect(request, "reports:schedule", kind)


def _page(request, kept, form, now, *, status=200, tried=None):
    shown = tried or kept
    found = selectors.preview(shown, now=now)
    people = found.reach.people
    context = {
        "form": form,
        "schedule": kept,
        "is_tried": tried is not None,
        "shown": shown,
        "is_yearly": selectors.is_yearly(kept),
        "preview": found,
        "next": words.next_one(found.coming[0], people) if found.coming else "",
        "coming": [_row(each) for each in found.coming],
        "people": words.to_people(people),
        "at_once": [words.period(each) for each in found.at_once],
        "mail_is_on": mail_is_on() or settings.DEMO,
        "past": [_past(each) for each in selectors.history(kept)],
        "changes": [
            {
                "event": event,
                "said": action_in_words(event.action),
                "detail": detail_in_words(event.detail),
            }
            for event in selectors.changes(kept)
        ],
        "crumbs": [*_crumbs(), {"label": kept.get_kind_display()}],
    }
    return render(request, "dashboard/reports/settings/edit.html", context, status=status)


def _row(found: selectors.Moment) -> dict:
    return {
        "about": words.period(found.period),
        "made": found.made,
        "published": found.published,
    }


def _past(found: selectors.Past) -> dict:
    return {
        "past": found,
        "about": words.period(found.period),
        "url": reverse("reports:period-readers", args=[str(found.period)]),
    }


def _crumbs() -> list[dict]:
    return [
        {"label": _("Reports"), "url": reverse("reports:archive")},
        {"label": _("When and to whom"), "url": reverse("reports:schedules")},
    ]
