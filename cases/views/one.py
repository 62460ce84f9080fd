"""The page of one case, and everything that can be done with it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import selectors, services, workflow
from cases.forms import ActForm, CloseForm, HandOverForm, NoteForm, StatusForm
from cases.models import Case, StatusType
from cases.targets import read_target, targets
from cases.timeline import origins, timeline, visible_case
from cases.views.listing import LIST
from kcc.audit.services import record
from kcc.customers.selectors import visible_customers
from kcc.lib.addresses import is_ours
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.htmx import fragment, is_htmx, redirect
from kcc.lib.timeline import changes_since
from kcc.organisation.access import WORKERS, access_of, role_required
from kcc.organisation.due import Due
from kcc.organisation.explain import explain

Act = workflow.Act
# What one form on the page of the case does.
ACTS = (
    Act.CLAIM, Act.TAKE_OVER, Act.RELEASE, Act.STATUS, Act.HAND_OVER, Act.CLOSE, Act.NOTE,
)  # fmt: skip

# -- One case ---------------------------------------------------------------------------------


def _find(request, public_id) -> Case:
    try:
        return visible_case(access_of(request.user), request.user, public_id)
    except Case.DoesNotExist as error:
        raise Http404 from error


@require_safe
@role_required(*WORKERS)
def detail(request, public_id):
    """Looking is recorded, although this is a GET."""
    case = _find(request, public_id)
    record(by=request.user, action="case.viewed", obj=case)
    return _page(request, case)


def _page(request, case, *, typed=None, seen=None, status=200):
    """The page. `typed` is (act, form) with what was typed; `seen` the version it was typed on when
    somebody else changed the case after that."""
    access, now = access_of(request.user), timezone.now()
    acts = [act for act in selectors.acts_for(case, access) if act in ACTS]
    entries = timeline(case)
    forms = {act: _form(act, case, initial={"version": case.version}) for act in acts}
    if typed:
        forms[typed[0]] = typed[1]
    customer = None
    if case.customer_id:
        visible = visible_customers(access=access, user=request.user)
        customer = visible.filter(pk=case.customer_id).first()
    context = {
        "case": case,
        "status_kind": selectors.status_kind(case),
        "due": Due.of_day(case.due_on, now),
        "norm": Due.of_moment(case.norm_due_at, now),
        "due_why": explain(case.due_steps),
        "norm_why": explain(case.norm_steps),
        "forms": {act.name.lower(): form for act, form in forms.items()},
        "typed": typed[1] if typed else None,
        "entries": entries,
        "changes": changes_since(entries, seen) if seen else [],
        "conflict": seen is not None,
        "customer": customer,
        "origins": origins(case, access, request.user),
    }
    return render(request, "cases/case.html", context, status=status)


def _form(act, case, data=None, initial=None):
    """The form of an act, for this case."""
    common = {"data": data, "initial": initial, "prefix": None}
    if act == Act.STATUS:
        return StatusForm(**common, statuses=_reachable_statuses(case), auto_id="status_%s")
    if act == Act.HAND_OVER:
        return HandOverForm(**common, targets=targets(case), auto_id="to_%s")
    if act == Act.CLOSE:
        results = case.case_type.result_types.order_by("pk")
        return CloseForm(**common, results=results, auto_id="close_%s")
    if act == Act.NOTE:
        return NoteForm(**common, auto_id="note_%s")
    return ActForm(**common)


def _reachable_statuses(case):
    rows = StatusType.objects.filter(case_type_id=case.case_type_id).order_by("order")
    places = [workflow.Place(row.order, row.is_final) for row in rows]
    return rows.filter(order__in=workflow.steps(case.status.order, places))


# -- What can be done -------------------------------------------------------------------------


def _call(act, *, by, case, typed, now):
    """The service of this act, with what was typed."""
    known = {"by": by, "case": case, "now": now}
    if act == Act.NOTE:
        return services.add_note(**known, text=typed["text"])
    known["version"] = typed["version"]
    if act == Act.CLAIM:
        return services.claim(**known)
    if act == Act.TAKE_OVER:
        return services.take_over(**known)
    if act == Act.RELEASE:
        return services.release(**known)
    if act == Act.STATUS:
        return services.change_status(**known, status=typed["status"], reason=typed["reason"])
    if act == Act.HAND_OVER:
        return services.hand_over(**known, **read_target(typed["to"]), reason=typed["reason"])
    return services.close_case(**known, result=typed["result"], answer=typed["answer"])


def _done(act, case) -> str:
    sentences = {
        Act.CLAIM: _("%(number)s is yours now."),
        Act.TAKE_OVER: _("%(number)s is yours now."),
        Act.RELEASE: _("%(number)s is free again."),
        Act.STATUS: _("%(number)s has the status %(status)s."),
        Act.HAND_OVER: _("%(number)s is handed over to %(department)s."),
        Act.CLOSE: _("%(number)s is closed."),
        Act.NOTE: _("Note added to %(number)s."),
    }
    names = {"number": case.number, "status": case.status, "department": case.department}
    return sentences[act] % names


@require_POST
@role_required(*WORKERS)
def act(request, public_id, act):
    case, access, now = _find(request, public_id), access_of(request.user), timezone.now()
    if workflow.RULES[act].who.isdisjoint(selectors.standings_of(case, access)):
        raise PermissionDenied
    form = _form(act, case, request.POST)
    if not form.is_valid():
        return _refused(request, act, case, form)
    try:
        case = _call(act, by=request.user, case=case, typed=form.cleaned_data, now=now)
    except Conflict:
        return _changed(request, act, public_id, form.cleaned_data["version"])
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return _refused(request, act, case, form)
    messages.success(request, _done(act, case))
    if is_htmx(request):
        return _row(request, case)
    back = request.POST.get("next", "")
    if is_ours(back):
        return redirect(request, back)
    if not Case.objects.visible_to(access, request.user).filter(pk=case.pk).exists():
        return redirect(request, "cases:list")
    return redirect(request, "cases:detail", public_id)


def _refused(request, act, case, form):
    """The same page with the reason and everything that was typed."""
    if is_htmx(request):
        messages.error(request, " ".join(e for each in form.errors.values() for e in each))
        return _row(request, case, status=422)
    return _page(request, case, typed=(act, form), status=422)


def _changed(request, act, public_id, version):
    """Somebody was faster: what they did, beside everything that was typed here. Sent once more it
    is saved, for the form now carries the new version."""
    case = _find(request, public_id)
    if is_htmx(request):
        words = _("Somebody else changed %(number)s first.") % {"number": case.number}
        messages.warning(request, words)
        return _row(request, case, status=409)
    data = request.POST.copy()
    data["version"] = case.version
    return _page(request, case, typed=(act, _form(act, case, data)), seen=version, status=409)


def _row(request, case, *, status=200):
    """The row of the list, after a claim from there."""
    access, now = access_of(request.user), timezone.now()
    found = selectors.listed(Case.objects.filter(pk=case.pk), access, request.user)
    (row,) = selectors.rows_of(found, access=access, now=now)
    context = {"row": row} | LIST.row_context(request, request.POST.get("next", ""))
    return fragment(request, "cases/_row.html", context, status=status)
