"""Answers beside the figures, and how far people stood apart: counts, never who."""

from django.utils.translation import gettext as _

from kcc.lib.paper.cells import text_cell
from kcc.lib.paper.shape import Section
from kcc.lib.paper.tables import Cell, Column, Row, Table
from maturity.report.document.cells import SENTENCES, dutch, pillar_cell, statement_cell, whole
from maturity.report.document.pillars import figure_cell
from maturity.report.source import Source, months_text
from maturity.words import answer_text

# Statements people stood furthest apart about; the rest is in the spreadsheet.
MOST_APART = 12


def mirrors(source: Source) -> Section | None:
    if not source.page.mirrored:
        return None
    row = source.assessment
    return Section(
        "mirrors",
        _("Answers beside the figures"),
        _("Figures of %(months)s. An answer is never changed by them.")
        % {"months": months_text(row.figures_first, row.figures_last)},
        blocks=[
            Table(
                "mirrors",
                _("Where answer and figure differ"),
                [
                    Column(_("Statement"), numeric=False),
                    Column(_("Answer"), numeric=False),
                    Column(_("Figure"), numeric=False),
                    Column(_("What it tells"), numeric=False),
                ],
                [
                    Row([
                        statement_cell(each.statement),
                        dutch(each.answer),
                        figure_cell(each.beside),
                        text_cell(each.mirror),
                    ])
                    for each in source.page.mirrored
                ],
                css=SENTENCES,
            )
        ],
    )  # fmt: skip


# -- Views ---------------------------------------------------------------------------------------


def views(source: Source) -> Section:
    blocks, intro = [_groups(source)], ""
    if source.tells_of_people:
        blocks += [_estimates(source), _spread(source)]
        blocks += [each for each in (_by_group(source), _apart(source)) if each.rows]
    else:
        intro = _(
            "Few people handed in. How they answered is not told, or one could be known by it."
        )
    return Section("views", _("How people saw it"), intro, blocks=blocks)


def _groups(source: Source) -> Table:
    groups = source.page.groups
    return Table(
        "groups",
        _("Who took part"),
        [Column(_("Group"), numeric=False), Column(_("Asked")), Column(_("Handed in"))],
        [Row([text_cell(name), whole(asked), whole(done)]) for name, asked, done in groups],
        foot=Row([
            Cell(_("Together")), whole(source.result.invited), whole(source.result.handed_in)
        ]),
        nothing=_("Nobody was asked."),
    )  # fmt: skip


def _estimates(source: Source) -> Table:
    return Table(
        "estimates",
        _("Own estimate and outcome"),
        [
            Column(_("Pillar"), numeric=False), Column(_("Lowest")), Column(_("Middle")),
            Column(_("Highest")), Column(_("Came out")), Column(_("What it tells"), numeric=False),
        ],
        [
            Row([
                pillar_cell(each.pillar), _number(each.lowest), _number(each.middle),
                _number(each.highest), whole(each.reached), text_cell(each.sentence),
            ])
            for each in source.page.seen
        ],
        note=_("the phase people thought of before they answered"),
    )  # fmt: skip


def _number(text: str) -> Cell:
    """As it is shown; in a file as a number."""
    try:
        return Cell(text, value=float(text.replace(",", ".")))
    except ValueError:
        return Cell(text, empty=True)


def _spread(source: Source) -> Table:
    return Table(
        "spread",
        _("Phases by the answers of each person"),
        [
            Column(_("Pillar"), numeric=False),
            *(Column(str(phase), group=_("People per phase")) for phase in range(6)),
            Column(_("What it tells"), numeric=False),
        ],
        [
            Row([
                pillar_cell(each.pillar),
                *(whole(count) for count in each.spread),
                text_cell(each.talk),
            ])
            for each in source.page.seen
        ],
    )  # fmt: skip


def _by_group(source: Source) -> Table:
    return Table(
        "group-phases",
        _("The middle phase by group"),
        [
            Column(_("Group"), numeric=False),
            *(Column(each.name) for each in source.pillars),
        ],
        [
            Row([text_cell(each.name), *(_number(phase) for phase in each.phases)])
            for each in source.page.group_seen
        ],
        note=_("of groups of three or more who handed in"),
    )


def _apart(source: Source) -> Table:
    codes = source.result.talk_about()[:MOST_APART]
    scale = source.asked.catalogue.scale
    return Table(
        "apart",
        _("Where people stood furthest apart"),
        [
            Column(_("Statement"), numeric=False),
            *(Column(each.label) for each in scale),
            Column(_("Not applicable")),
            Column(_("Settled answer"), numeric=False),
        ],
        [
            Row([
                statement_cell(source.statement(code)),
                *(whole(count) for count in source.result.counts[code].values),
                whole(source.result.counts[code].not_applicable),
                _settled(source, code),
            ])
            for code in codes
        ],
    )  # fmt: skip


def _settled(source: Source, code: str) -> Cell:
    answer = source.result.answers.get(code)
    return dutch(answer_text(source.asked, answer)) if answer else text_cell("")
