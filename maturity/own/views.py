"""The statements of the municipality itself: which there are, adding and changing them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect
from kcc.organisation.access import role_required
from maturity.asked import edition_of, own_as_json, own_statement
from maturity.audience import RUNS
from maturity.catalogue import catalogue
from maturity.evidence import needs_text
from maturity.models import OwnStatement
from maturity.own import services
from maturity.own.forms import OwnStatementForm
from maturity.own.selectors import every_own
from maturity.selectors import current_edition


@require_safe
@role_required(*RUNS)
def own(request):
    """By pillar and phase, what is not asked any more below."""
    asked_now = _catalogue()
    rows = [_row(asked_now, each) for each in every_own()]
    pillars = [
        {"pillar": pillar, "rows": [row for row in rows if _stands(row, pillar)]}
        for pillar in asked_now.pillars
    ]
    context = {
        "pillars": [each for each in pillars if each["rows"]],
        "stopped": [row for row in rows if not row["own"].active],
        "asked": sum(row["own"].active for row in rows),
        "most": services.MOST_ASKED,
        "crumbs": _crumbs({"label": _("Own statements")}),
    }
    return render(request, "maturity/own/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*RUNS)
def new(request):
    """?pillar= and ?phase= say where it will stand."""
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*RUNS)
def change(request, public_id):
    row = get_object_or_404(OwnStatement, public_id=public_id)
    if request.method == "POST" and request.POST.get("act") in ("stop", "ask"):
        return _ask(request, row, asked=request.POST["act"] == "ask")
    return _edit(request, row)


def _edit(request, row: OwnStatement | None):
    asked_now = _catalogue()
    form = OwnStatementForm(
        request.POST if request.method == "POST" else None,
        initial=OwnStatementForm.initial_of(row) if row else _asked_place(request),
        catalogue=asked_now,
    )
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, row, form.cleaned_data)
        except DomainError as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            return redirect(request, "maturity:own")
    own_url = {"label": _("Own statements"), "url": reverse("maturity:own")}
    here = {"label": row.code if row else _("Add a statement")}
    context = {"form": form, "statement": row, "crumbs": _crumbs(own_url, here)}
    return render(request, "maturity/own/edit.html", context, status=422 if form.errors else 200)


def _save(request, row: OwnStatement | None, values: dict) -> None:
    now = timezone.now()
    if row is None:
        made = services.add_statement(by=request.user, now=now, **values)
        said = _("Statement %(code)s is added. The next round that opens asks it.")
        messages.success(request, said % {"code": made.code})
    else:
        services.change_statement(by=request.user, statement=row, now=now, **values)
        messages.success(request, _("Statement %(code)s is changed.") % {"code": row.code})


def _ask(request, row: OwnStatement, *, asked: bool):
    try:
        services.ask_statement(by=request.user, statement=row, asked=asked, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect(request, "maturity:own")
    said = _("From the next round on %(code)s is asked.")
    if not asked:
        said = _("From the next round on %(code)s is not asked any more.")
    messages.success(request, said % {"code": row.code})
    return redirect(request, "maturity:own")


def _catalogue():
    edition = current_edition()
    return edition_of(edition) if edition else catalogue()


def _row(asked_now, row: OwnStatement) -> dict:
    figure = asked_now.figures.get(row.kpi)
    limit = own_statement(own_as_json(row)).threshold
    return {"own": row, "figure": figure, "needs": needs_text(figure, limit) if figure else ""}


def _stands(row: dict, pillar) -> bool:
    return row["own"].active and row["own"].pillar == pillar.slug


def _asked_place(request) -> dict:
    return {name: request.GET[name] for name in ("pillar", "phase") if name in request.GET}


def _crumbs(*below) -> list[dict]:
    return [
        {"label": _("Maturity"), "url": reverse("maturity:home")},
        {"label": _("Statements"), "url": reverse("maturity:catalogue")},
        *below,
    ]
