"""The own figures as tables and tiles: no target, no colour, no comparison, no file."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboard import figures, show
from dashboard.asked import FigureFilters
from dashboard.links import CALLBACKS, CASES
from dashboard.mine.own import DONE, LAPSED, NOT_REACHED, OPEN, Contacts, Promised
from dashboard.show import Cell, Column, Row, Table
from dashboard.spans import Span, month_of
from dashboard.stock.work import Kind, Stock
from dashboard.words import short_month_name
from kcc.lib.paper.shape import Tile
from kcc.lib.templatetags.kcc import day as day_text
from kcc.lib.templatetags.kcc import duration, percent

LISTS = {Kind.CALLBACKS: CALLBACKS, Kind.CASES: CASES}
STATES = (
    (figures.OPEN, ""), (figures.DUE_TODAY, "due_today"), (figures.OVERDUE, "overdue"),
    (figures.SERIOUS, "serious"), (figures.WAITING, "waiting"),
)  # fmt: skip
# A longer period is told by month.
MOST_DAYS = 62


def work_table(stock: Stock) -> Table:
    """Every number opens the own part of its worklist."""
    names = {Kind.CALLBACKS: _("Callbacks"), Kind.CASES: _("Cases")}
    rows = []
    for kind in Kind:
        cells = [
            show.count_cell(stock.value(figure, kind=kind).part, _work(kind, state))
            for figure, state in STATES
        ]
        first = stock.of(kind).oldest_on
        oldest = Cell(day_text(first)) if first else Cell(show.NOTHING, empty=True)
        rows.append(Row([Cell(names[kind]), *cells, oldest]))
    columns = [
        Column(_("Work"), numeric=False),
        *(Column(str(figure.name)) for figure, _state in STATES),
        Column(str(figures.OLDEST.name), numeric=False),
    ]
    return Table(
        "work", _("My open work"), columns, rows if stock.of().open else [],
        nothing=_("You have no open callbacks or cases."), exports=False,
    )  # fmt: skip


def _work(kind: Kind, state: str) -> str:
    query = {"of": "mine", "state": state} if state else {"state": "mine"}
    return f"{reverse(LISTS[kind])}?{urlencode(query)}"


def tiles(found: Contacts) -> list[Tile]:
    counts = found.total()
    timed = counts["timed"]
    told = [
        (figures.CONTACTS, show.number(counts["contacts"]), ""),
        (
            figures.DIRECT,
            direct_text(counts),
            show.part_of(counts["direct"], counts["questions"]) if counts["questions"] else "",
        ),
    ]
    for figure, name in (
        (figures.TALK_TIME, "talk_seconds"), (figures.WRAP_UP_TIME, "wrap_up_seconds")
    ):  # fmt: skip
        mean = duration(counts[name] / timed) if timed else show.NOTHING
        note = _("per contact, %(total)s together") % {"total": duration(counts[name])}
        told.append((figure, mean, note if timed else ""))
    return [
        Tile(figure.slug, str(figure.name), text, note=note, empty=text == show.NOTHING)
        for figure, text, note in told
    ]


def direct_text(counts: Mapping[str, int]) -> str:
    if not counts["questions"]:
        return show.NOTHING
    return percent(counts["direct"] / counts["questions"])


# -- Contacts -----------------------------------------------------------------------------------


def days_table(found: Contacts, filters: FigureFilters) -> Table:
    """Contacts per day and channel; of a long period per month."""
    channels = [each for pk, each in filters.names.channels.items() if pk in found.channels]
    by_month = filters.span.length > MOST_DAYS
    head = pgettext("calendar", "Month") if by_month else _("Day")
    columns = [
        Column(head, numeric=False),
        *(Column(each.name) for each in channels),
        Column(_("Together")),
        Column(str(figures.DIRECT.name)),
        Column(str(figures.TALK_TIME.name)),
        Column(str(figures.WRAP_UP_TIME.name)),
    ]
    lines: dict[date, list[date]] = {}
    for each in found.days:
        lines.setdefault(each.replace(day=1) if by_month else each, []).append(each)
    rows = [
        _days_row(found, days, channels, short_month_name(month_of(first)) if by_month else "")
        for first, days in lines.items()
    ]
    title = _("My contacts per month") if by_month else _("My contacts per day")
    return Table(
        "days", title, columns, rows,
        nothing=_("You logged no contacts in this period."), css="trend", exports=False,
    )  # fmt: skip


def _days_row(found: Contacts, days: list[date], channels, name: str) -> Row:
    part = Contacts({key: counts for key, counts in found.counts.items() if key[0] in days})
    total = part.total()
    cells = [show.count_cell(part.total(channel=each.pk)["contacts"]) for each in channels]
    together = show.count_cell(total["contacts"])
    return Row([Cell(name or day_text(days[0])), *cells, together, *_told(total)])


def channels_table(found: Contacts, filters: FigureFilters, *, opens: bool) -> Table:
    """Per channel; the questions open the own list of contacts."""
    rows = []
    for pk, channel in filters.names.channels.items():
        if pk not in found.channels:
            continue
        counts = found.total(channel=pk)
        url = _contacts(filters.span, channel.code) if opens else ""
        rows.append(Row([Cell(channel.name), *_numbers(counts, url), *_told(counts)]))
    total = found.total()
    url = _contacts(filters.span) if opens else ""
    columns = [
        Column(_("Channel"), numeric=False),
        *(Column(str(figure.name)) for figure in (
            figures.CONTACTS, figures.QUESTIONS, figures.DIRECT, figures.TALK_TIME,
            figures.WRAP_UP_TIME,
        )),
    ]  # fmt: skip
    return Table(
        "channels", _("My contacts per channel"), columns, rows,
        foot=Row([Cell(_("Together")), *_numbers(total, url), *_told(total)]) if rows else None,
        nothing=_("You logged no contacts in this period."), exports=False,
    )  # fmt: skip


def _numbers(counts: Mapping[str, int], url: str) -> list[Cell]:
    return [show.count_cell(counts["contacts"]), show.count_cell(counts["questions"], url)]


def _told(counts: Mapping[str, int]) -> list[Cell]:
    """Answered at once, and the time that talking and work afterwards took together."""
    return [
        Cell(direct_text(counts), empty=not counts["questions"]),
        show.duration_cell(counts["talk_seconds"]),
        show.duration_cell(counts["wrap_up_seconds"]),
    ]


def _contacts(span: Span, channel: str = "") -> str:
    query = {"agent": "me", "counted": "1", "from": span.first, "to": span.last}
    if channel:
        query["channel"] = channel
    return f"{reverse('contacts:list')}?{urlencode(query)}"


# -- Promises -----------------------------------------------------------------------------------


def promises_table(found: Mapping[str, Promised], span: Span, *, opens: bool) -> Table:
    """What became of the callbacks I promised; those that are over have a list by status."""
    names = {
        OPEN: _("Still open"), DONE: _("Handled"), NOT_REACHED: _("Not reached"),
        LAPSED: _("No longer needed"),
    }  # fmt: skip
    rows = []
    for state, name in names.items():
        each = found.get(state, Promised())
        is_open = state == OPEN
        url = "" if is_open or not opens else _promises(span, status=state)
        late = _promises(span, of="asked", state="overdue") if is_open and opens else ""
        cells = [show.count_cell(each.number, url), show.count_cell(each.late, late)]
        rows.append(Row([Cell(name), *cells]))
    number = sum(each.number for each in found.values())
    return Table(
        "promises",
        _("Callbacks I promised"),
        [Column(_("What became of it"), numeric=False), Column(_("How many")), Column(_("Late"))],
        rows if number else [],
        foot=Row(
            [
                Cell(_("Together")),
                show.count_cell(number, _promises(span) if opens else ""),
                show.count_cell(sum(each.late for each in found.values())),
            ]
        ),
        note=_("asked in this period"),
        nothing=_("You promised no callbacks in this period."),
        css="narrow",
        exports=False,
    )


def _promises(span: Span, **asked: str) -> str:
    query = {"state": "asked"} | asked | {"since": span.first, "until": span.last}
    return f"{reverse(CALLBACKS)}?{urlencode(query)}"
