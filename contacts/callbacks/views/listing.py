"""The list of callbacks, and the same rows as a sheet."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contacts.callbacks import selectors
from contacts.callbacks.filters import CallbackFilter
from contacts.callbacks.sheet import sheet
from kcc.audit.services import record
from kcc.lib.csvfile import csv_response
from kcc.lib.htmx import redirect
from kcc.organisation.access import WORKERS, access_of, role_required
from kcc.organisation.asked import Asked
from kcc.organisation.models import Role
from kcc.organisation.worklist import places_for, sees_many_departments

LIST_ROLES = WORKERS | {Role.MANAGER}


def _asked(request) -> Asked:
    access = access_of(request.user)
    filters = CallbackFilter(
        request.GET,
        selectors.worklist(access, request.user),
        places=places_for(access),
        subject=selectors.subjects(),
    )
    return Asked(request, selectors, filters, timezone.now())


@require_safe
@role_required(*LIST_ROLES)
def callback_list(request):
    asked = _asked(request)
    context = {
        "asked": asked,
        "sort": asked.sort,
        "counts": asked.counts,
        "page": asked.page(),
        "many_places": sees_many_departments(asked.access),
        "personal": asked.access.sees_customers,
    }
    return render(request, "contacts/callbacks/list.html", context)


@require_safe
@role_required(*LIST_ROLES)
def export(request):
    """Exactly the rows of the list, all pages of them. Who took them along is recorded."""
    asked = _asked(request)
    if not asked.filters.form.is_valid():
        return redirect(request, "contacts:callbacks")
    record(by=request.user, action="callback.exported", detail=asked.for_audit(), at=asked.now)
    return csv_response(
        _("callbacks"), *sheet(asked.every_row(), personal=asked.access.sees_customers)
    )
