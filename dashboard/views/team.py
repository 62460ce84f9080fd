"""One team of a department: its open work, and what it did in the period. Contacts know no team."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboard import figures, scopes, words
from dashboard.audience import READS_DEPARTMENT
from dashboard.exports import table_response
from dashboard.parts import openwork, scorecard
from dashboard.parts.breakdowns import Breakdowns
from dashboard.stock.live import oldest, stock_of
from dashboard.views.department import crumbs, tables_of
from dashboard.views.page import Page
from kcc.organisation.access import role_required

SCORED = (
    figures.KEPT, figures.EMAIL_KEPT, figures.MISROUTED, figures.CASES_ON_TIME,
    figures.CASES_IN_NORM,
)  # fmt: skip
MONTHLY = (
    figures.KEPT, figures.EMAIL_KEPT, figures.MISROUTED, figures.CASES_CLOSED,
    figures.CASES_ON_TIME,
)  # fmt: skip


@require_safe
@role_required(*READS_DEPARTMENT)
def team(request, slug, public_id):
    """404 for who may not see its department, as for one that does not exist."""
    page = Page(request)
    inside = scopes.department(page.access, page.departments, slug)
    scope = scopes.team(inside, public_id) if inside else None
    if scope is None:
        raise Http404
    links, board = page.links.of(scope), page.board(scope)
    of_team = {"team": scope.team, "now": page.now}
    stock = stock_of(page.access, page.user, scope.departments, **of_team)
    found = oldest(page.access, page.user, scope.departments, **of_team)
    shown = {
        "work": openwork.work_table(stock, links),
        "ages": openwork.ages(stock, links, now=page.now),
        "oldest": openwork.oldest_table(found, links),
        "weekdays": Breakdowns(board, links).weekdays(),
        "months": page.months(board, MONTHLY),
    }
    place = f"{scope.department.slug}-{scope.team.slug}"
    response = table_response(request, tables_of(shown), page.filters, place)
    tiles = [
        *scorecard.open_tiles(stock, None, links),
        *scorecard.period_tiles(board, links, SCORED),
    ]
    return response or render(
        request,
        "dashboard/team.html",
        shown
        | {
            "title": scope.name,
            "crumbs": crumbs(page, scope),
            "lead": words.lead(board, stock),
            "filters": page.filters,
            "tiles": tiles,
            "compared": page.compared_with_open(None),
        },
    )
