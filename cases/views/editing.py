"""Changing what a case holds. Where somebody else changed the same field meanwhile, both are shown
and one is chosen; everything else goes together by itself."""

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases import services
from cases.edit_form import MINE, THEIRS, EditForm, choices_of, form_field, initial_of
from cases.editing import EditConflict, fields_at, fields_of
from cases.models import Case
from cases.questions_form import PREFIX
from cases.reaching import find, find_for, may, page_of, tell
from cases.timeline import timeline
from cases.views import beside
from cases.workflow import Act
from kcc.audit.services import record
from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect
from kcc.lib.timeline import changes_since
from kcc.organisation.access import WORKERS, access_of, role_required


@never_cache
@require_http_methods(beside.READ_OR_POST)
@role_required(*WORKERS)
def edit(request, public_id):
    case = find_for(request, public_id, Act.EDIT)
    access = access_of(request.user)
    if request.method != "POST":
        if not may(request, case, Act.EDIT):
            return beside.not_now(request, case)
        form = EditForm(case, access, initial=initial_of(fields_of(case), case.version))
        return _page(request, case, form)
    form, chosen = EditForm(case, access, request.POST), _chosen(request)
    if not form.is_valid() or not all(chosen.values()):
        choices = choices_of(case, form, chosen, chosen)
        return _page(request, case, form, choices=choices, status=422)
    theirs = {name for name, keep in chosen.items() if keep == THEIRS}
    mine = {name: value for name, value in form.values.items() if name not in theirs}
    seen = form.cleaned_data["version"]
    try:
        case = services.edit(
            by=request.user, case=case, version=seen, values=mine,
            reason=form.cleaned_data["reason"], now=timezone.now(),
        )  # fmt: skip
    except EditConflict as conflict:
        return _both(request, form, conflict, seen=seen)
    except DomainError as error:
        beside.refuse(form, _named(error))
        return _page(request, case, form, status=422)
    return _saved(request, case, seen)


def _chosen(request) -> dict[str, str]:
    """Per field that clashed: theirs, mine, or nothing yet."""
    asked = ((name, request.POST.get(f"keep_{name}", "")) for name in request.POST.getlist("clash"))
    return {name: keep if keep in (THEIRS, MINE) else "" for name, keep in asked}


def _named(error: DomainError) -> DomainError:
    error.field = form_field(error.field)
    return error


def _saved(request, case: Case, seen: int):
    """Also what others changed meanwhile in other fields: that stays."""
    if case.batch is None:
        messages.info(request, _("Nothing was changed."))
        return redirect(request, page_of(request, case))
    words = _("%(number)s was changed.") % {"number": case.number}
    since = changes_since(timeline(case), seen)
    titles = "; ".join(entry.title for entry in since if entry.version < case.version)
    if titles:
        also = _("What others did meanwhile stays: %(titles)s.") % {"titles": titles}
        words = f"{words} {also}"
    tell(request, words, case)
    return redirect(request, page_of(request, case))


def _both(request, form: EditForm, conflict: EditConflict, *, seen: int):
    """What I changed stays typed, what I left alone is as they have it now, and of what we both
    changed one has to be chosen."""
    case = find(request, form.case.public_id)
    now = fields_of(case)
    before = fields_at(case, seen, case.revisions.filter(version__gt=seen))
    typed = {name: value for name, value in form.values.items() if value != before.get(name)}
    initial = initial_of(now | typed, conflict.version) | {"reason": form.cleaned_data["reason"]}
    again = EditForm(case, access_of(request.user), initial=initial)
    choices = choices_of(case, again, {clash.field for clash in conflict.clashes})
    return _page(request, case, again, choices=choices, status=409)


def _page(request, case: Case, form: EditForm, *, choices=None, status=200):
    """All that the case holds stands in the form, so it is a look."""
    record(by=request.user, action="case.viewed", obj=case)
    choices = choices or {}
    rows = [(field, choices.get(field.name)) for field in form.visible_fields()]
    own = [row for row in rows if row[0].name.startswith(PREFIX)]
    context = {
        "case": case,
        "form": form,
        "rows": [row for row in rows if row not in own],
        "answers": own,
        "choices": choices.values(),
        "back": page_of(request, case),
        "url": request.get_full_path(),
    }
    return render(request, "cases/edit.html", context, status=status)
