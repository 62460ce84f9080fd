"""Two reports side by side: two periods of one place, or two places."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboard.models import Report
from dashboard.reports import selectors
from dashboard.reports.audience import READS_ORGANISATION
from dashboard.reports.comparing import Comparison, Side
from dashboard.reports.delivery import words
from dashboard.reports.filters import ORGANISATION, period_name
from dashboard.reports.frozen import thaw
from dashboard.reports.schedule import Period
from dashboard.reports.views.asking import readers_only
from kcc.lib.sheets import Sheet, asked_format, sheet_response
from kcc.organisation.access import Access, access_of


@require_safe
@readers_only
def compare(request):
    """With ?a= and ?b= both are shown. Without them somebody chooses: by two places and periods, or
    by two lines of the archive (?report= twice)."""
    access = access_of(request.user)
    if picked := request.GET.getlist("report"):
        if len(picked) == 2:
            return _to(dict(zip("ba", picked, strict=True)))  # the older one stands lower
        return _choose(request, access, problem=_("Select two reports."))
    if request.GET.get("a_period"):
        return _named(request, access)
    ids = {name: _uuid(request.GET[name]) for name in "ab" if request.GET.get(name)}
    found = selectors.two_of(access, ids.values())
    if len(found) < len(ids):
        raise Http404
    chosen = {name: _name_of(each) for name, each in zip(ids, found, strict=True)}
    if len(found) < 2:
        return _choose(request, access, chosen)
    if found[0] == found[1]:
        return _choose(request, access, chosen, problem=_("Select two different reports."))
    return _side_by_side(request, access, *found)


def _to(values: dict) -> HttpResponseRedirect:
    query = urlencode(dict(sorted(values.items())))
    return HttpResponseRedirect(f"{reverse('reports:compare')}?{query}")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


# -- Shown --------------------------------------------------------------------------------------


def _side_by_side(request, access: Access, first: Report, second: Report):
    comparison = Comparison(
        Side(_short(first, second), thaw(first.figures)),
        Side(_short(second, first), thaw(second.figures)),
        same_place=first.department_id == second.department_id,
    )
    tables = comparison.tables
    if wanted := request.GET.get("table"):
        return _file(request, tables, wanted, (first, second))
    context = {
        "title": _title(first, second),
        "comparison": comparison,
        "tables": tables,
        "reports": (first, second),
        "titles": [(words.title(each), each) for each in (first, second)],
        "swapped": urlencode({"a": second.public_id, "b": first.public_id}),
        "different_lengths": first.kind != second.kind,
    } | _form(access, {"a": _name_of(first), "b": _name_of(second)})
    return render(request, "dashboard/reports/compare.html", context)


def _short(report: Report, other: Report) -> str:
    """What tells it apart from the other one."""
    period = period_name(report.kind, report.first_day)
    if report.department_id == other.department_id:
        if period != period_name(other.kind, other.first_day):
            return period
        return _("version %(version)d") % {"version": report.version}
    if (report.kind, report.first_day) == (other.kind, other.first_day):
        return words.about(report)
    return words.title(report)


def _title(first: Report, second: Report) -> str:
    if first.department_id == second.department_id:
        return words.about(first)
    if (first.kind, first.first_day) == (second.kind, second.first_day):
        both = words.about(first), words.about(second)
        told = _("%(first)s beside %(second)s, %(period)s")
    else:
        both = words.title(first), words.title(second)
        told = _("%(first)s beside %(second)s")
    period = period_name(first.kind, first.first_day)
    return capfirst(told % {"first": both[0], "second": both[1], "period": period})


def _file(request, tables, wanted: str, reports):
    table = next((each for each in tables if each.slug == wanted), None)
    if table is None:
        raise Http404
    parts = [part for each in reports for part in (words.about(each), each.period)]
    name = "-".join(slugify(part) for part in dict.fromkeys([*parts, table.title]))
    return sheet_response(Sheet(name, table.head, table.lines()), asked_format(request.GET))


# -- Chosen -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """One side of the form: what can be chosen, and what was."""

    name: str
    label: str
    places: list[tuple[str, str]]
    periods: list[tuple[str, str]]
    place: str = ""
    period: str = ""


Named = tuple[str, str]  # place and period, as the form says them


def _form(access: Access, chosen: dict[str, Named]) -> dict:
    """Two statements."""
    places = [(each.slug, each.name) for each in selectors.places(access)]
    if access.has(*READS_ORGANISATION):
        places.insert(0, (ORGANISATION, _("The whole organisation")))
    known = selectors.periods(access)
    periods = {each.code: period_name(each.kind, each.first_day) for each in known}
    labels = {"a": _("First report"), "b": _("Second report")}
    return {
        "choices": [
            Choice(name, label, places, list(periods.items()), *chosen.get(name, ("", "")))
            for name, label in labels.items()
        ],
        "can_choose": bool(places and periods),
    }


def _name_of(report: Report) -> Named:
    return report.department.slug if report.department_id else ORGANISATION, report.period


def _named(request, access: Access):
    """By place and period: on to the reports those are."""
    chosen = {
        name: (request.GET.get(f"{name}_place", ""), request.GET.get(f"{name}_period", ""))
        for name in "ab"
    }
    found = {name: _find(access, *each) for name, each in chosen.items()}
    if all(found.values()):
        return _to({name: each.public_id for name, each in found.items()})
    problem = _("There is no report of that place about that period.")
    return _choose(request, access, chosen, problem=problem)


def _find(access: Access, place: str, code: str) -> Report | None:
    try:
        period = Period.parse(code)
    except ValueError:
        return None
    department = "" if place == ORGANISATION else place
    return selectors.published(
        access, department=department, first_day=period.first_day, kind=period.kind
    )


def _choose(request, access: Access, chosen: dict[str, Named] | None = None, *, problem: str = ""):
    context = {"title": _("Compare two reports"), "problem": problem} | _form(access, chosen or {})
    status = 422 if problem else 200
    return render(request, "dashboard/reports/compare.html", context, status=status)
