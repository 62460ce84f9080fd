"""What is open, per department: the page of all departments, and the page of one."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboard import cells, figures, selectors, words
from dashboard.ages import bucket_days
from dashboard.links import CALLBACKS, CASES, Links
from dashboard.pictures import bar, spark
from dashboard.stock.live import oldest
from kcc.lib.periods import Month, local_day
from kcc.organisation.access import WORKERS, access_of, role_required
from kcc.organisation.calendars import calendar_for
from kcc.organisation.models import Role

TREND_MONTHS = 13
LATE = 2  # its place among the cells of open work


@require_safe
@role_required(*WORKERS, Role.MANAGER, Role.BOARD)
def open_work(request):
    """All departments this person may see, side by side; who sees one goes to its page."""
    page = Page(request)
    if len(page.departments) == 1 and page.access.has(*selectors.READS_DEPARTMENT):
        return redirect("dashboard:department", page.departments[0].slug)
    found = page.overview(page.departments)
    context = page.context(found, title=_("Open work"), reads_all=page.reads_all)
    context["rows"] = [
        {
            "department": standing.department,
            "url": page.links.department(standing.department),
            "level": "late" if _rated_bad(standing) else "",
            "callbacks": page.work_cells(standing.callbacks, CALLBACKS, standing.department),
            "cases": page.work_cells(standing.cases, CASES, standing.department),
            "flow": cells.flow_cells(
                standing.flow, found.mean_seconds, page.month, page.links, standing.department
            ),
        }
        for standing in sorted(
            found.standings, key=lambda row: (-row.overdue, -row.open, row.department.name)
        )
    ]
    return render(request, "dashboard/open.html", context)


def _rated_bad(standing) -> bool:
    return figures.OVERDUE.rate(standing.overdue, standing.open) == figures.Rating.BAD


@require_safe
@role_required(*selectors.READS_DEPARTMENT)
def department(request, slug):
    """One department; 404 for who may not see it, as for one that does not exist."""
    page = Page(request)
    chosen = next((row for row in page.departments if row.slug == slug), None)
    if chosen is None:
        raise Http404
    found = page.overview([chosen], trend=page.trend_until(TREND_MONTHS))
    context = page.context(found, title=chosen.name, department=chosen, reads_all=True)
    if len(page.departments) > 1:
        context["crumbs"] = [
            {"label": _("All departments"), "url": reverse("dashboard:organisation")},
            {"label": chosen.name, "url": ""},
        ]
    context |= {
        "department": chosen,
        "work": [
            (_("Callbacks"), page.all_cells(found.callbacks, CALLBACKS, chosen)),
            (_("Cases"), page.all_cells(found.cases, CASES, chosen)),
        ],
        "oldest": oldest(page.access, request.user, [chosen], now=page.now),
        "opens_rows": page.access.has(*WORKERS),
        "repeat_reasons": found.repeat_reasons,
        "trend": [
            {
                "month": month,
                "name": words.short_month_name(month),
                "current": month == page.month,
                "questions": cells.count_cell(
                    flow.questions, page.links.questions(month, chosen), _("Questions")
                ),
                "cells": cells.flow_cells(flow, None, month, page.links, chosen),
            }
            for month, flow in reversed(found.trend)
        ],
    }
    return render(request, "dashboard/department.html", context)


class Page:
    """What both pages ask of the request."""

    def __init__(self, request):
        self.user, self.access, self.now = request.user, access_of(request.user), timezone.now()
        self.links = Links(self.access)
        self.departments = selectors.departments_for(self.access)
        self.this_month = Month.of(self.now)
        self.month = _month_of(request.GET.get("period", ""), self.this_month)
        self.today, self.calendar = local_day(self.now), calendar_for()

    @property
    def reads_all(self) -> bool:
        """Sees every contact there is: only then do the lists of contacts hold what the totals
        count without naming a department."""
        return self.access.front_office

    def trend_until(self, number: int) -> list[Month]:
        """So many months up to this one; up to the month asked for when that lies further back."""
        months = [self.this_month]
        while len(months) < number:
            months.insert(0, months[0].previous)
        if self.month < months[0]:
            return [self.month]
        return months

    def overview(self, departments, trend=()):
        return selectors.overview(
            self.access, self.user, departments, month=self.month, now=self.now, trend=trend
        )

    def work_cells(self, work, listing, department):
        return cells.work_cells(work, listing, self.links, self.today, self.calendar, department)

    def all_cells(self, work, listing, department):
        """With the clocks beside what is late."""
        found = self.work_cells(work, listing, department)
        found[LATE + 1 : LATE + 1] = cells.clock_cells(work, listing, self.links, department)
        return found

    def context(self, found, *, title, reads_all, department=None) -> dict:
        later = self.month.next if self.month < self.this_month else None
        return {
            "title": title,
            "lead": words.summary(found, this_month=self.this_month),
            "month": self.month,
            "month_name": words.month_name(self.month),
            "earlier": self.month.previous,
            "earlier_name": words.month_name(self.month.previous),
            "later": later,
            "later_name": words.month_name(later) if later else "",
            "tiles": self.tiles(found, department, reads_all),
            "ages": cells.age_rows(
                found.callbacks,
                found.cases,
                bucket_days(self.calendar, self.today),
                self.links,
                department,
            ),
            "bar": bar(
                [a + b for a, b in zip(found.callbacks.ages, found.cases.ages, strict=True)]
            ),
            "open_total": found.callbacks.open + found.cases.open,
            "figures": figures.FIGURES,
            "scoped": self.access.front_office,
        }

    def tiles(self, found, department, reads_all) -> list[cells.Tile]:
        links, month = self.links, self.month
        lines = {}
        if len(found.trend) > 1:
            flows = [flow for _, flow in found.trend]
            lines = {
                "repeats": spark([flow.repeat_share for flow in flows], figures.REPEATS.norm.good),
                "direct": spark([flow.direct_share for flow in flows], figures.DIRECT.norm.good),
            }
        return [
            cells.open_tile(
                str(figures.OPEN_CALLBACKS.name),
                found.callbacks, CALLBACKS, links, self.today, self.calendar, department,
            ),
            cells.late_tile(_("Late callbacks"), found.callbacks, CALLBACKS, links, department),
            cells.repeats_tile(
                found.flow,
                found.mean_seconds,
                links.repeats(month, department) if reads_all else "",
                lines.get("repeats"),
            ),
            cells.open_tile(
                str(figures.OPEN_CASES.name),
                found.cases, CASES, links, self.today, self.calendar, department,
            ),
            cells.late_tile(_("Late cases"), found.cases, CASES, links, department),
            cells.direct_tile(
                found.flow,
                links.direct(month, department) if reads_all else "",
                lines.get("direct"),
            ),
        ]  # fmt: skip


def _month_of(text: str, this_month: Month) -> Month:
    """The month asked for; this one when it cannot be read, is to come or lies before all data."""
    try:
        month = Month.parse(text)
    except ValueError:
        return this_month
    return month if month.year >= 2000 and month <= this_month else this_month
