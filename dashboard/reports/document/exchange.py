"""What the telephone exchange counted: of the whole organisation only, for it knows lines and no
departments."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboard import figures, show
from dashboard.reports.document.lists import figure_table
from dashboard.reports.document.source import Source
from dashboard.show import Column, Row, Table
from dashboard.telephony.selectors import Exchange
from kcc.lib.paper.shape import Section

FIGURES = (figures.TELEPHONE_LEVEL, figures.TELEPHONE_LOST, figures.TELEPHONE_WAIT)


def section(source: Source) -> Section | None:
    """None where no report of the exchange was read."""
    told = source.frozen.exchange
    if told is None:
        return None
    pairs = [(each.value(told.now), each.value(told.before)) for each in FIGURES]
    blocks = [figure_table("telephone", _("On the telephone"), pairs)]
    if len(told.lines) > 1:
        blocks.append(_lines(told))
    offered = {place: counts["exchange_offered"] for place, counts in told.hours.items()}
    if load := show.heat_map("telephone-load", _("When people call"), offered):
        blocks.append(load)
    return Section(
        "telephone",
        _("Telephone"),
        _("From the reports of the telephone exchange."),
        blocks=blocks,
        figures=FIGURES,
    )


def _lines(told: Exchange) -> Table:
    return Table(
        "lines",
        _("By line"),
        [
            Column(_("Line"), numeric=False),
            Column(pgettext("calls", "Offered")),
            *(Column(str(figure.name)) for figure in FIGURES),
        ],
        [
            Row(
                [
                    show.text_cell(line),
                    show.count_cell(counts["exchange_offered"]),
                    *(show.cell(figure.value(counts)) for figure in FIGURES),
                ]
            )
            for line, counts in sorted(told.lines.items())
        ],
    )
