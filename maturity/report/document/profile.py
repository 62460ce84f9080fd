"""The phase of each pillar, drawn and told; what to keep in mind; and the matrix of 25."""

from django.utils.translation import gettext as _

from kcc.lib.paper.cells import text_cell
from kcc.lib.paper.shape import Prose, Radar, Section, Tile, Voice
from kcc.lib.paper.tables import Cell, Column, Row, Table
from maturity.report.document.cells import SENTENCES, caution_table, pillar_cell, score, whole
from maturity.report.source import Source
from maturity.results.drawn import estimates_of, scores_of
from maturity.words import phase_name, share_text

DRAWING = "maturity/results/_radar.html"


def section(source: Source) -> Section:
    blocks = [_radar(source)]
    if source.assessment.conclusion:
        blocks.append(
            Prose(
                source.assessment.conclusion.splitlines(),
                Voice.QUOTE,
                _("What the group says about it"),
            )
        )
    return Section(
        "profile",
        _("The profile"),
        _("The whole is in the phase of its lowest pillar. No pillar has to be like another."),
        tiles=[_whole(source), *(_tile(source, slug) for slug in _slugs(source))],
        blocks=blocks,
        behind=[_phases(source)],
    )


def _slugs(source: Source) -> list[str]:
    return [each.slug for each in source.pillars]


def _whole(source: Source) -> Tile:
    phase = source.result.outcome.phase
    found = source.asked.catalogue.phase(phase)
    return Tile(
        "whole", _("Together"), _phase(phase),
        note=found.name if found else _("phase 1 is not reached yet"),
    )  # fmt: skip


def _tile(source: Source, slug: str) -> Tile:
    """What is done of the next phase stands with it, so that a low phase is no failure."""
    found, outcome = source.result.outcome.pillar(slug), source.result.outcome
    decides = slug in outcome.lowest and len(outcome.lowest) < len(outcome.pillars)
    return Tile(
        slug,
        source.asked.catalogue.pillar(slug).name,
        _phase(found.phase),
        note=share_text(found.next_cell) if found.next_cell else _("the highest phase"),
        kind="info" if decides else "",
        word=_("decides the whole") if decides else "",
    )


def _phase(number_: int) -> str:
    return _("Phase %(number)s") % {"number": number_}


def _radar(source: Source) -> Radar:
    now = scores_of(source.result)
    past = scores_of(source.earlier) if source.earlier else {}
    thought = estimates_of(source.result)
    columns = [Column(_("Pillar"), numeric=False), Column(_("Now"))]
    if past:
        columns.append(Column(_("Round before")))
    if thought:
        columns.append(Column(_("Own estimate")))
    rows = []
    for each in source.pillars:
        cells = [pillar_cell(each), score(now[each.slug])]
        cells += [score(past.get(each.slug))] if past else []
        cells += [score(thought.get(each.slug))] if thought else []
        rows.append(Row(cells))
    title, note = _("Phase per pillar"), _("the phase with the part of the next one that is done")
    return Radar(
        source.page.radar,
        DRAWING,
        source.page.radar_label,
        Table("radar", title, columns, rows, note=note),
    )


def _phases(source: Source) -> Table:
    """The tiles as a table, for a file."""
    return Table(
        "phases",
        _("Phases"),
        [
            Column(_("Pillar"), numeric=False), Column(_("Phase")), Column(_("Next phase")),
            Column(_("Statements done")), Column(_("Statements")),
        ],
        [
            Row([
                pillar_cell(source.asked.catalogue.pillar(each.slug)), whole(each.phase),
                *(
                    (whole(each.next_cell.phase), whole(each.next_cell.done),
                     whole(each.next_cell.counted))
                    if each.next_cell
                    else (text_cell(""), text_cell(""), text_cell(""))
                ),
            ])
            for each in source.result.outcome.pillars
        ],
    )  # fmt: skip


# -- To keep in mind -----------------------------------------------------------------------------


def cautions(source: Source) -> Section | None:
    if not source.page.cautions:
        return None
    return Section(
        "cautions",
        _("To keep in mind"),
        _("None of this is a verdict."),
        blocks=[
            caution_table("cautions", _("Where a talk is worth its time"), source.page.cautions)
        ],
    )


# -- Five by five --------------------------------------------------------------------------------


def matrix(source: Source) -> Section:
    phases = source.asked.catalogue.phases
    return Section(
        "matrix",
        _("Five pillars, five phases"),
        _("Under each word: how many of its statements are answered with 2 or 3."),
        blocks=[
            Table(
                "matrix",
                _("What is reached"),
                [
                    Column(_("Pillar"), numeric=False),
                    *(Column(f"{each.number}. {each.name}", numeric=False) for each in phases),
                ],
                [
                    Row([
                        pillar_cell(row.pillar),
                        *(Cell(each.word, kind=each.kind, note=each.done) for each in row.squares),
                    ])
                    for row in source.page.rows
                ],
                css="squares-told",
            ),
            _reasons(source),
        ],
    )  # fmt: skip


def _reasons(source: Source) -> Table:
    """Why each pillar is no further."""
    rows = []
    for standing in source.page.standings:
        found = source.result.outcome.pillar(standing.pillar.slug)
        rows.append(
            Row([
                pillar_cell(standing.pillar),
                text_cell(phase_name(source.asked, found.phase)),
                text_cell(" ".join(standing.reasons) or _("This is the highest phase.")),
            ])
        )  # fmt: skip
    return Table(
        "reasons",
        _("Why no further"),
        [
            Column(_("Pillar"), numeric=False),
            Column(_("Is in"), numeric=False),
            Column(_("What keeps the next phase away"), numeric=False),
        ],
        rows,
        css=SENTENCES,
    )
