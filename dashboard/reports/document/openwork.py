"""What was open at the end of the period, what came and went, how old it is, and the ten oldest."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from dashboard import figures, show
from dashboard.parts.openwork import ages_of, kind_name
from dashboard.reports.document.cover import was_open
from dashboard.reports.document.source import Source, full_day
from dashboard.reports.frozen import Flow, Oldest
from dashboard.show import Cell, Column, Row, Table
from dashboard.stock.work import Kind
from kcc.lib.paper.shape import Ages, Section
from kcc.lib.templatetags.kcc import number

STATES = (
    figures.OPEN, figures.OVERDUE, figures.SERIOUS, figures.WAITING, figures.UNASSIGNED,
)  # fmt: skip


def section(source: Source) -> Section:
    blocks = [_flow(source)]
    if source.frozen.stock.of().open:
        blocks += [_work(source), _ages(source)]
        blocks += [_oldest(source)] if source.is_department else []
    return Section(
        "open",
        _("Open work"),
        was_open(source),
        blocks=blocks,
        figures=(*STATES, figures.MEDIAN_AGE, figures.OLDEST),
    )


def _flow(source: Source) -> Table:
    """Of callbacks and cases apart: what was there, what came, what went, what is left."""
    columns = [
        Column(_("Work"), numeric=False),
        Column(_("Open before")),
        Column(_("Came in")),
        Column(_("Went out")),
        Column(_("Open at the end")),
    ]
    rows = [Row([Cell(kind_name(kind)), *_flow_cells(source, kind)]) for kind in Kind]
    return Table(
        "flow",
        _("What came in and what went out"),
        columns,
        rows,
        foot=Row([Cell(_("Together")), *_flow_cells(source, None)]),
        note=_(
            "passed on to another department is out here and in there; opened again comes in again"
        )
        if source.is_department
        else _("opened again comes in again"),
        css="narrow",
    )


def _flow_cells(source: Source, kind: Kind | None) -> list[Cell]:
    frozen = source.frozen
    flows = [flow for each, flow in frozen.flow.items() if kind in (None, each)]
    flow = Flow(sum(each.came for each in flows), sum(each.went for each in flows))
    before = frozen.history.last_month(figures.OPEN, kind=kind)
    return [
        show.count_cell(before.part if before else None),
        show.count_cell(flow.came),
        show.count_cell(flow.went),
        show.count_cell(frozen.stock.of(kind).open),
    ]


def _work(source: Source) -> Table:
    columns = [
        Column(_("Work"), numeric=False),
        *(Column(str(figure.name)) for figure in STATES),
        Column(str(figures.MEDIAN_AGE.name)),
        Column(str(figures.OLDEST.name)),
    ]
    return Table(
        "work",
        _("What was open at the end"),
        columns,
        [Row([Cell(kind_name(kind)), *_work_cells(source, kind)]) for kind in Kind],
        foot=Row([Cell(_("Together")), *_work_cells(source, None)]),
    )


def _work_cells(source: Source, kind: Kind | None) -> list[Cell]:
    stock = source.frozen.stock
    return [
        *(show.cell(stock.value(figure, kind=kind)) for figure in STATES),
        _median(source, kind),
        show.cell(stock.value(figures.OLDEST, kind=kind)),
    ]


def _median(source: Source, kind: Kind | None) -> Cell:
    """The figure is of callbacks; the median of cases, which may take weeks, has no norm."""
    stock = source.frozen.stock
    if kind == Kind.CALLBACKS:
        return show.cell(stock.value(figures.MEDIAN_AGE))
    age = stock.of(kind).median_age if kind else None
    return Cell(show.amount(figures.MEDIAN_AGE, age), value=age, empty=age is None)


def _ages(source: Source) -> Ages:
    counts = source.frozen.stock.of().ages
    return replace(ages_of(source.frozen.stock, lambda kind, step: ""), sentence=_aged(counts))


def _aged(counts: tuple[int, ...]) -> str:
    """As dashboard.parts.openwork, of an evening that is over."""
    old = sum(counts[-2:])
    if not old:
        return _("Nothing that was open was older than ten working days.")
    return ngettext(
        "%(old)s of the %(total)s that were open was older than ten working days.",
        "%(old)s of the %(total)s that were open were older than ten working days.",
        old,
    ) % {"old": number(old), "total": number(sum(counts))}


# -- The ten oldest -------------------------------------------------------------------------------


def _oldest(source: Source) -> Table:
    """By number, without a name of anybody."""
    return Table(
        "oldest",
        _("The ten oldest"),
        [
            Column(_("Number"), numeric=False),
            Column(_("About"), numeric=False),
            Column(_("Received"), numeric=False),
            Column(_("Working days")),
            Column(_("How it stood"), numeric=False),
        ],
        [_oldest_row(each) for each in source.frozen.oldest],
        css="oldest",
        nothing=_("Nothing was open."),
    )


def _oldest_row(found: Oldest) -> Row:
    return Row(
        [
            Cell(found.number or _("Confidential")),
            show.text_cell(found.about),
            Cell(full_day(found.since), value=found.since),
            show.count_cell(found.age),
            _standing(found),
        ],
        kind="late" if found.late else "",
    )


def _standing(found: Oldest) -> Cell:
    if found.serious:
        return Cell(_("seriously late"), kind="late")
    if found.late:
        return Cell(pgettext("promise", "late"), kind="late")
    return Cell(_("within its term"), kind="ok")
