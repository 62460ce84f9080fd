"""Customer satisfaction, for colleagues: what the manager keeps, a link to print, the comments."""

from urllib.parse import urlencode

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.models import Case, Confidentiality
from contacts.models import Callback, Contact, Invitation
from contacts.satisfaction import selectors, services
from contacts.satisfaction.forms import PolicyForm, PrintForm
from contacts.satisfaction.matters import CALLBACK, CASE, CONTACT
from contacts.satisfaction.words import letter, page_of
from kcc.audit.services import record
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.paging import keyset_page
from kcc.lib.periods import local_day
from kcc.organisation.access import WORKERS, access_of, role_required
from kcc.organisation.models import Role

# -- The policy -----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.MANAGER)
def policy(request):
    now, kept = timezone.now(), selectors.policy_now()
    if request.method != "POST":
        return _policy_page(request, PolicyForm(initial=_values(kept)), now)
    form, status = PolicyForm(request.POST), 422
    if form.is_valid():
        seen = parse_datetime(form.cleaned_data["seen"]) if form.cleaned_data["seen"] else None
        try:
            services.keep_policy(by=request.user, changed_at=seen, now=now, **form.values)
        except Conflict as error:
            status = 409
            sent = request.POST.copy()
            sent["seen"] = _seen(kept)
            form = PolicyForm(sent)
            form.add_error(None, _("%(why)s Save again to put yours over it.") % {"why": error})
        else:
            messages.success(request, _("Kept. It holds from now on."))
            return redirect("satisfaction:policy")
    return _policy_page(request, form, now, status=status)


def _values(kept) -> dict:
    names = [name for name in PolicyForm.base_fields if name != "seen"]
    return {name: getattr(kept, name) for name in names} | {"seen": _seen(kept)}


def _seen(kept) -> str:
    return kept.changed_at.isoformat() if kept.changed_at else ""


def _policy_page(request, form, now, *, status=200):
    context = {"form": form, "response": selectors.response(now)}
    return render(request, "satisfaction/policy.html", context, status=status)


# -- A link on paper ------------------------------------------------------------------------------

MODELS = {CONTACT: Contact, CALLBACK: Callback, CASE: Case}
PAGES = {CONTACT: "contacts:detail", CALLBACK: "contacts:callback", CASE: "cases:detail"}


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*WORKERS)
def print_link(request, public_id, kind):
    """POST makes the link and shows it: nothing else can show it later, so there is no page to go
    on to."""
    rows = MODELS[kind].objects.visible_to(access_of(request.user), request.user)
    thing = get_object_or_404(rows, public_id=public_id)
    back = reverse(PAGES[kind], args=[thing.public_id])
    form = PrintForm(request.POST if request.method == "POST" else None)
    context = {"back": back, "title": _title(kind, thing), "form": form}
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "satisfaction/print.html", context, status=status)
    language = form.cleaned_data["language"]
    try:
        token, made = services.print_link(
            by=request.user, kind=kind, pk=thing.pk, language=language, now=timezone.now()
        )
    except DomainError as error:
        form.add_error(None, error.message)
        return render(request, "satisfaction/print.html", context, status=422)
    link = request.build_absolute_uri(page_of(token, language))
    picture = segno.make(link, error="m").svg_inline(omitsize=True, border=0)
    context |= {
        "link": link,
        "qr": mark_safe(picture),  # noqa: S308 - drawn here
        "letter": letter(language, local_day(made.expires_at)),
        "language": language,
    }
    return render(request, "satisfaction/print.html", context)


def _title(kind: str, thing) -> str:
    return _("Contact") if kind == CONTACT else thing.number


# -- Comments -------------------------------------------------------------------------------------


@require_safe
@role_required(Role.HEAD, Role.KCC_LEAD, Role.MANAGER)
def comments(request):
    """Looking is recorded, although this is a GET: docs/decisions/004. ?department= narrows to one
    of the own departments."""
    now, access = timezone.now(), access_of(request.user)
    departments = selectors.departments_read_by(access, request.user)
    if not departments:
        raise PermissionDenied
    slug = request.GET.get("department", "")
    chosen = [row for row in departments if row.slug == slug]
    if slug and not chosen:
        raise Http404
    rows = selectors.comments_of(chosen or departments, now)
    page = keyset_page(rows, order=["-rated_on", "-pk"], params=request.GET)
    record(by=request.user, action="survey.comments_viewed", detail={"department": slug}, at=now)
    context = {
        "page": page,
        "scores": selectors.scores_of(chosen or departments, now),
        "departments": departments if len(departments) > 1 else [],
        "chosen": chosen[0] if chosen else None,
        "shows_department": len(departments) > 1 and not chosen,
        "may_read_original": access.has(Role.MANAGER),
    }
    return render(request, "satisfaction/comments.html", context)


@require_POST
@role_required(Role.MANAGER)
def original(request, public_id):
    """The comment as it was written, for when the masks hide what it is about. Never of something
    confidential."""
    rows = Invitation.objects.exclude(comment="").filter(confidential=False)
    rows = rows.exclude(case__confidentiality=Confidentiality.CONFIDENTIAL)
    found = get_object_or_404(rows.select_related("department"), public_id=public_id)
    text = services.read_original(by=request.user, invitation=found, now=timezone.now())
    back = f"{reverse('satisfaction:comments')}?{urlencode({'department': found.department.slug})}"
    context = {"comment": text, "answer": found, "back": back}
    return render(request, "satisfaction/original.html", context)
