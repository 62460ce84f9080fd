"""One draft: its comment and its practice case."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from contacts.practice.selectors import Kind
from dashboard.reports.delivery import words
from dashboard.reports.editing import services
from dashboard.reports.editing.forms import CaseForm, CommentForm
from dashboard.reports.editing.places import draft_crumbs, draft_or_404, edit_url
from dashboard.reports.editing.selectors import candidates, case_of, next_draft
from dashboard.reports.editing.services import seal_of
from dashboard.reports.making import document_of
from dashboard.reports.words import Words
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.htmx import redirect
from kcc.organisation.access import role_required
from kcc.organisation.models import Role

KINDS = {
    Kind.REPEATS: gettext_lazy("Came back again and again"),
    Kind.PROMISE: gettext_lazy("A promise that was not kept"),
    Kind.FINE: gettext_lazy("Went well"),
}
READS = ("GET", "HEAD", "POST")


@require_http_methods(READS)
@role_required(Role.MANAGER)
def edit(request, public_id):
    """The comment, and how the practice case stands."""
    report = draft_or_404(public_id)
    sent = request.method == "POST"
    initial = {"comment": report.comment, "seal": seal_of(report.comment)}
    form, status, conflict = CommentForm(request.POST if sent else None, initial=initial), 200, ""
    if sent and form.is_valid():
        data = form.cleaned_data
        try:
            services.write_comment(
                by=request.user, report=report, text=data["comment"], seal=data["seal"],
                now=timezone.now(),
            )  # fmt: skip
        except Conflict:
            status, conflict = 409, report.comment
            form = _again(CommentForm, request, seal_of(report.comment))
        except DomainError as error:
            form.add_error("comment", error.message)
        else:
            messages.success(request, _("The comment is kept."))
            return _on(request, report)
    context = {
        "report": report,
        "form": form,
        "case": case_of(report),
        "next": next_draft(report),
        "about": words.about(report),
        # What is to be explained, beside where it is written.
        "told": document_of(report, Words()).lead,
        "crumbs": draft_crumbs(report, (words.about(report), "")),
        "conflict": status == 409,
        "saved": conflict,
    }
    status = 422 if form.errors else status
    return render(request, "dashboard/reports/editing/draft.html", context, status=status)


def _again(form_class, request, seal: str, **options):
    """What was typed, to be sent again over what is kept now."""
    values = request.POST.copy()
    values["seal"] = seal
    return form_class(values, **options)


def _on(request, report):
    """Back, or to the next draft when that was asked for."""
    after = next_draft(report) if "next" in request.POST else None
    return redirect(request, "reports:edit", (after or report).public_id)


# -- The practice case ----------------------------------------------------------------------------


@require_http_methods(READS)
@role_required(Role.MANAGER)
def candidates_of(request, public_id):
    """What could be told; looking is recorded, although this is a GET: docs/decisions/004."""
    report = draft_or_404(public_id)
    if request.method == "POST":
        return _choose(request, report)
    # In the language it will be read in.
    with translation.override(report.language):
        found = candidates(report)
    services.note_looks(by=request.user, report=report, seen=found, now=timezone.now())
    case = case_of(report)
    context = {
        "report": report,
        "about": words.about(report),
        "crumbs": _case_crumbs(report),
        "groups": [
            (label, [each for each in found if each.kind == kind])
            for kind, label in KINDS.items()
            if any(each.kind == kind for each in found)
        ],
        "case": case,
        "seal": seal_of(case.text if case else ""),
    }
    return render(request, "dashboard/reports/editing/candidates.html", context)


def _choose(request, report):
    try:
        question = UUID(request.POST.get("question", ""))
    except ValueError as error:
        raise Http404 from error
    try:
        services.choose_case(
            by=request.user, report=report, question=question,
            seal=request.POST.get("seal", ""), now=timezone.now(),
        )  # fmt: skip
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(request, "reports:candidates", report.public_id)
    return redirect(request, "reports:case", report.public_id)


@require_http_methods(READS)
@role_required(Role.MANAGER)
def case(request, public_id):
    """Its words: saved as often as somebody likes, and approved once nobody can be recognised."""
    report = draft_or_404(public_id)
    now, sent, approving = timezone.now(), request.method == "POST", "approve" in request.POST
    kept = case_of(report)
    text = kept.text if kept else ""
    form = CaseForm(
        request.POST if sent else None, initial={"text": text, "seal": seal_of(text)},
        approving=approving,
    )  # fmt: skip
    conflict, asks = False, False
    if sent and form.is_valid():
        data = form.cleaned_data
        values = {"by": request.user, "report": report, "text": data["text"], "now": now}
        try:
            if approving:
                services.approve_case(**values, seal=data["seal"], looked=data["looked"])
                messages.success(request, _("Approved: the practice case is in the report."))
                return redirect(request, "reports:edit", report.public_id)
            services.write_case(**values, seal=data["seal"])
            messages.success(request, _("Kept. It comes into the report when you approve it."))
            return redirect(request, "reports:case", report.public_id)
        except Conflict:
            conflict = True
            form = _again(CaseForm, request, seal_of(text))
        except DomainError as error:
            asks = error.code == "names"
            form.add_error(error.field or None, error.message)
    context = {
        "report": report,
        "form": form,
        "case": kept,
        "about": words.about(report),
        "crumbs": _case_crumbs(report),
        "conflict": conflict,
        "saved": text,
        # Asked once there is something to look at.
        "asks": asks or "looked" in request.POST,
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "dashboard/reports/editing/case.html", context, status=status)


def _case_crumbs(report) -> list[dict]:
    about = words.about(report)
    return draft_crumbs(report, (about, edit_url(report)), (_("Practice case"), ""))


@require_POST
@role_required(Role.MANAGER)
def drop(request, public_id):
    report = draft_or_404(public_id)
    services.drop_case(by=request.user, report=report, now=timezone.now())
    messages.success(request, _("There is no practice case in this report any more."))
    return redirect(request, "reports:edit", report.public_id)
