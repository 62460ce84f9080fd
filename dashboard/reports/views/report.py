"""One report: what it says, its versions and files, and what became different since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboard import show
from dashboard.address import days_of
from dashboard.audience import READS_DEPARTMENT
from dashboard.audience import READS_ORGANISATION as READS_BOARDS
from dashboard.models import Report, ReportAction
from dashboard.reports.actions.selectors import may_act, rows_of
from dashboard.reports.audience import sees_contents, sees_owners
from dashboard.reports.changed.differences import told
from dashboard.reports.delivery import words
from dashboard.reports.delivery.attachments import KINDS, name_of
from dashboard.reports.files import file_of
from dashboard.reports.filters import period_name
from dashboard.reports.frozen import span_of
from dashboard.reports.making import document_of, words_of
from dashboard.reports.reading import opened
from dashboard.reports.selectors import Beside, beside
from dashboard.reports.views.asking import readers_only, report_or_404
from dashboard.show import Column, Row, Table
from kcc.lib.paper import layout
from kcc.lib.paper.shape import Document
from kcc.lib.periods import local_day
from kcc.lib.sheets import Sheet, asked_format, sheet_response
from kcc.organisation.access import Access, access_of
from kcc.organisation.models import Role

State = Report.State


@require_safe
@readers_only
def report(request, public_id):
    """The first look of somebody who was told of it is kept: who steers sees whether a report was
    read."""
    found, access = report_or_404(request, public_id), access_of(request.user)
    document = _document(access, found)
    if request.GET.get("table"):
        return _table(request, found, document)
    now = timezone.now()
    if found.unread and found.state == State.PUBLISHED and request.method == "GET":
        opened(report=found, user=request.user, now=now)
    around = beside(access, found)
    context = {
        "report": found,
        "document": document,
        "sections": layout.laid_out(document) if document else [],
        "title": document.title if document else words.about(found),
        "period": period_name(found.kind, found.first_day),
        "crumbs": _crumbs(found),
        "beside": around,
        "current": _newer(found, around),
        "compare": _compare(found, around),
        "live_url": live_url(access, found),
        "changes": _changes(found) if document else None,
        "actions": _actions(access, found, local_day(now)) if document else None,
        "is_manager": access.has(Role.MANAGER),
        "manage": _manage(found) if access.has(Role.MANAGER) else [],
        "is_draft": found.state in (State.DUE, State.BUILDING, State.BUILT),
    }
    return render(request, "dashboard/reports/report.html", context)


def _document(access: Access, found: Report) -> Document | None:
    """None when there is nothing to see: not frozen yet, or withdrawn."""
    if not sees_contents(access, found):
        return None
    told = words_of(found)
    return document_of(found, told if sees_owners(access, found) else told.without_owners())


def _table(request, found: Report, document: Document | None):
    """The table that ?table= asks for, as ?format= says."""
    table = document.table(request.GET["table"]) if document else None
    if table is None or not table.exports:
        raise Http404
    name = f"{name_of(found, '').rstrip('.')}-{table.slug}"
    return sheet_response(Sheet(name, table.head, table.lines()), asked_format(request.GET))


def _newer(found: Report, around: Beside) -> Report | None:
    """The version that counts, when that is another one."""
    current = around.current
    return current if current and current.version > found.version else None


def _crumbs(found: Report) -> list[dict]:
    period = period_name(found.kind, found.first_day)
    query = urlencode({"period": found.period})
    return [
        {"label": _("Reports"), "url": reverse("reports:archive")},
        {"label": period, "url": f"{reverse('reports:archive')}?{query}"},
        {"label": capfirst(words.about(found))},
    ]


def _compare(found: Report, around: Beside) -> list[dict]:
    """What it can be held against."""
    if found.state != State.PUBLISHED:
        return []
    others = [(_("With the period before"), around.earlier)]
    if around.year_before != around.earlier:
        others.append((_("With the year before"), around.year_before))
    items = [{"label": label, "url": compare_url(other, found)} for label, other in others if other]
    url = f"{reverse('reports:compare')}?{urlencode({'b': found.public_id})}"
    return [*items, {"label": _("With another report"), "url": url}]


def compare_url(first: Report, second: Report) -> str:
    query = urlencode({"a": first.public_id, "b": second.public_id})
    return f"{reverse('reports:compare')}?{query}"


def live_url(access: Access, found: Report) -> str:
    """The dashboard of the same place and days, as it is now; empty for who may not open it."""
    query = urlencode(days_of(span_of(found.kind, found.first_day)))
    if found.department_id is None:
        may, url = access.has(*READS_BOARDS), reverse("dashboard:organisation")
    else:
        may = access.has(*READS_DEPARTMENT)
        url = reverse("dashboard:department", args=[found.department.slug])
    return f"{url}?{query}" if may else ""


def _changes(found: Report) -> Table | None:
    """What the figures would say by now; None when that is the same."""
    differences = told(found.changes)
    if not differences:
        return None
    return Table(
        "changes",
        _("Changed since it was published"),
        [
            Column(_("Figure"), numeric=False),
            Column(_("In the report")),
            Column(_("Now")),
            Column(_("Difference")),
        ],
        [
            Row(
                [
                    show.text_cell(each.figure.name),
                    show.cell(each.then),
                    show.cell(each.now),
                    show.change_cell(each.now, each.then),
                ]
            )
            for each in differences
        ],
        css="versus stacked",
        exports=False,
    )


@dataclass(frozen=True)
class Actions:
    """What is done about a report, also when it was agreed after it was published."""

    rows: Sequence[ReportAction]
    today: date
    may_add: bool
    # Of which departments (ids) this person says how they stand; None is of all.
    own: frozenset[int] | None = frozenset()

    @property
    def lines(self) -> list[dict]:
        """Each with how it stands."""
        return [
            {"action": each, "may_change": self._may_change(each)}
            | dict(zip(("kind", "word"), self._state(each), strict=True))
            for each in self.rows
        ]

    def _may_change(self, action: ReportAction) -> bool:
        return self.own is None or action.department_id in self.own

    def _state(self, action: ReportAction) -> tuple[str, str]:
        if action.state == ReportAction.State.OPEN and action.due_on < self.today:
            return "late", _("late")
        kinds = {ReportAction.State.DONE: "ok", ReportAction.State.OPEN: "info"}
        return kinds.get(action.state, ""), action.get_state_display()


def _actions(access: Access, found: Report, today: date) -> Actions | None:
    """None of a draft, for nobody has answered it yet, and for who may not know who does what. One
    statement."""
    if not found.published_at or not (sees_owners(access, found) or found.department_id):
        return None
    own = access.chief_ids if access.has(Role.HEAD) else frozenset()
    return Actions(
        list(rows_of(found)), today, may_act(access, found),
        None if access.has(Role.MANAGER) else own,
    )  # fmt: skip


def _manage(found: Report) -> list[dict]:
    """What the KCC manager can do with it."""

    def item(label: str, name: str, icon: str) -> dict:
        return {"label": label, "url": reverse(name, args=[found.public_id]), "icon": icon}

    if found.is_open:
        return [item(_("Comment, practice case and publishing"), "reports:edit", "pencil")]
    if found.state == State.DUE:
        return []
    items = [
        item(_("Who opened it"), "reports:readers", "eye"),
        item(_("Make a new version"), "reports:new-version", "refresh"),
    ]
    if found.state == State.PUBLISHED:
        items.append(item(_("See whether figures changed"), "reports:check", "history"))
        items[-1]["post"] = True
        items.append(item(_("Withdraw"), "reports:withdraw", "x"))
    return items


# -- Files --------------------------------------------------------------------------------------


@require_safe
@readers_only
def file(request, public_id, extension):
    """The PDF or the spreadsheet, as it was published. 404 when there is nothing to see."""
    found, access = report_or_404(request, public_id), access_of(request.user)
    if extension not in KINDS or not sees_contents(access, found):
        raise Http404
    kept = file_of(found, extension)
    etag = f'"{kept.digest}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        name = name_of(found, extension)
        response = HttpResponse(
            bytes(kept.body),
            content_type=KINDS[extension],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    response.headers["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response
