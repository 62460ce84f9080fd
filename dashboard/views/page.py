"""What a page with figures asks of the request: four statements with those about the person."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dashboard import show
from dashboard.asked import read_asked
from dashboard.board import Board, board_of
from dashboard.figures import Figure
from dashboard.links import Links
from dashboard.scopes import Scope, departments_for, sees_everything
from dashboard.show import Column, Row, Table
from dashboard.stock.history import History
from dashboard.words import about_open, short_month_name
from kcc.organisation.access import access_of


class Page:
    """`departments` are all of which this person sees figures, whatever the address asks for."""

    def __init__(self, request):
        self.request, self.user, self.now = request, request.user, timezone.now()
        self.access = access_of(request.user)
        self.departments = departments_for(self.access)
        self.asked, self.filters = read_asked(request.GET, self.now)
        self.links = Links(self.access, self.filters)

    @property
    def sees_everything(self) -> bool:
        return sees_everything(self.access)

    def board(self, scope: Scope, **options) -> Board:
        asked = {"access": self.access, "asked": self.asked, "now": self.now}
        return board_of(scope, each_department=False, **asked, **options)

    def months(self, board: Board, chosen: Sequence[Figure]) -> Table:
        """Figures of the whole scope month by month, the last one first."""
        links, trends = self.links.of(board.scope), [board.trend(figure) for figure in chosen]
        rows, on_screen = [], self.asked.span.month
        for index, month in reversed(list(enumerate(board.months))):
            asked = str(month)
            name = show.text_cell(short_month_name(month), f"?{self.filters.query(period=asked)}")
            values = [
                show.cell(trend[index], links.rows(figure, period=asked))
                for figure, trend in zip(chosen, trends, strict=True)
            ]
            rows.append(Row([name, *values], current=month == on_screen))
        heads = [show.column_of(figure) for figure in chosen]
        return Table(
            "months",
            _("Month by month"),
            [Column(_("Month"), numeric=False), *heads],
            rows,
            css="trend",
        )

    @property
    def compared(self) -> str:
        """What the changes on the page are against; empty for nothing."""
        if not self.filters.compare:
            return ""
        return _("Changes are against %(period)s.") % {"period": self.filters.compare_name}

    def compared_with_open(self, history: History | None) -> str:
        """The same below tiles of which some tell what is open now."""
        return f"{self.compared} {about_open(history)}".strip()


def tabs(page: Page, current: str) -> list[dict]:
    """The views of the whole organisation, for who sees all of it."""
    views = (("organisation", _("Departments")), ("centre", _("Contact centre")))
    query = page.filters.query()
    return [
        {
            "label": label,
            "url": reverse(f"dashboard:{name}") + (f"?{query}" if query else ""),
            "current": name == current,
        }
        for name, label in views
    ]
