"""The tables of a page as files: exactly what is on it, as numbers instead of words."""

from collections.abc import Iterable

from django.http import Http404, HttpResponseBase
from django.utils.text import slugify

from dashboard.asked import FigureFilters
from dashboard.tables import head_of
from kcc.lib.paper.tables import Table
from kcc.lib.sheets import Sheet, asked_format, sheet_response


def asks_file(request) -> bool:
    return bool(request.GET.get("table"))


def table_response(
    request, tables: Iterable[Table], filters: FigureFilters, place: str
) -> HttpResponseBase | None:
    """The table that ?table= asks for, as ?format= says; None when the page itself is asked for,
    404 when the page has no such table. `place` names the file: a department, "organisation"."""
    if not asks_file(request):
        return None
    wanted = request.GET["table"]
    table = next((each for each in tables if each.exports and each.slug == wanted), None)
    if table is None:
        raise Http404
    name = file_name(place, table.title, filters)
    return sheet_response(Sheet(name, head_of(table), table.lines()), asked_format(request.GET))


def file_name(place: str, what: str, filters: FigureFilters) -> str:
    """ "burgerzaken-subjects-2026-11", without the name of its kind; `what` in the language of the
    reader."""
    span = filters.span
    days = str(span.month) if span.month else f"{span.first}-{span.last}"
    return "-".join(filter(None, (slugify(place), slugify(what), days)))
