"""The service norms, for the manager of the contact centre; an administrator may look.

A norm is shown before it is kept: the button "Save" of a preview carries a mark of what it was made
of, and when the norms or the typed values have changed since, the preview is shown anew. A norm has
no address of its own: its number goes along in the body of a POST.
"""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.norms import services
from contacts.norms.forms import EndForm, NormForm
from contacts.norms.preview import Preview, preview_of_end, preview_of_new
from contacts.norms.selectors import groups, place_names, subject_names, term_in_words
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.htmx import redirect
from kcc.lib.periods import local_day
from kcc.lib.templatetags.kcc import day
from kcc.organisation.access import access_of, role_required
from kcc.organisation.calendars import read_norms
from kcc.organisation.models import Role, ServiceNorm

managers = role_required(Role.MANAGER)


@require_safe
@role_required(Role.MANAGER, Role.ADMINISTRATOR)
def norms(request):
    context = {
        "groups": groups(local_day(timezone.now())),
        "may_change": access_of(request.user).has(Role.MANAGER),
    }
    return render(request, "contacts/norms/list.html", context)


# -- A new one --------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@managers
def new(request):
    now = timezone.now()
    if request.method != "POST":
        kind = request.GET.get("kind")
        tomorrow = local_day(now) + timedelta(days=1)
        return _new_page(request, NormForm(initial={"kind": kind, "valid_from": tomorrow}))
    form, preview = NormForm(request.POST), None
    if not form.is_valid():
        return _new_page(request, form, status=422)
    try:
        preview = _look_at_new(form, now)
        if "save" in request.POST and request.POST.get("seen") == preview.seen:
            norm = services.add_norm(by=request.user, now=now, **form.values)
            words = _("The norm holds from %(day)s.") % {"day": day(norm.valid_from)}
            messages.success(request, words)
            return redirect(request, "contacts:norms")
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return _new_page(request, form, status=422)
    return _new_page(request, form, preview=preview, again="save" in request.POST)


def _look_at_new(form, now) -> Preview:
    norm = form.norm
    services.check_new(
        valid_from=norm.valid_from, valid_until=norm.valid_until, amount=norm.amount, now=now
    )
    return preview_of_new(read_norms(), norm, now=now, typed=repr(form.cleaned_data))


def _new_page(request, form, *, preview=None, again=False, status=200):
    context = {
        "form": form,
        "preview": preview,
        "again": again,
        "crumbs": [_norms_crumb(), {"label": _("New norm")}],
    }
    return render(request, "contacts/norms/new.html", context, status=status)


# -- The end of one ---------------------------------------------------------------------------


@require_POST
@managers
def end(request):
    norm, now = _norm(request), timezone.now()
    if "last_day" not in request.POST:  # the button of the list
        return _end_page(request, norm, EndForm(initial={"last_day": norm.valid_until}))
    form, preview = EndForm(request.POST), None
    if not form.is_valid():
        return _end_page(request, norm, form, status=422)
    last_day = form.cleaned_data["last_day"]
    try:
        services.check_end(norm=norm, last_day=last_day, now=now)
        preview = _look_at_end(norm, last_day, now)
        if "save" in request.POST and request.POST.get("seen") == preview.seen:
            services.end_norm(by=request.user, norm=norm, last_day=last_day, now=now)
            words = _("The norm holds up to and including %(day)s.") % {"day": day(last_day)}
            messages.success(request, words)
            return redirect(request, "contacts:norms")
    except Conflict:
        norm = _norm(request)
        preview = _look_at_end(norm, last_day, now)
        return _end_page(request, norm, form, preview=preview, again=True, status=409)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return _end_page(request, norm, form, status=422)
    return _end_page(request, norm, form, preview=preview, again="save" in request.POST)


def _look_at_end(norm, last_day, now) -> Preview:
    kept = read_norms()
    own = next(each for each in kept if each.pk == norm.pk)
    return preview_of_end(kept, own, last_day, now=now, typed=str(last_day))


def _end_page(request, norm, form, *, preview=None, again=False, status=200):
    subjects = subject_names([norm.subject_code]) if norm.subject_code else {}
    context = {
        "form": form,
        "norm": norm,
        "term": term_in_words(norm),
        "names": place_names(norm, subjects),
        "preview": preview,
        "again": again,
        "crumbs": [_norms_crumb(), {"label": _("End a norm")}],
    }
    return render(request, "contacts/norms/end.html", context, status=status)


# -- One that did not begin yet ---------------------------------------------------------------


@require_POST
@managers
def remove(request):
    try:
        services.remove_norm(by=request.user, norm=_norm(request), now=timezone.now())
        messages.success(request, _("The norm was removed."))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect(request, "contacts:norms")


def _norm(request) -> ServiceNorm:
    number = request.POST.get("norm", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Http404
    rows = ServiceNorm.objects.select_related("department", "channel")
    return get_object_or_404(rows, pk=int(number))


def _norms_crumb() -> dict:
    return {"label": _("Service norms"), "url": reverse("contacts:norms")}
