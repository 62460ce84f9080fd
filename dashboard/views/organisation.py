"""Departments side by side: of the organisation, of a domain, or those somebody works for."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboard import figures, scopes, show, words
from dashboard.audience import READS_DEPARTMENT, READS_FIGURES
from dashboard.board import Board
from dashboard.exports import table_response
from dashboard.parts import openwork, scorecard
from dashboard.parts.places import place_text
from dashboard.ranking import LEAST_OPEN, Ranking
from dashboard.saved.beginning import default_address
from dashboard.scopes import Scope
from dashboard.show import Table
from dashboard.standings import by_department, by_domain, ranking_of, sorted_by, standing, within
from dashboard.stock.history import History, history_of
from dashboard.stock.live import stock_of
from dashboard.stock.work import Stock
from dashboard.views.page import Page, tabs
from dashboard.views.sidebyside import SideBySide
from kcc.organisation.access import role_required

SCORED = (
    figures.KEPT, figures.CASES_ON_TIME, figures.REPEATS, figures.DIRECT, figures.SATISFACTION,
)  # fmt: skip
MONTHLY = (
    figures.CONTACTS, figures.DIRECT, figures.REPEATS, figures.KEPT, figures.CASES_ON_TIME,
    figures.SATISFACTION,
)  # fmt: skip


@require_safe
@role_required(*READS_FIGURES)
def organisation(request):
    """All departments this person sees; who sees one goes to its page."""
    if own := default_address(request):
        return redirect(own)
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
        self.links = page.links.of(scope)
        # Of all departments, for the place of each among all of them.
        everything = stock_of(page.access, page.user, page.departments, now=page.now)
        self.ranking: Ranking = ranking_of(everything, page.departments)
        self.stock: Stock = within(everything, scope.departments)
        self.board: Board = page.board(scope, everything=True)
        self.side = SideBySide(page, is_everything=scope.is_everything)
        self.sort, self.standings = sorted_by(
            page.request.GET.get("sort", ""), by_department(self.board, self.stock, self.ranking)
        )
        self.total = standing(scope.domain, scope.departments, self.board, self.stock, Ranking())

    @cached_property
    def history(self) -> History | None:
        """Evenings count everything: they say nothing beside a number that leaves some out."""
        page, scope = self.page, self.scope
        if scopes.open_only(page.access, scope.departments):
            return None
        ids = None if scope.is_everything else scope.ids
        return history_of(ids, months=self.board.months, now=page.now)

    @property
    def tables(self) -> list[Table]:
        return [
            each for each in (self.departments, self.domains, self.ages.table, self.months) if each
        ]

    @cached_property
    def departments(self) -> Table:
        return self.side.table(
            "departments",
            _("Departments side by side"),
            self.standings,
            of=_("Department"),
            total=self.total,
            sort=self.sort,
        )

    @cached_property
    def domains(self) -> Table | None:
        """Only where there is something to choose."""
        found = by_domain(self.board, self.stock) if self.page.sees_everything else []
        if self.scope.domain or len(found) < 2:
            return None
        return self.side.table(
            "domains", _("Domains side by side"), found, of=_("Domain"), sortable=False
        )

    @cached_property
    def months(self) -> Table:
        return self.page.months(self.board, MONTHLY)

    @cached_property
    def ages(self) -> openwork.Ages:
        return openwork.ages(self.stock, self.links, now=self.page.now)

    @property
    def tiles(self) -> list:
        return [
            *scorecard.open_tiles(self.stock, self.history, self.links),
            *scorecard.period_tiles(self.board, self.links, SCORED),
        ]

    def context(self, title: str) -> dict:
        crumbs = []
        if self.scope.domain:
            up = {"label": _("Organisation"), "url": self.page.links.organisation()}
            crumbs = [up, {"label": title, "url": ""}]
        return {
            "title": title,
            "lead": words.lead(self.board, self.stock, self.history),
            "crumbs": crumbs,
            "filters": self.page.filters,
            "tiles": self.tiles,
            "compared": self.page.compared_with_open(self.history),
            "departments": self.departments,
            "whole": self.scope.domain is None,
            "domains": self.domains,
            "ages": self.ages,
            "months": self.months,
            "sort": self.sort,
            "ranking": self.ranking_card(),
            "opens_rows": self.page.access.has(*READS_DEPARTMENT),
            "tabs": self.tabs,
            "reports_url": "" if self.scope.domain else self.links.reports(),
        }

    @property
    def tabs(self) -> list[dict]:
        """On the page of everything, for who sees all of it."""
        if self.scope.domain or not self.page.sees_everything:
            return []
        return tabs(self.page, "organisation")

    def ranking_card(self) -> dict | None:
        """Best, median, and where the departments of this page stand; never a person. None where
        nobody is ranked."""
        found, inside = self.ranking, [each for each in self.standings if each.rank]
        if not found.of:
            return None
        return {
            "best": show.percent(found.best, 0),
            "median": show.percent(found.median, 0),
            "places": [
                (each.name, place_text(each.rank))
                for each in sorted(inside, key=lambda each: (each.rank.position, each.name))
            ],
            "left_out": len(self.page.departments) - found.of,
            "least": LEAST_OPEN,
        }
