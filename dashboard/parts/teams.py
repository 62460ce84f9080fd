"""The teams of a department, with what each has open."""

from uuid import UUID

from django.utils.translation import gettext as _

from contacts.names.selectors import Named
from dashboard import show
from dashboard.figures import OPEN, OVERDUE
from dashboard.links import Links
from dashboard.show import Cell, Column, Row, Table
from dashboard.stock.work import Stock, Work

NO_TEAM = 0


def teams_table(stock: Stock, links: Links) -> Table | None:
    """By name, one that is no longer in use as long as it has work, and under them what no team
    has; None when the department has no teams. `stock` was read by team."""
    place = links.place.department.pk
    named = {pk: each for pk, each in links.filters.names.teams.items() if each.place == place}
    shown = {pk: each for pk, each in named.items() if each.active or pk in stock.teams}
    if not shown:
        return None
    rows = [_row(_name(each, links), stock.teams.get(pk, Work())) for pk, each in shown.items()]
    if NO_TEAM in stock.teams:
        rows.append(_row(Cell(_("No team")), stock.teams[NO_TEAM]))
    columns = [Column(_("Team"), numeric=False), Column(str(OPEN.name)), Column(str(OVERDUE.name))]
    return Table("teams", _("Teams"), columns, rows)


def _name(team: Named, links: Links) -> Cell:
    return show.text_cell(team.name, links.team_by_id(UUID(team.code), links.place.department))


def _row(name: Cell, work: Work) -> Row:
    late = OVERDUE.rate(work.overdue, work.open)
    return Row([name, show.count_cell(work.open), show.count_cell(work.overdue, rating=late)])
