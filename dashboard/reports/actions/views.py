"""Actions after reports: all of them, a new one, and how one stands."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dashboard.models import Report, ReportAction
from dashboard.reports.actions import selectors, services
from dashboard.reports.actions.forms import ChangeForm, NewForm
from dashboard.reports.audience import READS_ALL, readable
from dashboard.reports.delivery import words
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.htmx import redirect
from kcc.lib.paging import keyset_page
from kcc.lib.periods import local_day
from kcc.organisation.access import WORKERS, access_of, role_required
from kcc.organisation.models import Role

ACTORS = (Role.HEAD, Role.MANAGER)
READS_ACTIONS = WORKERS | READS_ALL
VIEWS = {
    "open": gettext_lazy("To be done"),
    "late": gettext_lazy("Late"),
    "closed": gettext_lazy("Closed"),
}


@require_safe
@role_required(*READS_ACTIONS)
def actions(request):
    access, today = access_of(request.user), local_day(timezone.now())
    view = request.GET.get("view", "open")
    departments = selectors.departments_listed(access, request.user)
    slug = request.GET.get("department", "")
    if view not in VIEWS or (slug and slug not in {each.slug for each in departments}):
        raise Http404
    order = selectors.CLOSED_ORDER if view == "closed" else selectors.ORDER
    rows = selectors.listed(access, request.user, day=today, view=view, department=slug)
    own = selectors.headed(request.user) if access.has(Role.HEAD) else frozenset()
    page = keyset_page(rows, order=order, params=request.GET)
    context = {
        "crumbs": [
            {"label": _("Reports"), "url": reverse("reports:archive")},
            {"label": _("Actions")},
        ],
        "page": page,
        "lines": [
            {
                "action": each,
                "about": words.title(each.report),
                "late": each.state == ReportAction.State.OPEN and each.due_on < today,
                "may_change": selectors.may_change(access, each, own),
            }
            for each in page
        ],
        "tabs": [
            {"label": label, "url": _view_url(name, slug), "current": name == view, "count": None}
            for name, label in VIEWS.items()
        ],
        "view": view,
        "departments": departments if len(departments) > 1 else [],
        "chosen": slug,
        "shows_department": len(departments) > 1 and not slug,
    }
    return render(request, "dashboard/reports/actions/list.html", context)


def _view_url(view: str, slug: str) -> str:
    return f"{reverse('reports:actions')}?view={view}" + (f"&department={slug}" if slug else "")


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*ACTORS)
def new(request, public_id):
    """Of a report about everything the department is chosen first: ?department=."""
    access, now = access_of(request.user), timezone.now()
    report = _report_or_404(access, public_id)
    departments = selectors.departments_of(access, request.user, report)
    if not selectors.may_act(access, report) or not departments:
        raise PermissionDenied
    back = reverse("reports:report", args=[report.public_id])
    context = {
        "report": report,
        "title": _("New action"),
        "crumbs": [
            {"label": _("Reports"), "url": reverse("reports:archive")},
            {"label": words.title(report), "url": back},
            {"label": _("New action"), "url": ""},
        ],
        "back": back,
    }
    department = _chosen(request, departments)
    if department is None:
        context["departments"] = departments
        return render(request, "dashboard/reports/actions/department.html", context)
    form = NewForm(
        request.POST if request.method == "POST" else None,
        owners=selectors.owners(department), today=local_day(now),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            services.add_action(
                by=request.user, report=report, department=department, now=now,
                **form.cleaned_data,
            )  # fmt: skip
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("The action is kept. It comes back in the next report."))
            return redirect(request, f"{back}#agreed-title")
    context |= {"form": form, "department": department}
    status = 422 if form.errors else 200
    return render(request, "dashboard/reports/actions/edit.html", context, status=status)


def _report_or_404(access, public_id) -> Report:
    rows = Report.objects.filter(readable(access), public_id=public_id)
    report = rows.select_related("department").defer("figures", "words").first()
    if report is None:
        raise Http404
    return report


def _chosen(request, departments):
    """The only one, or the one in the address; None while it is to be chosen."""
    if len(departments) == 1:
        return departments[0]
    slug = request.GET.get("department")
    if slug is None:
        return None
    found = next((each for each in departments if each.slug == slug), None)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*ACTORS)
def change(request, public_id):
    access, now = access_of(request.user), timezone.now()
    action, own = (
        selectors.action_of(access, request.user, public_id),
        selectors.headed(request.user),
    )
    if action is None or not selectors.may_change(access, action, own):
        raise Http404
    seal = services.seal_of(action)
    initial = {
        "text": action.text, "owner": action.owner.public_id, "due_on": action.due_on,
        "state": action.state, "result": action.result, "seal": seal,
    }  # fmt: skip
    # Who left the department may still be the one who does it.
    owners = selectors.owners(action.department, keep=action.owner_id)
    sent, conflict = request.method == "POST", False
    form = ChangeForm(request.POST if sent else None, initial=initial, owners=owners)
    if sent and form.is_valid():
        try:
            services.change_action(by=request.user, action=action, now=now, **form.cleaned_data)
        except Conflict:
            conflict = True
            typed = request.POST.copy()
            typed["seal"] = seal
            form = ChangeForm(typed, owners=owners)
        except DomainError as error:
            form.add_error(error.field or None, error.message)
        else:
            messages.success(request, _("The action is changed."))
            return redirect(request, "reports:actions")
    context = {
        "action": action,
        "form": form,
        "title": _("Action"),
        "department": action.department,
        "crumbs": [
            {"label": _("Reports"), "url": reverse("reports:archive")},
            {"label": _("Actions"), "url": reverse("reports:actions")},
            {"label": words.title(action.report), "url": ""},
        ],
        "back": reverse("reports:actions"),
        "conflict": conflict,
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "dashboard/reports/actions/edit.html", context, status=status)
