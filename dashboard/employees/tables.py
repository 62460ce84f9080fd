"""The work per employee as a table: by name, without colours, order, times or a file."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from dashboard import show
from dashboard.employees.work import NOBODY, Held
from dashboard.figures import OLDEST, OPEN, OVERDUE, SERIOUS
from dashboard.links import CALLBACKS, CASES, Links
from dashboard.show import Cell, Column, Row, Table
from dashboard.stock.work import Kind, Work
from kcc.lib.templatetags.kcc import day

LISTS = {Kind.CALLBACKS: CALLBACKS, Kind.CASES: CASES}
STATES = ((OPEN, "open"), (OVERDUE, "overdue"), (SERIOUS, "serious"))


def work_table(held: Held, links: Links, *, user) -> Table:
    """Only nobody's work, the own work and all together have a list to open: no address names a
    person."""
    names = {Kind.CALLBACKS: _("Callbacks"), Kind.CASES: _("Cases")}
    columns = [
        Column(_("Employee"), numeric=False),
        *(Column(str(each.name), group=names[kind]) for kind in Kind for each, _state in STATES),
        Column(str(OLDEST.name), numeric=False),
    ]
    rows = [
        _row(
            person.get_display_name(),
            {kind: held.of(kind, person.pk) for kind in Kind},
            links if person == user else None,
            "me",
        )
        for person in held.people
    ]
    rows.append(_row(_("Nobody"), {kind: held.of(kind, NOBODY) for kind in Kind}, links, "nobody"))
    elsewhere = held.elsewhere
    if any(work.open for work in elsewhere.values()):
        rows.append(_row(_("People who work elsewhere now"), elsewhere))
    return Table(
        "employees",
        _("Open work per employee"),
        columns,
        rows,
        foot=_row(_("Together"), held.together, links),
        note=_("by name"),
        exports=False,
    )


def _row(
    name: str, works: Mapping[Kind, Work], links: Links | None = None, handler: str = ""
) -> Row:
    cells = [
        show.count_cell(number, _list(links, kind, state, handler))
        for kind in Kind
        for number, (_figure, state) in zip(_numbers(works[kind]), STATES, strict=True)
    ]
    first = Work.total(works.values()).oldest_on
    oldest = Cell(day(first), value=first) if first else Cell(show.NOTHING, empty=True)
    return Row([Cell(name), *cells, oldest])


def _numbers(work: Work) -> tuple[int, int, int]:
    return work.open, work.overdue, work.serious


def _list(links: Links | None, kind: Kind, state: str, handler: str) -> str:
    if links is None:
        return ""
    url = links.work(LISTS[kind], state=state)
    return f"{url}&handler={handler}" if url and handler else url
