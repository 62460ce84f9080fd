"""Departments side by side: of the organisation, of a domain, or those somebody works for."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboard import figures, scopes, show, words
from dashboard.audience import READS_DEPARTMENT, READS_FIGURES
from dashboard.board import Board
from dashboard.exports import table_response
from dashboard.ranking import LEAST_OPEN, Ranking
from dashboard.scopes import Scope
from dashboard.show import Table
from dashboard.standings import by_department, by_domain, ranking_of, sorted_by, standing
from dashboard.stock.live import stock_of
from dashboard.stock.work import Stock
from dashboard.views.page import Page, tabs
from dashboard.views.sidebyside import SideBySide
from kcc.organisation.access import role_required

SCORECARD = (
    figures.KEPT, figures.DIRECT, figures.REPEATS, figures.SATISFACTION, figures.CASES_ON_TIME,
    figures.CONTACTS,
)  # fmt: skip
MONTHLY = (
    figures.CONTACTS, figures.DIRECT, figures.REPEATS, figures.KEPT, figures.CASES_ON_TIME,
    figures.SATISFACTION,
)  # fmt: skip


@require_safe
@role_required(*READS_FIGURES)
def organisation(request):
    """All departments this person sees; who sees one goes to its page."""
    page = Page(request)
    if len(page.departments) == 1 and page.access.has(*READS_DEPARTMENT):
        return redirect(page.links.department(page.departments[0]))
    scope = page.filters.within(scopes.organisation(page.access, page.departments))
    title = _("Organisation") if page.sees_everything else _("My departments")
    return _answer(page, scope, title)


@require_safe
@role_required(*READS_FIGURES)
def domain(request, slug):
    """Of a domain the departments this person sees; 404 for who sees none of them."""
    page = Page(request)
    scope = scopes.domain(page.departments, slug)
    if scope is None:
        raise Http404
    return _answer(page, scope, scope.name)


def _answer(page: Page, scope: Scope, title: str):
    view = View(page, scope)
    response = table_response(page.request, view.tables, page.filters, scope.name or title)
    return response or render(page.request, "dashboard/organisation.html", view.context(title))


@dataclass
class View:
    page: Page
    scope: Scope

    def __post_init__(self):
        page, scope = self.page, self.scope
        # Of all departments, for the place of each among all of them.
        everything: Stock = stock_of(page.access, page.user, page.departments, now=page.now)
        self.ranking: Ranking = ranking_of(everything, page.departments)
        self.stock = everything
        self.board: Board = page.board(scope, everything=True)
        self.side = SideBySide(page, everything, is_everything=scope.is_everything)
        self.sort, self.standings = sorted_by(
            page.request.GET.get("sort", ""), by_department(self.board, everything, self.ranking)
        )
        self.total = standing(scope.domain, scope.departments, self.board, everything, Ranking())

    @property
    def tables(self) -> list[Table]:
        return [each for each in (self.departments, self.domains, self.months) if each]

    @property
    def departments(self) -> Table:
        return self.side.table(
            "departments",
            _("Departments side by side"),
            self.standings,
            of=_("Department"),
            total=self.total,
            sort=self.sort,
        )

    @property
    def domains(self) -> Table | None:
        """Only where there is something to choose."""
        found = by_domain(self.board, self.stock) if self.page.sees_everything else []
        if self.scope.domain or len(found) < 2:
            return None
        return self.side.table(
            "domains", _("Domains side by side"), found, of=_("Domain"), sortable=False
        )

    @property
    def months(self) -> Table:
        return self.page.months(self.board, MONTHLY)

    def tiles(self) -> list:
        ids = self.total.departments
        stock = [
            show.tile(self.stock.value(figure, ids), url="")
            for figure in (figures.OPEN, figures.OVERDUE)
        ]
        return [
            *stock,
            *(self.page.tile(self.board, figure) for figure in SCORECARD),
        ]

    def context(self, title: str) -> dict:
        crumbs = []
        if self.scope.domain:
            up = {"label": _("Organisation"), "url": self.page.links.organisation()}
            crumbs = [up, {"label": title, "url": ""}]
        return {
            "title": title,
            "lead": words.lead(self.board, self.stock, self.total.departments),
            "crumbs": crumbs,
            "filters": self.page.filters,
            "tiles": self.tiles(),
            "compared": self.page.compared,
            "departments": self.departments,
            "whole": self.scope.domain is None,
            "domains": self.domains,
            "months": self.months,
            "sort": self.sort,
            "ranking": self.ranking_card(),
            "tabs": tabs(self.page, "organisation") if self.scope.is_everything else [],
        }

    def ranking_card(self) -> dict | None:
        """Best, median, and where the departments of this page stand; never a person."""
        found = self.ranking
        if not found.of:
            return None
        inside = [each for each in self.standings if each.rank]
        return {
            "best": show.percent(found.best, 0),
            "median": show.percent(found.median, 0),
            "of": found.of,
            "places": sorted(inside, key=lambda each: (each.rank.position, each.name)),
            "left_out": len(self.page.departments) - found.of,
            "least": LEAST_OPEN,
        }
