"""The teams of a department, with what each has open."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from cases import selectors as cases
from contacts.callbacks import selectors as callbacks
from dashboard import figures, show
from dashboard.figures import OPEN, OVERDUE, Value
from dashboard.links import Links
from dashboard.show import Cell, Column, Row, Table
from dashboard.stock.work import Stock
from kcc.organisation.access import Access
from kcc.organisation.models import Department, Team
from kcc.organisation.worklist import State


@dataclass(frozen=True)
class TeamWork:
    team: Team
    open: int
    overdue: int

    @property
    def late(self) -> Value:
        return Value(OVERDUE, self.overdue, self.open)


def teams_of(access: Access, user, department: Department, *, now: datetime) -> list[TeamWork]:
    """By name; one that is no longer in use as long as it has work. One statement."""
    rooms = (callbacks, cases)
    late = {room: room.state_q(State.OVERDUE, now=now) for room in rooms}
    rows = Team.objects.filter(department=department).annotate(
        open=sum(_counted(room, access, user, Q()) for room in rooms),
        overdue=sum(_counted(room, access, user, late[room]) for room in rooms),
    )
    found = rows.filter(Q(active=True) | Q(open__gt=0)).order_by("name")
    return [TeamWork(team, team.open, team.overdue) for team in found]


def _counted(room, access: Access, user, condition: Q):
    rows = room.worklist(access, user).open().filter(condition, team=OuterRef("pk")).order_by()
    counted = rows.values("team").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def teams_table(found: list[TeamWork], stock: Stock, links: Links) -> Table | None:
    """None when the department has no teams; under them what no team has taken."""
    if not found:
        return None
    whole = stock.of()
    rows = [
        Row([
            show.text_cell(each.team.name, links.team(each.team, links.place.department)),
            show.count_cell(each.open),
            show.count_cell(each.overdue, rating=each.late.rating),
        ])
        for each in found
    ]  # fmt: skip
    left = whole.open - sum(each.open for each in found)
    late = whole.overdue - sum(each.overdue for each in found)
    if left:
        rating = figures.OVERDUE.rate(late, left)
        rows.append(
            Row([Cell(_("No team")), show.count_cell(left), show.count_cell(late, rating=rating)])
        )
    return Table(
        "teams",
        _("Teams"),
        [Column(_("Team"), numeric=False), Column(str(OPEN.name)), Column(str(OVERDUE.name))],
        rows,
    )
