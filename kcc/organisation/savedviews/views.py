"""Saving a view of a list, changing it, throwing it away."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kcc.lib.errors import DomainError
from kcc.organisation.access import WORKERS, access_of, has_role, role_required
from kcc.organisation.models import Role, SavedView, Worklist
from kcc.organisation.savedviews import services
from kcc.organisation.savedviews.forms import ViewForm

# Who has lists of work; the board has figures only.
LISTED = WORKERS | {Role.MANAGER}
ROLES = LISTED | {Role.BOARD}
# The lists stand in rooms to the right: known here by the name of their address.
LISTS = {
    Worklist.CALLBACKS: "contacts:callbacks",
    Worklist.CASES: "cases:list",
    Worklist.CONTACTS: "contacts:list",
    Worklist.FIGURES: "dashboard:view",
}


def _to(view: SavedView):
    return redirect(f"{reverse(LISTS[view.worklist])}?{view.address}")


@require_POST
@role_required(*ROLES)
def save(request):
    """What the list shows now, under a name; or, with `replace`, in the place of what one's own
    view showed before."""
    sent = request.POST
    worklist, query = sent.get("worklist", ""), sent.get("query", "")
    if worklist not in LISTS:
        worklist = Worklist.CALLBACKS.value
    if worklist != Worklist.FIGURES and not has_role(request.user, *LISTED):
        raise PermissionDenied
    if sent.get("replace"):
        view = get_object_or_404(_own(request), public_id=_uuid(sent["replace"]))
        view = services.replace_query(by=request.user, view=view, query=query)
        messages.success(request, _("The view “%(name)s” shows this now.") % {"name": view.name})
        return _to(view)
    form = ViewForm(sent, access=access_of(request.user))
    if form.is_valid():
        try:
            view = services.save_view(
                by=request.user, worklist=worklist, query=query, **form.values()
            )
        except DomainError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
            return _to(view)
    context = {
        "form": form,
        "query": query,
        "worklist": worklist,
        "back": f"{reverse(LISTS[worklist])}?{_shown(query)}",
    }
    return render(request, "organisation/view.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*ROLES)
def change(request, public_id):
    view = get_object_or_404(_own(request), public_id=public_id)
    data = request.POST if request.method == "POST" else None
    initial = ViewForm.initial_of(view)
    form = ViewForm(data, access=access_of(request.user), view=view, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            view = services.change_view(by=request.user, view=view, **form.values())
        except DomainError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
            return _to(view)
    back = f"{reverse(LISTS[view.worklist])}?{view.address}"
    context = {"form": form, "view": view, "back": back}
    return render(request, "organisation/view.html", context, status=422 if form.errors else 200)


@require_POST
@role_required(*ROLES)
def delete(request, public_id):
    view = get_object_or_404(_own(request), public_id=public_id)
    services.delete_view(by=request.user, view=view)
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect(f"{reverse(LISTS[view.worklist])}?{view.query or 'state=open'}")


def _own(request):
    return SavedView.objects.filter(owner=request.user).select_related("department")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _refuse(form: ViewForm, error: DomainError) -> None:
    field = {"sharing": "shared"}.get(error.field, error.field)
    form.add_error(field if field in form.fields else None, error.message)


def _shown(query: str) -> str:
    try:
        return services.cleaned(query)
    except DomainError:
        return ""
