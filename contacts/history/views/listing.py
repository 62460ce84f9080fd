"""The list of contacts, and the same rows as a sheet."""

from types import SimpleNamespace

from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contacts.history import rows, selectors
from contacts.history.cells import write
from contacts.history.fields import written
from contacts.history.filters import MINE, ContactFilters, read_filters
from contacts.history.sheet import COLUMNS, EVERYTHING, USUAL
from contacts.models.contact import RepeatState
from contacts.reference import reference
from kcc.audit.services import record
from kcc.lib.columns import NAME, asked_columns, chosen, head_and_lines
from kcc.lib.paging import Page
from kcc.lib.periods import Month, local_day
from kcc.lib.secret import token_of
from kcc.lib.sheets import Sheet, asked_format, sheet_response
from kcc.lib.worklist import address, order_of
from kcc.organisation import around
from kcc.organisation.access import WORKERS, access_of, role_required
from kcc.organisation.listpage import SavedMenu
from kcc.organisation.models import Worklist
from kcc.organisation.savedviews.selectors import default_of, views_of

# Asks for all there is, also of who has a view that opens first.
WHOLE = "state=open"


@require_safe
@role_required(*WORKERS)
def contact_list(request):
    """Opened without asking for anything, the view that its owner wants then."""
    access, params = access_of(request.user), request.GET
    views = views_of(request.user, access, Worklist.CONTACTS)
    if not params and (own := default_of(views, request.user)):
        return redirect(f"{reverse('contacts:list')}?{own.address}")
    return _page(request, access, views)


def _page(request, access, views):
    filters, now, params = read_filters(request.GET), timezone.now(), request.GET
    sort, order = order_of(params, selectors.SORTS, selectors.DEFAULT_SORT)
    columns = chosen(COLUMNS, params, USUAL)
    if filters.errors:
        page = Page(items=[], next=None, previous=None)
    else:
        page = rows.page_of(filters, order=order, params=params, access=access, user=request.user)
    menu = SavedMenu(
        views, SimpleNamespace(user=request.user, params=params), params.get("view", "")
    )
    list_url, worklist = reverse("contacts:list"), Worklist.CONTACTS.value
    context = {
        "filters": filters,
        "fields": written(filters, reference()),
        "quick": _quick_views(filters, now, params),
        "tags": _tags(filters, params),
        "kept": [
            (name, value)
            for name in ("sort", NAME, "view")
            for value in params.getlist(name)
            if value
        ],
        "page": page,
        "rows": page.items,
        "lines": write(page.items, columns),
        "sort": sort,
        "columns": columns,
        "heads": around.heads(columns, sort, params),
        "column_menu": around.column_choice(
            COLUMNS,
            columns,
            _kept_by_columns(params),
            address(params, **{NAME: None}) if NAME in params else "",
        ),
        "views": menu,
        "view_menu": around.saved_views(
            menu, list_url=list_url, worklist=worklist, token=token_of(request)
        ),
        "export_menu": around.export(reverse("contacts:export"), params),
        "list_url": list_url,
        "worklist": worklist,
        "whole": WHOLE,
        "may_log": access.front_office,
        "total": None if filters.errors else selectors.total_of(access, request.user, filters),
    }
    status = 422 if filters.errors else 200
    return render(request, "contacts/history/list.html", context, status=status)


def _kept_by_columns(params) -> list[tuple[str, str]]:
    """Names and values that the choice of columns sends along."""
    gone = {NAME, "after", "before", "page"}
    return [
        (name, value)
        for name, values in params.lists()
        if name not in gone
        for value in values
        if value
    ]


@require_safe
@role_required(*WORKERS)
def export(request):
    """The same rows in the same order, as a sheet; the columns that were chosen, or all there are.
    Recorded: it carries names out of the house."""
    access, filters = access_of(request.user), read_filters(request.GET)
    if filters.errors:
        return _page(request, access, [])
    _sort, order = order_of(request.GET, selectors.SORTS, selectors.DEFAULT_SORT)
    asked = selectors.listed_questions(access, request.user, filters)
    asked = rows.listed(asked, access, request.user)
    kind = asked_format(request.GET)
    detail = {"filters": filters.values(), "format": kind}
    columns = EVERYTHING
    if asked_columns(request.GET):
        columns = chosen(COLUMNS, request.GET, USUAL)
        detail["columns"] = [column.name for column in columns]
    record(by=request.user, action="contacts.exported", detail=detail)
    found = asked.order_by(*order, "pk").iterator(chunk_size=1000)
    told = (rows.row_of(question) for question in found)
    head, lines = head_and_lines(columns, told, personal=True)
    return sheet_response(Sheet(_("contacts"), head, lines), kind)


def _quick_views(filters: ContactFilters, now, params: QueryDict) -> list[dict]:
    """Each keeps the order and the columns of the page."""
    month, today = Month.of(now), local_day(now)
    views = [
        (_("Everything"), ContactFilters()),
        (_("Today"), ContactFilters(first_day=today, last_day=today)),
        (_("This month"), ContactFilters(month=month)),
        (_("Last month"), ContactFilters(month=month.previous)),
        (_("Logged by me"), ContactFilters(agent=MINE)),
        (_("Repeats to answer"), ContactFilters(repeat=RepeatState.PROPOSED.value)),
        (_("Status questions"), ContactFilters(asks_status=True)),
    ]
    kept = QueryDict(mutable=True)
    for name in ("sort", NAME):
        if params.getlist(name):
            kept.setlist(name, params.getlist(name))
    also = kept.urlencode(safe=",")
    return [
        {
            "label": label,
            "query": "&".join(filter(None, [view.query() or WHOLE, also])),
            "current": view.query() == filters.query(),
        }
        for label, view in views
    ]


def _tags(filters: ContactFilters, params) -> list[dict]:
    """Filters that have no field of their own, each with a link that takes it away."""
    words = {
        "direct": _("answered at once") if filters.direct else _("not answered at once"),
        "counted": _("counted in figures"),
        "agent": _("logged by me"),
        "source": _("source: %(name)s") % {"name": filters.source},
    }
    given = filters.values()
    tags = []
    for name, label in words.items():
        if name in given:
            query = params.copy()
            for gone in (name, "after", "before"):
                query.pop(gone, None)
            tags.append(
                {
                    "name": name,
                    "value": given[name],
                    "label": label,
                    "query": query.urlencode() or WHOLE,
                }
            )
    return tags
