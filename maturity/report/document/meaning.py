"""How it is reckoned, what the phases and figures mean, and what this yardstick is not."""

from django.utils.translation import gettext as _

from kcc.lib.paper.cells import text_cell
from kcc.lib.paper.shape import Prose, Section
from kcc.lib.paper.tables import Column, Row, Table
from maturity.report.document.cells import SENTENCES, dutch, whole
from maturity.report.source import Source
from maturity.words import average_text, yardstick


def section(source: Source) -> Section:
    return Section(
        "meaning",
        _("How this is reckoned"),
        yardstick(),
        blocks=[Prose(_rule(source)), _phases(source), *_figures(source)],
    )


def _rule(source: Source) -> list[str]:
    catalogue = source.asked.catalogue
    scale = ", ".join(f"{each.label.lower()} {each.value}" for each in catalogue.scale)
    told = [
        _("Every statement has an answer: %(scale)s.") % {"scale": scale},
        _(
            "A pillar reaches a phase when the statements of that phase score at least %(average)s "
            "on average, its key statement scores at least %(key)s, and all lower phases are "
            "reached. Below phase 1 it is phase 0. The whole is in the phase of its lowest pillar."
        )
        % {
            "average": average_text(catalogue.rule.average),
            "key": catalogue.rule.key_score,
        },
        _(
            "What does not apply leaves the average; a key statement always applies. The figures "
            "beside the statements were kept as they were when the group began to talk; they never "
            "change an answer."
        ),
        _(
            "It says where a talk is worth its time. What fits a municipality depends on its size "
            "and on what it wants: the highest phase is no duty."
        ),
    ]
    if source.asked.short:
        told.append(_("This was the short form: it asks the key statements only."))
    return told


def _phases(source: Source) -> Table:
    return Table(
        "phases-meaning",
        _("The phases"),
        [
            Column(_("Phase"), numeric=False),
            Column(_("Name"), numeric=False),
            Column(_("What it comes down to"), numeric=False),
        ],
        [
            Row([whole(each.number), dutch(each.name), dutch(each.essence)])
            for each in source.asked.catalogue.phases
        ],
        css=SENTENCES,
    )  # fmt: skip


def _figures(source: Source) -> list[Table]:
    """Those that lay beside a statement."""
    used = {each.figure for each in source.asked.catalogue.statements if each.figure}
    figures = [each for slug, each in source.asked.catalogue.figures.items() if slug in used]
    if not figures:
        return []
    return [
        Table(
            "figures-meaning",
            _("The figures"),
            [Column(_("Figure"), numeric=False), Column(_("What it is"), numeric=False)],
            [Row([dutch(each.name), text_cell("") if not each.definition
                  else dutch(each.definition)]) for each in figures],
            css=SENTENCES,
        )
    ]  # fmt: skip
