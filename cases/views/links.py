"""Which cases belong together: linked to each other, or part of one."""

from functools import partial

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cases import services
from cases.finding import find
from cases.forms import PART_OF, ActForm, LinkForm
from cases.models import Case, CaseLink
from cases.reaching import find_for, may, page_of, tell
from cases.views import beside
from cases.workflow import Act
from kcc.audit.services import record
from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect
from kcc.organisation.access import WORKERS, access_of, role_required

PART = "others"
SHOWN = 8


@never_cache
@require_http_methods(beside.READ_OR_POST)
@role_required(*WORKERS)
def add(request, public_id):
    case = find_for(request, public_id, Act.LINK)
    if request.method != "POST" and not may(request, case, Act.LINK):
        return beside.not_now(request, case)

    def make(data, initial=None):
        return LinkForm(data, initial=initial, auto_id="link_%s")

    return beside.Pick(
        label=_("Number, person, address or words"),
        find=partial(_find, request, case),
        make=make,
        save=partial(_save, request, case),
        page={
            "title": _("Link a case"),
            "button": _("Link the case"),
            "nothing": _("No case was found that you may see."),
            "back": PART,
        },
    ).show(request, case)


def _find(request, case: Case, words: str) -> list[beside.Option]:
    """Searching is looking, so it is recorded."""
    access, now = access_of(request.user), timezone.now()
    found = find(words, access=access, user=request.user, now=now)
    detail = {"keys": [str(kind) for kind in found.kinds], "found": len(found.cases)}
    record(by=request.user, action="cases.searched", detail=detail, at=now)
    rows = [row for row in found.cases if row.pk != case.pk][:SHOWN]
    return [
        beside.Option(
            row.public_id, f"{row.number} · {row.case_type.name}",
            f"{row.status.name} · {row.description[:90]}",
        )
        for row in rows
    ]  # fmt: skip


def _save(request, case: Case, typed: dict) -> None:
    access, now = access_of(request.user), timezone.now()
    try:
        other = Case.objects.visible_to(access, request.user).get(public_id=typed["chosen"])
    except Case.DoesNotExist as error:
        raise DomainError(_("No case was found that you may see."), field="chosen") from error
    known = {"by": request.user, "case": case, "now": now}
    if typed["kind"] == PART_OF:
        case = services.set_parent(**known, version=case.version, parent=other)
        words = _("%(number)s is part of %(other)s now.")
        tell(request, words % {"number": case.number, "other": other.number}, case)
        return
    services.add_link(**known, other=other, kind=typed["kind"])
    messages.success(request, _("Linked with %(number)s.") % {"number": other.number})


@require_POST
@role_required(*WORKERS)
def remove(request, public_id, link_id):
    """From either side."""
    case = find_for(request, public_id, Act.LINK)
    links = CaseLink.objects.filter(Q(case=case) | Q(other=case))
    try:
        link = links.select_related("case__department", "other__department").get(public_id=link_id)
    except CaseLink.DoesNotExist as error:
        raise Http404 from error
    try:
        services.remove_link(by=request.user, link=link, case=case, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("They are no longer linked."))
    return redirect(request, page_of(request, case, PART))


@require_POST
@role_required(*WORKERS)
def leave(request, public_id):
    """No longer part of another case."""
    case = find_for(request, public_id, Act.LINK)
    form = ActForm(request.POST)
    try:
        version = form.cleaned_data["version"] if form.is_valid() else 0
        case = services.unset_parent(
            by=request.user, case=case, version=version, now=timezone.now()
        )
    except DomainError as error:
        messages.error(request, error.message)
    else:
        tell(request, _("%(number)s is a case of its own again.") % {"number": case.number}, case)
    return redirect(request, page_of(request, case, PART))
