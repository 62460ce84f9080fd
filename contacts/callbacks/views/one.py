"""The page of one callback, and everything that can be done with it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contacts.callbacks import selectors, services, workflow
from contacts.callbacks.forms import ActForm, RerouteForm, ResultForm
from contacts.callbacks.timeline import missing_before_giving_up, timeline, visible_callback
from contacts.klantbeeld.selectors import klantbeeld
from contacts.models import Callback
from kcc.audit.services import record
from kcc.customers.selectors import visible_customers
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.htmx import fragment, is_htmx, redirect
from kcc.lib.timeline import changes_since
from kcc.organisation.access import WORKERS, access_of, role_required
from kcc.organisation.due import Due
from kcc.organisation.explain import explain
from kcc.organisation.reach import reachable_departments
from kcc.organisation.worklist import sees_many_departments

Act = workflow.Act
# -- One callback -----------------------------------------------------------------------------


def _find(request, public_id) -> Callback:
    try:
        return visible_callback(access_of(request.user), request.user, public_id)
    except Callback.DoesNotExist as error:
        raise Http404 from error


@require_safe
@role_required(*WORKERS)
def callback(request, public_id):
    """Looking is recorded, although this is a GET."""
    found = _find(request, public_id)
    record(by=request.user, action="callback.viewed", obj=found)
    return _page(request, found)


def _page(request, callback, *, result=None, passing=None, seen=None, status=200):
    """The page; `result` and `passing` are forms with what was typed, `seen` the version it was
    typed on when somebody else changed the callback after that."""
    access, now = access_of(request.user), timezone.now()
    acts = selectors.acts_for(callback, access)
    entries = timeline(callback, access, request.user)
    version = {"version": callback.version}
    if Act.REROUTE in acts and passing is None:
        passing = _form(Act.REROUTE, callback, initial=version)
    customer, knows_person = None, selectors.knows_person(callback, access)
    if callback.customer_id:
        visible = visible_customers(access=access, user=request.user).with_contact_points()
        customer = visible.filter(pk=callback.customer_id).first()
    context = {
        "callback": callback,
        "status_kind": selectors.STATUS_KINDS[callback.status],
        "due": Due.of_moment(callback.due_at, now),
        "why": explain(callback.promise_steps),
        "acts": set(acts),
        "missing": missing_before_giving_up(callback) if Act.GIVE_UP in acts else (),
        "result": result or ResultForm(initial=version),
        "passing": passing,
        "typed": result or (passing if passing and passing.is_bound else None),
        "entries": entries,
        "changes": changes_since(entries, seen) if seen else [],
        "conflict": seen is not None,
        "customer": customer,
        "knows_person": knows_person,
        "beeld": klantbeeld(
            customer=customer,
            access=access,
            user=request.user,
            now=now,
            phone=callback.phone if knows_person else "",
        ),
    }
    return render(request, "contacts/callbacks/callback.html", context, status=status)


# -- What can be done -------------------------------------------------------------------------

FORMS = {Act.CLAIM: ActForm, Act.RELEASE: ActForm, Act.REROUTE: RerouteForm}


def _call(act, *, by, callback, typed, now):
    """The service of this act, with what was typed."""
    known = {"by": by, "callback": callback, "now": now}
    if act == Act.NOTE:
        return services.add_note(**known, text=typed["text"])
    known["version"] = typed["version"]
    if act == Act.CLAIM:
        return services.claim(**known)
    if act == Act.RELEASE:
        return services.release(**known)
    if act == Act.ATTEMPT:
        return services.record_attempt(**known, text=typed["text"])
    if act == Act.CLOSE:
        return services.close_with_answer(**known, answer=typed["text"])
    if act == Act.GIVE_UP:
        return services.close_not_reached(**known, text=typed["text"])
    return services.reroute(**known, department=typed["department"], reason=typed["reason"])


def _done(act, callback) -> str:
    sentences = {
        Act.CLAIM: _("%(number)s is yours now."),
        Act.RELEASE: _("%(number)s is free again."),
        Act.ATTEMPT: _("Attempt noted on %(number)s."),
        Act.CLOSE: _("%(number)s is handled."),
        Act.GIVE_UP: _("%(number)s is closed: not reached."),
        Act.REROUTE: _("%(number)s is passed on to %(department)s."),
        Act.NOTE: _("Note added to %(number)s."),
    }
    return sentences[act] % {"number": callback.number, "department": callback.department.name}


@require_POST
@role_required(*WORKERS)
def act(request, public_id, act):
    callback, access, now = _find(request, public_id), access_of(request.user), timezone.now()
    who = selectors.standings_of(callback, access)
    if workflow.RULES[act].who.isdisjoint(who):
        raise PermissionDenied
    form = _form(act, callback, request.POST)
    if not form.is_valid():
        return _refused(request, act, callback, form)
    try:
        callback = _call(act, by=request.user, callback=callback, typed=form.cleaned_data, now=now)
    except Conflict:
        return _changed(request, act, public_id, form.cleaned_data["version"])
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return _refused(request, act, callback, form)
    messages.success(request, _done(act, callback))
    if is_htmx(request):
        return _row(request, callback)
    back = request.POST.get("next", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(request, back)
    if not Callback.objects.visible_to(access, request.user).filter(pk=callback.pk).exists():
        return redirect(request, "contacts:callbacks")
    return redirect(request, "contacts:callback", public_id)


def _form(act, callback, data=None, initial=None):
    if act == Act.REROUTE:
        others = reachable_departments().exclude(pk=callback.department_id).order_by("name")
        return RerouteForm(data, initial=initial, departments=others, auto_id="to_%s")
    return FORMS.get(act, ResultForm)(data, initial=initial)


def _refused(request, act, callback, form):
    """The same page with the reason and everything that was typed."""
    if is_htmx(request):
        messages.error(request, _sentences(form))
        return _row(request, callback, status=422)
    typed = {"passing": form} if act == Act.REROUTE else {"result": form}
    if FORMS.get(act) is ActForm:
        messages.error(request, _sentences(form))
        typed = {}
    return _page(request, callback, **typed, status=422)


def _sentences(form) -> str:
    return " ".join(error for errors in form.errors.values() for error in errors)


def _changed(request, act, public_id, version):
    """Somebody was faster: what they did, beside everything that was typed here. Sent once more it
    is saved, for the form now carries the new version."""
    callback = _find(request, public_id)
    if is_htmx(request):
        messages.warning(
            request, _("Somebody else changed %(number)s first.") % {"number": callback.number}
        )
        return _row(request, callback, status=409)
    data = request.POST.copy()
    data["version"] = callback.version
    typed = {}
    if FORMS.get(act) is not ActForm:
        typed["passing" if act == Act.REROUTE else "result"] = _form(act, callback, data)
    return _page(request, callback, **typed, seen=version, status=409)


def _row(request, callback, *, status=200):
    """The row of the list, after a claim from there."""
    access, now = access_of(request.user), timezone.now()
    found = selectors.listed(Callback.objects.filter(pk=callback.pk), access, request.user)
    (row,) = selectors.rows_of(found, access=access, now=now)
    context = {
        "row": row,
        "many_places": sees_many_departments(access),
        "personal": access.sees_customers,
    }
    return fragment(request, "contacts/callbacks/_row.html", context, status=status)
