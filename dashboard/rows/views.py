"""The rows behind a number."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboard import scopes
from dashboard.asked import read_asked
from dashboard.audience import READS_DEPARTMENT
from dashboard.exports import asks_file, file_name
from dashboard.figures import BY_SLUG, Figure
from dashboard.kinds import Basis
from dashboard.links import Links
from dashboard.rows import words
from dashboard.rows.filters import RowsFilter
from dashboard.rows.hours import Hours
from dashboard.rows.lines import PAGES, TABLE, amount_text, head_and_lines, table_of
from dashboard.rows.links import may_open
from dashboard.rows.selectors import Behind
from kcc.audit.services import record
from kcc.lib.sheets import Sheet, asked_format, sheet_response
from kcc.lib.worklist import Tab
from kcc.organisation.access import access_of, role_required

PLACES = ("department", "team")


@require_safe
@role_required(*READS_DEPARTMENT)
def rows(request, figure, side):
    """Exactly the rows that the number counts. 404 for a figure without rows and for a place that
    is not theirs."""
    behind = behind_of(request, _figure(figure, side), side)
    if asks_file(request):
        return _file(request, behind)
    total = behind.total()
    page = behind.page(request.GET)
    amount = amount_text(behind, total.amount) if total and total.amount is not None else ""
    name = words.side_name(behind.figure, side)
    context = {
        "figure": behind.figure,
        "title": name,
        "lead": words.told(behind, total, amount),
        "filters": behind.filters,
        "crumbs": _crumbs(behind, name),
        "tabs": _tabs(behind),
        "page": page,
        "table": table_of(behind, page.items, title=name),
        "narrowed": behind.leaves_out,
        "opens_rows": behind.access.sees_customers and behind.kind in PAGES,
        "many_domains": len({each.domain_id for each in behind.scope.departments}) > 1,
    }
    return render(request, "dashboard/rows.html", context)


def _figure(slug: str, side: str) -> Figure:
    found = BY_SLUG.get(slug)
    if found is None or found.basis == Basis.NOW or side not in words.sides_of(found):
        raise Http404
    return found


def behind_of(request, figure: Figure, side: str) -> Behind:
    now, access = timezone.now(), access_of(request.user)
    if not may_open(access, figure):
        raise PermissionDenied
    asked, filters = read_asked(request.GET, now, RowsFilter)
    kind = Hours if figure.basis == Basis.IMPORTED else Behind
    behind = kind(
        figure=figure,
        side=side,
        scope=_scope(access, request.GET),
        span=asked.span,
        filters=filters,
        access=access,
        user=request.user,
        now=now,
    )
    if not behind.knows_place:
        raise Http404
    return behind


def _scope(access, params) -> scopes.Scope:
    """The department and team of the address; without one everything this person sees."""
    departments, slug = scopes.departments_for(access), params.get("department", "")
    found = scopes.organisation(access, departments)
    if slug:
        found = scopes.department(access, departments, slug)
    if found and params.get("team"):
        found = scopes.team(found, _uuid(params["team"])) if found.department else None
    if found is None:
        raise Http404
    return found


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _file(request, behind: Behind):
    """All rows, as the page shows them. Who took them along is recorded."""
    if request.GET["table"] != TABLE:
        raise Http404
    kind, scope = asked_format(request.GET), behind.scope
    detail = {"figure": behind.figure.slug, "side": behind.side, "format": kind}
    # Only what was asked: whatever else stands in an address, somebody typed there.
    kept = behind.filters.kept
    detail["filters"] = behind.filters.values | {
        name: kept[name] for name in (*PLACES, *RowsFilter.ALSO) if name in kept
    }
    record(by=request.user, action="figures.exported", detail=detail, at=behind.now)
    head, lines = head_and_lines(behind)
    place = scope.department.slug if scope.department else ""
    name = file_name(place, words.side_name(behind.figure, behind.side), behind.filters)
    return sheet_response(Sheet(name, head, lines), kind)


def _crumbs(behind: Behind, name: str) -> list[dict]:
    """Back to where the number stands, with its period and filters."""
    scope, links = behind.scope, Links(behind.access, behind.filters)
    crumbs = [{"label": _("Figures"), "url": links.organisation()}]
    if scope.department:
        crumbs.append({"label": scope.department.name, "url": links.department(scope.department)})
    if scope.team:
        crumbs.append({"label": scope.team.name, "url": links.team(scope.team, scope.department)})
    return [*crumbs, {"label": name}]


def _tabs(behind: Behind) -> list[Tab]:
    """The part, the rest and the whole of the figure, with the same question about both."""
    sides, query = words.sides_of(behind.figure), behind.filters.here()
    if len(sides) < 2:
        return []
    return [
        Tab(
            words.side_name(behind.figure, side),
            reverse("dashboard:rows", args=[behind.figure.slug, side])
            + (f"?{query}" if query else ""),
            side == behind.side,
        )
        for side in sides
    ]
