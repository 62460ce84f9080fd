"""The eight figures a report begins with, and how they went through the months."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboard import figures, show
from dashboard.figures import Figure
from dashboard.parts import scorecard
from dashboard.reports.document.lists import Pair, figure_table
from dashboard.reports.document.source import Source
from dashboard.show import Column, Row, Table
from dashboard.spans import month_of, months
from dashboard.words import month_name, short_month_name
from kcc.lib.paper.shape import Section

SCORED = (
    figures.KEPT, figures.CASES_ON_TIME, figures.REPEATS, figures.DIRECT, figures.SATISFACTION,
)  # fmt: skip
# Medians cannot be added up: of all departments together how many contacts there were instead.
OPEN_OF_ALL, SCORED_OF_ALL = (figures.OPEN, figures.OVERDUE), (figures.CONTACTS, *SCORED)
# What is open at the end of each month, and what happened in it.
MONTHLY_OPEN = (figures.OPEN, figures.OVERDUE)
MONTHLY = (figures.CONTACTS, *SCORED)


def scored(source: Source) -> list[Pair]:
    """The figures of the tiles, in their order."""
    stock, history = source.frozen.stock, source.frozen.history
    opened, happened = chosen(source)
    pairs = [(stock.value(each), history.last_month(each)) for each in opened]
    return pairs + [source.pair(each) for each in happened]


def chosen(source: Source) -> tuple[Sequence[Figure], Sequence[Figure]]:
    """Of what was open, and of the period."""
    if source.is_department:
        return scorecard.OPEN_NOW, SCORED
    return OPEN_OF_ALL, SCORED_OF_ALL


def section(source: Source) -> Section:
    frozen, (opened, happened) = source.frozen, chosen(source)
    slugs = {figure.slug for figure in opened}
    tiles = [
        *(
            tile
            for tile in scorecard.open_tiles(frozen.stock, frozen.history, frozen.links)
            if tile.slug in slugs
        ),
        *scorecard.period_tiles(frozen.board, frozen.links, happened),
    ]
    return Section(
        "scorecard",
        _("The main figures"),
        _(
            "What is open is how it stood at the end of %(period)s, against the end of %(month)s. "
            "Other changes are against %(before)s."
        )
        % {
            "period": source.period,
            "month": month_name(month_of(frozen.history.compared_on)),
            "before": source.before,
        },
        tiles=tiles,
        blocks=[_months(source)],
        figures=(*opened, *MONTHLY),
        behind=[figure_table("scorecard", _("The main figures"), scored(source))],
    )


def _months(source: Source) -> Table:
    """Month by month, the last one first; of a year its own months only."""
    board, history = source.board, source.frozen.history
    shown = months(source.frozen.span) if source.frozen.kind == "year" else board.months
    opened = [history.trend(each, source.frozen.stock) for each in MONTHLY_OPEN]
    trends = [*opened, *(board.trend(each) for each in MONTHLY)]
    rows = [
        Row(
            [show.text_cell(short_month_name(month)), *(show.cell(each[at]) for each in trends)],
            current=month == source.frozen.span.month,
        )
        for at, month in reversed(list(enumerate(board.months)))
        if month in shown
    ]
    heads = [Column(_head(each)) for each in (*MONTHLY_OPEN, *MONTHLY)]
    return Table(
        "months",
        _("Month by month"),
        [Column(_("Month"), numeric=False), *heads],
        rows,
        css="trend",
        note=_("what is open at the end of each month"),
    )


def _head(figure: Figure) -> str:
    """Nine columns on a sheet of paper: where a name is long, the short one of the dashboard."""
    short = {
        figures.KEPT.slug: pgettext("column", "Called back in time"),
        figures.REPEATS.slug: pgettext("column", "Repeats"),
        figures.DIRECT.slug: pgettext("column", "At once"),
        figures.SATISFACTION.slug: pgettext("column", "Mark"),
        figures.CASES_ON_TIME.slug: pgettext("column", "Cases in time"),
    }
    return short.get(figure.slug, str(figure.name))
