"""The page of a worklist and its sheet: what callbacks and cases do in the same way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from urllib.parse import urlsplit

from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kcc.audit.services import record
from kcc.lib.addresses import is_ours
from kcc.lib.columns import NAME, Column, chosen, head_and_lines
from kcc.lib.htmx import redirect
from kcc.lib.secret import token_of
from kcc.lib.sheets import Sheet, asked_format, sheet_response
from kcc.lib.worklist import address, canonical
from kcc.organisation import around
from kcc.organisation.access import Access, access_of
from kcc.organisation.asked import Asked, View
from kcc.organisation.cells import Look, Rows
from kcc.organisation.models import Worklist
from kcc.organisation.savedviews.selectors import default_of, views_of


@dataclass(frozen=True)
class ListPage:
    """One worklist. `room` is the selectors module of the work, `filters` binds its filter set to
    a request, `usual` gives the columns (access, whose work) of an address that chooses none."""

    worklist: Worklist
    room: ModuleType
    filters: Callable
    columns: Sequence[Column]
    usual: Callable[[Access, str], Sequence[str]]
    template: str
    rows: Rows
    url_name: str
    export_name: str
    action: str
    file_name: str

    def read(self, request) -> Asked:
        return Asked(request, self.room, self.filters(request), timezone.now())

    def columns_for(self, access: Access, params, whose: str) -> list[Column]:
        return chosen(self.allowed(access), params, self.usual(access, whose))

    def allowed(self, access: Access) -> list[Column]:
        return [each for each in self.columns if access.sees_customers or not each.personal]

    def show(self, request):
        """The list; opened without asking for anything, the view that its owner wants then."""
        views = views_of(request.user, access_of(request.user), self.worklist)
        if not request.GET and (own := default_of(views, request.user)):
            return redirect(request, f"{reverse(self.url_name)}?{own.address}")
        return render(request, self.template, self.context(request, views))

    def context(self, request, views) -> dict:
        asked = self.read(request)
        columns = self.columns_for(asked.access, request.GET, asked.whose)
        page = asked.page([column.name for column in columns])
        may_pick = any(getattr(row, "may_pick", False) for row in page.items)
        look = Look(
            columns=columns,
            personal=asked.access.sees_customers,
            may_pick=may_pick,
            here=request.get_full_path(),
            query=asked.query,
            token=token_of(request),
        )
        menu = SavedMenu(views, asked, request.GET.get("view", ""))
        list_url, worklist = reverse(self.url_name), self.worklist.value
        return {
            "asked": asked,
            "sort": asked.sort,
            "counts": asked.counts,
            "standing": around.standing(asked),
            "tabs": around.tabs(_("Whose work"), asked.tabs),
            "chips": around.chips(asked),
            "filter_form": around.filter_form(asked),
            "heads": around.heads(columns, asked.sort, request.GET),
            "lines": self.rows.write(((row, None) for row in page.items), look),
            "query": asked.query,
            "page": page,
            "columns": columns,
            "column_menu": around.column_choice(
                self.allowed(asked.access),
                columns,
                asked.kept_by_columns,
                address(request.GET, **{NAME: None}) if NAME in request.GET else "",
            ),
            "personal": asked.access.sees_customers,
            "may_pick": may_pick,
            "worklist": worklist,
            "views": menu,
            "view_menu": around.saved_views(
                menu, list_url=list_url, worklist=worklist, token=look.token
            ),
            "list_url": list_url,
            "export_menu": around.export(reverse(self.export_name), request.GET),
        }

    def line(self, request, row, back: str) -> SafeString:
        """The row as in the list at the address `back`: a claim answers with the row alone."""
        access = access_of(request.user)
        params = QueryDict(urlsplit(back).query)
        view = View.of(params, access, self.room.VIEWS)
        look = Look(
            columns=self.columns_for(access, params, view.whose),
            personal=access.sees_customers,
            # The row has a box to choose it by when the list has one.
            may_pick="picking" in request.POST,
            here=back if is_ours(back) else reverse(self.url_name),
            query=address(params).removeprefix("?"),
            token=token_of(request),
        )
        return self.rows.write([(row, None)], look)

    def export(self, request):
        """Exactly the rows, the order and the columns of the list, all pages of it. Who took them
        along is recorded."""
        asked = self.read(request)
        if not asked.filters.form.is_valid():
            return redirect(request, self.url_name)
        columns = self.columns_for(asked.access, request.GET, asked.whose)
        kind = asked_format(request.GET)
        detail = asked.for_audit() | {"format": kind, "columns": [c.name for c in columns]}
        record(by=request.user, action=self.action, detail=detail, at=asked.now)
        personal = asked.access.sees_customers
        head, lines = head_and_lines(columns, asked.every_row(), personal=personal)
        return sheet_response(Sheet(str(self.file_name), head, lines), kind)


class SavedMenu:
    """The saved views beside the tabs, and which of them is on screen."""

    def __init__(self, views, asked: Asked, named: str):
        self.all, self.user = views, asked.user
        self.current = next((view for view in views if str(view.public_id) == named), None)
        self.query = canonical(asked.params)

    @property
    def changed(self) -> bool:
        """Something else is asked for than the view holds."""
        return self.current is not None and self.current.query != self.query

    @property
    def is_own(self) -> bool:
        return self.current is not None and self.current.owner_id == self.user.pk

    @cached_property
    def own(self):
        return [view for view in self.all if view.owner_id == self.user.pk]

    @cached_property
    def shared(self):
        return [view for view in self.all if view.owner_id != self.user.pk]
