"""Departments, or domains, side by side in one table."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboard import figures, show
from dashboard.figures import Rating
from dashboard.links import CALLBACKS, CASES, Links
from dashboard.parts.places import late_cell
from dashboard.scopes import Kind, Scope
from dashboard.show import Cell, Column, Row, Table, TimeColumn
from dashboard.standings import USUAL, Standing
from dashboard.stock.work import Kind as WorkKind
from dashboard.views.page import Page
from kcc.organisation.models import Department

LISTS = ((WorkKind.CALLBACKS, CALLBACKS), (WorkKind.CASES, CASES))


class SideBySide:
    def __init__(self, page: Page, *, is_everything: bool):
        self.page, self.links, self.is_everything = page, page.links, is_everything

    def table(
        self,
        slug: str,
        title: str,
        standings: Sequence[Standing],
        *,
        of: str,
        total: Standing | None = None,
        sort: str = USUAL,
        sortable: bool = True,
    ) -> Table:
        """`of` is what a row is; `total` stands under them when there is more than one."""
        together = None
        if total and len(standings) > 1:
            together = Row([show.text_cell(_("Together")), *self._cells(total)])
        return Table(
            slug,
            title,
            self._columns(of, sortable),
            [self._row(standing) for standing in standings],
            foot=together,
            sort=sort if sortable else "",
            css="departments",
        )

    def _columns(self, of: str, sortable: bool) -> list[Column]:
        def column(label, sort="", first="-", group="", kind=Column):
            return kind(str(label), sort=sort if sortable else "", first=first, group=group)

        called, handled, together = _("Callbacks"), _("Cases"), _("Together")
        period = self.page.filters.period_name
        opened, late = pgettext("work", "Open"), _("Late")
        return [
            Column(of, numeric=False, sort="name" if sortable else ""),
            column(opened, "callbacks", group=called),
            column(late, "late-callbacks", group=called),
            column(opened, "cases", group=handled),
            column(late, "late-cases", group=handled),
            column(_("Late share"), "late", group=together),
            column(figures.SERIOUS.name, "serious", group=together),
            column(figures.UNASSIGNED.name, "nobody", group=together),
            column(figures.MEDIAN_AGE.name, "age", group=together),
            column(pgettext("column", "Called back in time"), "kept", "", group=period),
            column(pgettext("column", "Repeats"), "repeats", group=period),
            column(pgettext("column", "Their time"), "cost", group=period, kind=TimeColumn),
            column(pgettext("column", "At once"), "direct", "", group=period),
            column(pgettext("column", "Mark"), "satisfaction", "", group=period),
            column(pgettext("column", "Cases in time"), "on-time", "", group=period),
        ]

    def _row(self, standing: Standing) -> Row:
        late = standing.value(figures.OVERDUE).rating
        kind = "late" if late == Rating.BAD else ""
        return Row([self._name(standing), *self._cells(standing)], kind=kind)

    def _name(self, standing: Standing) -> Cell:
        if isinstance(standing.place, Department):
            return show.text_cell(standing.name, self.links.department(standing.place))
        return show.text_cell(standing.name, self.links.domain(standing.place))

    def _cells(self, standing: Standing) -> list[Cell]:
        links = self.links.of(scope_of(standing))
        return [
            *self._open(standing, links),
            *self._together(standing),
            *self._period(standing, links),
        ]

    def _open(self, standing: Standing, links: Links) -> list[Cell]:
        """Each kind of work apart, for each has its own list; without a link where the lists cannot
        name the place: several departments that are not all."""
        named, found = standing.place is not None or self.is_everything, []
        for kind, listing in LISTS:
            work = standing.works[kind]
            found += [
                show.count_cell(work.open, links.work(listing) if named else ""),
                show.count_cell(
                    work.overdue, links.work(listing, state="overdue") if named else ""
                ),
            ]
        return found

    def _together(self, standing: Standing) -> list[Cell]:
        return [
            late_cell(standing),
            show.cell(standing.value(figures.SERIOUS)),
            show.cell(standing.value(figures.UNASSIGNED)),
            show.cell(standing.value(figures.MEDIAN_AGE)),
        ]

    def _period(self, standing: Standing, links: Links) -> list[Cell]:
        def cell(figure):
            return show.cell(standing.value(figure), links.rows(figure))

        return [
            cell(figures.KEPT),
            cell(figures.REPEATS),
            show.duration_cell(standing.repeat_seconds),
            cell(figures.DIRECT),
            cell(figures.SATISFACTION),
            cell(figures.CASES_ON_TIME),
        ]


def scope_of(standing: Standing) -> Scope:
    """As its links name it."""
    if isinstance(standing.place, Department):
        return Scope(Kind.DEPARTMENT, (standing.place,), department=standing.place)
    return Scope(Kind.ORGANISATION, (), domain=standing.place)
