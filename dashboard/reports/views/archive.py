"""Every report somebody may read, the newest period first."""

from dataclasses import dataclass
from itertools import groupby

from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboard.models import Report
from dashboard.reports import selectors
from dashboard.reports.audience import READS_ORGANISATION
from dashboard.reports.delivery import words
from dashboard.reports.filters import ArchiveFilter, period_name
from dashboard.reports.selectors import Period
from dashboard.reports.views.asking import readers_only
from kcc.lib.paging import keyset_page
from kcc.organisation.access import access_of, role_required
from kcc.organisation.models import Role

State = Report.State
KINDS = {
    State.DUE: "", State.BUILDING: "", State.BUILT: "warn", State.PUBLISHED: "ok",
    State.WITHDRAWN: "late",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One report in the list."""

    report: Report

    @property
    def about(self) -> str:
        return words.about(self.report) if self.report.department_id else _("The organisation")

    @property
    def when(self) -> str:
        return words.when(self.report)

    @property
    def title(self) -> str:
        return words.title(self.report)

    @property
    def kind(self) -> str:
        return KINDS[self.report.state]

    @property
    def has_files(self) -> bool:
        return self.report.state in (State.BUILT, State.PUBLISHED)

    @property
    def is_comparable(self) -> bool:
        return self.report.state == State.PUBLISHED


@require_safe
@readers_only
def archive(request):
    access = access_of(request.user)
    known = selectors.periods(access)
    is_manager = access.has(Role.MANAGER)
    found = ArchiveFilter(
        request.GET,
        selectors.archive(access, request.user),
        places=selectors.places(access),
        periods=known,
        drafts=is_manager,
        organisation=access.has(*READS_ORGANISATION),
    )
    page = keyset_page(found.rows, order=selectors.ORDER, params=request.GET)
    context = {
        "filters": found,
        "page": page,
        "groups": by_period(page.items),
        "is_manager": is_manager,
        "making": making(known) if is_manager else [],
        "waiting": _waiting(known) if is_manager else [],
        "manage": _manage(known) if is_manager else [],
        "any_comparable": sum(each.state == State.PUBLISHED for each in page.items) > 1,
        "anything": bool(known),
    }
    return render(request, "dashboard/reports/archive.html", context)


def by_period(reports) -> list[tuple[str, list[Line]]]:
    """(October 2026, its reports), in the order they are in."""
    groups = groupby(reports, key=lambda each: (each.kind, each.first_day))
    return [(period_name(*key), [Line(each) for each in some]) for key, some in groups]


# -- How far they are ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Making:
    """A batch of reports that is being made."""

    period: Period

    @property
    def name(self) -> str:
        return period_name(self.period.kind, self.period.first_day)


def making(known: list[Period]) -> list[Making]:
    return [Making(each) for each in selectors.in_the_making(known)]


def _waiting(known: list[Period]) -> list[Making]:
    """Made, and waiting for somebody to publish them."""
    return [Making(each) for each in known if each.built]


def _manage(known: list[Period]) -> list[dict]:
    """The pages of who steers the reports."""
    items = [(_("Drafts"), "pencil", reverse("reports:drafts"))]
    if latest := next((each for each in known if each.published), None):
        url = reverse("reports:period-readers", args=[latest.code])
        items.append((_("Who opened them"), "eye", url))
    items.append((_("When, for whom and how"), "settings", reverse("reports:schedules")))
    return [dict(zip(("label", "icon", "url"), item, strict=True)) for item in items]


@require_safe
@role_required(Role.MANAGER)
def progress(request):
    """The bars alone, asked for every two seconds while there is something to be made: 304 as long
    as nothing changed."""
    found = making(selectors.periods(access_of(request.user)))
    told = ",".join(
        f"{each.period.code}.{each.period.version}.{each.period.made}" for each in found
    )
    etag = f'"{told}-{get_language()}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        context = {"making": found, "polled": True}
        response = render(request, "dashboard/reports/_progress.html", context)
    response.headers["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response
