"""One department: what is open, what happened, and why people come back."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboard import figures, scopes, words
from dashboard.audience import READS_DEPARTMENT
from dashboard.board import Board
from dashboard.employees.consents import is_shown
from dashboard.exports import table_response
from dashboard.parts import openwork, scorecard
from dashboard.parts.breakdowns import Breakdowns
from dashboard.parts.teams import teams_table
from dashboard.ranking import rank
from dashboard.scopes import Scope
from dashboard.show import Table
from dashboard.stock.history import History, history_of
from dashboard.stock.live import oldest, stock_of
from dashboard.stock.work import Stock
from dashboard.views.page import Page
from kcc.lib.periods import local_day
from kcc.organisation.access import role_required

SCORED = (
    figures.KEPT, figures.CASES_ON_TIME, figures.REPEATS, figures.DIRECT, figures.SATISFACTION,
)  # fmt: skip
MONTHLY = (
    figures.QUESTIONS, figures.KEPT, figures.REPEATS, figures.DIRECT, figures.CASES_ON_TIME,
    figures.SATISFACTION,
)  # fmt: skip


@require_safe
@role_required(*READS_DEPARTMENT)
def department(request, slug):
    """404 for who may not see it, as for one that does not exist."""
    page = Page(request)
    scope = scopes.department(page.access, page.departments, slug)
    if scope is None:
        raise Http404
    view = View(page, scope)
    response = table_response(request, tables_of(view.shown), page.filters, scope.department.slug)
    return response or render(request, "dashboard/department.html", view.context)


@dataclass
class View:
    page: Page
    scope: Scope

    def __post_init__(self):
        page, scope = self.page, self.scope
        self.links = page.links.of(scope)
        self.stock: Stock = stock_of(
            page.access, page.user, scope.departments, by_team=True, now=page.now
        )
        self.board: Board = page.board(scope, breakdowns=True, everything=True)
        self.parts = Breakdowns(self.board, self.links)

    @cached_property
    def history(self) -> History | None:
        """Evenings count everything: they say nothing beside a number that leaves some out."""
        if scopes.open_only(self.page.access, self.scope.departments):
            return None
        return history_of(self.scope.ids, months=self.board.months, now=self.page.now)

    @cached_property
    def ages(self) -> openwork.Ages:
        return openwork.ages(self.stock, self.links, now=self.page.now)

    @cached_property
    def oldest(self) -> Table:
        page = self.page
        found = oldest(page.access, page.user, self.scope.departments, now=page.now)
        return openwork.oldest_table(found, self.links)

    @cached_property
    def shown(self) -> dict:
        """Tables, and pictures with their table, by their name in the template."""
        parts = self.parts
        return {
            "work": openwork.work_table(self.stock, self.links),
            "ages": self.ages,
            "oldest": self.oldest,
            "weekdays": parts.weekdays(),
            "reasons": parts.reasons(),
            "repeated": parts.repeated_subjects(),
            "subjects": parts.subjects(),
            "channels": parts.channels(),
            "load": parts.load(),
            "scores": parts.scores(),
            "months": self.page.months(self.board, MONTHLY),
            "teams": teams_table(self.stock, self.links),
        }

    @property
    def context(self) -> dict:
        page, scope = self.page, self.scope
        tiles = [
            *scorecard.open_tiles(self.stock, self.history, self.links),
            *scorecard.period_tiles(self.board, self.links, SCORED),
        ]
        return self.shown | {
            "title": scope.name,
            "crumbs": crumbs(page, scope),
            "lead": words.lead(self.board, self.stock, self.history),
            "filters": page.filters,
            "tiles": tiles,
            "compared": page.compared_with_open(self.history),
            "cost": self.parts.repeats_cost(),
            "standing": self.standing,
            "reports_url": self.links.reports(scope.department),
            "employees_url": self.employees_url,
        }

    @property
    def standing(self) -> str:
        if self.history is None:
            return ""
        return words.standing(rank(self.history.latest), self.scope.department.pk)

    @property
    def employees_url(self) -> str:
        """Empty as long as work is not shown per employee, or not to this person."""
        page, department = self.page, self.scope.department
        if not is_shown(page.access, department, local_day(page.now)):
            return ""
        return reverse("dashboard:employees", args=[department.slug])


def tables_of(shown: dict) -> list[Table]:
    """Those of the pictures too."""
    found = [each for each in shown.values() if each]
    return [each if isinstance(each, Table) else each.table for each in found]


def crumbs(page: Page, scope: Scope) -> list[dict]:
    """Organisation › domain › department › team; a step that this person cannot take is left
    out."""
    links, steps = page.links, []
    if len(page.departments) > 1:
        steps.append((_("Organisation"), links.organisation()))
    if page.sees_everything:
        steps.append((scope.domain.name, links.domain(scope.domain)))
    if scope.team:
        steps.append((scope.department.name, links.department(scope.department)))
    steps.append((scope.name, ""))
    return [{"label": label, "url": url} for label, url in steps]
