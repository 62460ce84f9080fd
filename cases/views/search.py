"""Looking for a case. By POST only: what is typed is often somebody's name or number, and addresses
are logged."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases import selectors
from cases.catalogue.kept import kinds
from cases.cells import ROWS
from cases.finding import LIMIT, Found, Why, find
from cases.picking import SearchForm
from cases.sheet import COLUMNS
from kcc.audit.services import record
from kcc.organisation.access import WORKERS, access_of, role_required
from kcc.organisation.cells import Look
from kcc.organisation.worklist import sees_many_departments

WORDS = {
    Why.NUMBER: _("number"),
    Why.CUSTOMER: _("customer"),
    Why.INVOLVED: _("person involved"),
    Why.ADDRESS: _("address"),
    Why.WORDS: _("words"),
}
SHOWN = ("number", "type", "customer", "department", "handler", "status", "due")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*WORKERS)
def search(request):
    """Searching is looking, so it is recorded: by what kind of key and how many were found, never
    what was typed. Enter on the number of one case opens it."""
    form = SearchForm(request.POST if request.method == "POST" else None, types=kinds().types)
    if not form.is_valid():
        context = {"form": form}
        return render(request, "cases/search.html", context, status=422 if form.errors else 200)
    access, now = access_of(request.user), timezone.now()
    found = find(
        form.cleaned_data["q"], access=access, user=request.user, now=now,
        narrowing=form.narrowing,
    )  # fmt: skip
    detail = {"keys": [str(kind) for kind in found.kinds], "found": len(found.cases)}
    record(by=request.user, action="cases.searched", detail=detail, at=now)
    if found.exact:
        return redirect("cases:detail", public_id=found.exact.public_id)
    lines = _lines(found, access, now)
    context = {
        "form": form,
        "found": found,
        "limit": LIMIT,
        "columns": _columns(access),
        "lines": lines,
        "written": ROWS.write(lines, Look(columns=_columns(access))),
    }
    return render(request, "cases/search.html", context)


def _columns(access) -> list:
    left_out = set() if sees_many_departments(access) else {"department"}
    return [each for each in COLUMNS if each.name in SHOWN and each.name not in left_out]


def _lines(found: Found, access, now) -> list[tuple]:
    """Each row with the words for why it was found."""
    rows = selectors.rows_of(found.cases, access=access, now=now)
    return [
        (row, ", ".join(str(WORDS[why]) for why in found.why[case.pk]))
        for case, row in zip(found.cases, rows, strict=True)
    ]
