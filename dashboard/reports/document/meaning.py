"""What the figures of a report mean, and how far they can be trusted."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from dashboard import figures, show
from dashboard.figures import FEW, Figure
from dashboard.reports.document.lists import figure_table, of_something
from dashboard.reports.document.source import Source
from dashboard.show import Cell, Column, Row, Table
from kcc.lib.paper.shape import Prose, Section

QUALITY = (figures.COMPLETE, figures.LINKED, figures.STATUS_LINKED)


def section(source: Source, before: Iterable[Section]) -> Section:
    """`before` are the other sections: every figure in them is told here."""
    blocks: list = []
    if pairs := of_something(source.pair(each) for each in QUALITY):
        blocks.append(figure_table("quality", _("How well contacts were recorded"), pairs))
    blocks.append(Prose(_rules(source)))
    blocks.append(_definitions(_shown([*before, Section("", "", blocks=blocks, figures=QUALITY)])))
    return Section(
        "definitions", _("What the figures mean"), blocks=blocks, figures=QUALITY if pairs else ()
    )


def _shown(sections: Sequence[Section]) -> list[Figure]:
    """Of the figures of these sections those that are named by a tile, a column or a row."""
    slugs = {figure.slug for section in sections for figure in section.figures}
    names = {tile.label for section in sections for tile in section.tiles}
    for table in (table for section in sections for table in section.tables):
        names.update(column.label for column in table.columns)
        names.update(row.cells[0].text for row in table.rows)
    return [each for each in figures.FIGURES if each.slug in slugs and str(each.name) in names]


def _rules(source: Source) -> list[str]:
    found = [
        _(
            "The figures were taken at one moment and stay as they are. What is corrected "
            "afterwards is in the figures of today, and in a next version of this report."
        ),
        _(
            "Figures of fewer than %(few)s are told as a number and not rated: they say more about "
            "chance than about work."
        )
        % {"few": FEW},
        _("Differences, times and shares are reckoned first and rounded afterwards."),
    ]
    if not source.frozen.is_final:
        found.append(
            _(
                "“%(figure)s” is provisional: until 28 days after the period people may still come "
                "back about the same."
            )
            % {"figure": figures.DIRECT_NET.name}
        )
    return found


def _definitions(chosen: Sequence[Figure]) -> Table:
    return Table(
        "definitions",
        _("Definitions"),
        [
            Column(_("Figure"), numeric=False),
            Column(_("What it means"), numeric=False),
            Column(_("Target"), numeric=False),
        ],
        [
            Row([Cell(str(each.name)), Cell(str(each.sentence)), show.text_cell(_norm(each))])
            for each in chosen
        ],
        exports=False,
        css="definitions stacked",
    )


def _norm(figure: Figure) -> str:
    """ "≥ 90 % of the callbacks that were due"."""
    if figure.norm is None:
        return ""
    sign = "≤" if figure.norm.lower_is_better else "≥"
    limit = f"{sign} {show.limit(figure, figure.norm.good)}"
    return f"{limit} {figure.share_of}".strip()
