"""The consent for figures per employee, and the work per employee while it is given."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dashboard.employees import services
from dashboard.employees.consents import (
    LOOKERS,
    READERS,
    SMALLEST_GROUP,
    every_consent,
    in_force,
    is_shown,
)
from dashboard.employees.forms import ConsentForm, OffForm
from dashboard.employees.tables import work_table
from dashboard.employees.work import held
from dashboard.links import Links
from dashboard.scopes import department as department_of
from dashboard.scopes import departments_for
from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect
from kcc.lib.periods import local_day
from kcc.organisation.access import access_of, has_role, role_required
from kcc.organisation.models import Role


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*READERS)
def consent(request):
    """Whether it is on and what was agreed; the administrator turns it on."""
    now, sent = timezone.now(), request.method == "POST"
    if sent and not has_role(request.user, Role.ADMINISTRATOR):
        raise PermissionDenied
    form = ConsentForm(request.POST if sent else None, today=local_day(now))
    if sent and form.is_valid():
        try:
            services.turn_on(by=request.user, now=now, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The work per employee is visible from now on."))
            return redirect(request, "dashboard:consent")
    return _consent_page(request, form, OffForm(), now)


@require_POST
@role_required(Role.ADMINISTRATOR)
def turn_off(request):
    now, form = timezone.now(), OffForm(request.POST)
    if form.is_valid():
        try:
            services.turn_off(by=request.user, now=now, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The work per employee is no longer visible."))
            return redirect(request, "dashboard:consent")
    return _consent_page(request, ConsentForm(today=local_day(now)), form, now)


def _consent_page(request, form, off_form, now):
    current = in_force(now).select_related("turned_on_by").first()
    context = {
        "form": form,
        "off_form": off_form,
        "forms": [form, off_form],
        "current": current,
        "history": [each for each in every_consent() if each != current],
        "records": has_role(request.user, Role.ADMINISTRATOR),
        "smallest": SMALLEST_GROUP,
    }
    status = 422 if form.errors or off_form.errors else 200
    return render(request, "dashboard/employees/consent.html", context, status=status)


@require_safe
@role_required(*LOOKERS)
def employees(request, slug):
    """404 when it is off and for who may not look here, as for a department that does not exist.
    Every look is recorded."""
    access, now = access_of(request.user), timezone.now()
    scope = department_of(access, departments_for(access), slug)
    if scope is None or not is_shown(access, scope.department, local_day(now)):
        raise Http404
    services.note_look(by=request.user, department=scope.department, now=now)
    links = Links(access).of(scope)
    found = held(access, request.user, scope.department, now=now)
    context = {
        "department": scope.department,
        "crumbs": [
            {"label": scope.department.name, "url": links.department(scope.department)},
            {"label": _("Work per employee"), "url": ""},
        ],
        "table": work_table(found, links, user=request.user) if found else None,
        "smallest": SMALLEST_GROUP,
    }
    return render(request, "dashboard/employees/work.html", context)
