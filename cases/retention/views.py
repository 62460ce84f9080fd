"""Destruction of cases, for the privacy officer: lists, decisions, certificates.

Nothing on these pages says whose cases they are: who decides about destruction sees numbers, types,
results and days.
"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.models import DestructionItem, DestructionList
from cases.retention import selectors, services
from cases.retention.forms import DecideForm, DrawUpForm, LeaveOutForm, SendBackForm
from kcc.audit.services import record
from kcc.jobs.models import Job
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.htmx import redirect
from kcc.lib.paging import keyset_page
from kcc.lib.periods import local_day
from kcc.lib.sheets import Sheet, asked_format, sheet_response
from kcc.organisation.access import role_required
from kcc.organisation.models import Role

State = DestructionList.State
officers = role_required(Role.PRIVACY_OFFICER)
KINDS = {
    State.DRAFT: "info", State.PROPOSED: "warn", State.APPROVED: "warn", State.REJECTED: "late",
    State.DONE: "ok",
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def overview(request):
    """The lists, and what a new one would hold."""
    now = timezone.now()
    form = DrawUpForm(request.POST or None, initial={"until": local_day(now)})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = services.draw_up(by=request.user, until=form.cleaned_data["until"], now=now)
                return redirect(request, "cases:retention-list", made.public_id)
            except DomainError as error:
                form.add_error(error.field, error.message)
    groups = selectors.groups_due(local_day(now))
    page = keyset_page(selectors.lists(), order=["-made_at"], params=request.GET)
    context = {
        "form": form,
        "groups": groups,
        "total": sum(group.number for group in groups),
        "page": page,
        "lines": [(each, KINDS[each.state]) for each in page],
    }
    return render(request, "cases/retention/overview.html", context, status=status)


def _find(public_id) -> DestructionList:
    try:
        return selectors.find_list(public_id)
    except DestructionList.DoesNotExist as error:
        raise Http404 from error


@require_safe
@officers
def detail(request, public_id):
    return _page(request, _find(public_id))


def _page(request, destruction, *, typed=None, item=None, status=200):
    """`typed` is the form that was refused; `item` the case it is about, if any."""
    mine = destruction.made_by_id == request.user.pk
    may_change = destruction.state in (State.DRAFT, State.REJECTED)
    decides = destruction.state == State.PROPOSED and not mine
    page = keyset_page(selectors.items_of(destruction), order=["archive_on"], params=request.GET)
    job = Job.objects.filter(key=f"{services.JOB}:{destruction.pk}").first()
    send_back = SendBackForm(initial={"version": destruction.version})
    context = {
        "destruction": destruction,
        "kind": KINDS[destruction.state],
        "groups": selectors.groups_of(destruction),
        "page": page,
        "may_change": may_change or decides,
        "may_put_back": may_change,
        "may_propose": may_change,
        "decides": decides,
        "waits_for_another": destruction.state == State.PROPOSED and mine,
        "lines": [
            (each, typed if item and each.pk == item.pk else LeaveOutForm(auto_id=f"{each.pk}_%s"))
            for each in page
        ],
        "send_back": typed if isinstance(typed, SendBackForm) else send_back,
        "typed": typed,
        "job": job if job and not job.finished_at else None,
        "crumbs": [
            {"label": _("Destruction of cases"), "url": reverse("cases:retention")},
            {"label": destruction.number},
        ],
    }
    return render(request, "cases/retention/list.html", context, status=status)


@require_POST
@officers
def leave_out(request, public_id, item_id):
    destruction, item = _find(public_id), _item(public_id, item_id)
    form = LeaveOutForm(request.POST, auto_id=f"{item.pk}_%s")
    if form.is_valid():
        try:
            services.leave_out(by=request.user, item=item, **form.cleaned_data, now=timezone.now())
            return _back(request, public_id)
        except DomainError as error:
            form.add_error(error.field, error.message)
    return _page(request, destruction, typed=form, item=item, status=422)


@require_POST
@officers
def put_back(request, public_id, item_id):
    try:
        services.put_back(by=request.user, item=_item(public_id, item_id), now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    return _back(request, public_id)


def _back(request, public_id):
    """To the page of the list on which the case stood."""
    here = reverse("cases:retention-list", args=[public_id])
    return redirect(request, f"{here}?{request.GET.urlencode()}#items")


def _item(public_id, item_id) -> DestructionItem:
    rows = DestructionItem.objects.select_related("list", "case")
    try:
        return rows.get(list__public_id=public_id, public_id=item_id)
    except DestructionItem.DoesNotExist as error:
        raise Http404 from error


SAID = {
    "propose": services.propose,
    "approve": services.approve,
    "throw-away": services.throw_away,
}


@require_POST
@officers
def decide(request, public_id, act):
    """Propose, approve or throw away: one button each."""
    destruction, form = _find(public_id), DecideForm(request.POST)
    if not form.is_valid():
        return _page(request, destruction, typed=form, status=422)
    known = {"by": request.user, "destruction": destruction, "now": timezone.now()}
    try:
        SAID[act](**known, version=form.cleaned_data["version"])
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(request, "cases:retention-list", public_id)
    if act == "throw-away":
        messages.success(request, _("The list was thrown away; its cases are free again."))
        return redirect(request, "cases:retention")
    return redirect(request, "cases:retention-list", public_id)


@require_POST
@officers
def send_back(request, public_id):
    destruction, form = _find(public_id), SendBackForm(request.POST)
    if not form.is_valid():
        return _page(request, destruction, typed=form, status=422)
    try:
        services.send_back(
            by=request.user,
            destruction=destruction,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["remark"],
            now=timezone.now(),
        )
    except Conflict as error:
        messages.error(request, error.message)
    except DomainError as error:
        form.add_error(error.field, error.message)
        return _page(request, destruction, typed=form, status=422)
    return redirect(request, "cases:retention-list", public_id)


@require_safe
@officers
def export(request, public_id):
    """Every case of the list: what is asked for on paper beside the certificate."""
    destruction = _find(public_id)
    kind = asked_format(request.GET)
    record(by=request.user, action="destruction.exported", obj=destruction, detail={"format": kind})
    head = [
        _("Case"), _("Case type"), _("Department"), _("Result"), _("Selectielijst"), _("Closed"),
        _("May be destroyed from"), _("Stays"), _("Reason"), _("Keep until"), _("Destroyed"),
    ]  # fmt: skip
    lines = (
        [
            item.case.number, item.case_type.name, item.case.department.name, item.result,
            item.selection_list, item.closed_on, item.archive_on,
            _("yes") if item.excluded else _("no"), item.reason, item.keep_until,
            item.case.destroyed_at,
        ]
        for item in selectors.items_of(destruction).order_by("archive_on", "pk").iterator(500)
    )  # fmt: skip
    return sheet_response(Sheet(destruction.number, head, lines), kind)
