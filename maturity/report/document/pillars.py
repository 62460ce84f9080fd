"""Pillar by pillar: what is reached, why the next phase is not, and every statement with its
answer, what the group noted and the figure beside it."""

from collections.abc import Callable
from functools import partial

from django.utils.translation import gettext as _

from kcc.lib.paper.cells import text_cell
from kcc.lib.paper.shape import Prose, Section
from kcc.lib.paper.tables import Cell, Column, Row, Table
from maturity.evidence import Beside
from maturity.report.document.cells import dutch, statement_cell, whole
from maturity.report.source import Source
from maturity.results.matrix import Told
from maturity.words import talk_text

PILLARS = 5


def section(source: Source, at: int) -> Section:
    """Of the pillar with this place, from 0."""
    pillar, standing = source.pillars[at], source.page.standings[at]
    reasons = list(standing.reasons)
    title = _("Why phase %(phase)s is not reached yet") % {"phase": standing.phase + 1}
    told = [each for square in source.page.rows[at].squares for each in square.statements]
    return Section(
        f"pillar-{pillar.number}",
        f"{pillar.number}. {pillar.name}",
        standing.sentence,
        blocks=[
            *([Prose(reasons, title=title)] if reasons else []),
            _statements(
                _("%(pillar)s: statements and answers") % {"pillar": pillar.name}, pillar.slug, told
            ),
        ],
        behind=[_everything(source, pillar.slug, told)],
    )


def _of_pillar(at: int) -> Callable[[Source], Section]:
    return partial(section, at=at)


SECTIONS = tuple(_of_pillar(at) for at in range(PILLARS))


def _statements(title: str, slug: str, told: list[Told]) -> Table:
    """What the group noted has a column of its own only where it noted something."""
    noted = any(each.note for each in told)
    return Table(
        f"statements-{slug}",
        title,
        [
            Column(_("Statement"), numeric=False),
            Column(_("Answer"), numeric=False),
            Column(_("Figure"), numeric=False),
            *([Column(_("Note of the group"), numeric=False)] if noted else []),
        ],
        [
            Row([
                statement_cell(each.statement, _about(each)),
                dutch(each.answer, kind=each.look, note=each.mirror),
                figure_cell(each.beside),
                *([text_cell(each.note)] if noted else []),
            ])
            for each in told
        ],
        exports=False,
        css="answers stacked",
    )  # fmt: skip


def _about(told: Told) -> str:
    """The phase stands in the code already; that it is the key statement or their own does not."""
    if told.statement.own:
        return _("own statement of the municipality, phase %(phase)s") % {
            "phase": told.statement.phase
        }
    return _("key statement") if told.statement.key else ""


def figure_cell(beside: Beside | None) -> Cell:
    """What the figure beside a statement says, and what it takes."""
    if beside is None:
        return Cell("–", empty=True)
    if not beside.text:
        return Cell("–", empty=True, note=_("%(figure)s: no value") % {"figure": beside.name})
    needs = _("needs %(needs)s") % {"needs": beside.needs} if beside.needs else ""
    few = _("too few to say anything") if beside.few else ""
    note = ", ".join(each for each in (beside.name, needs, few) if each)
    return Cell(beside.text, note=note, empty=beside.few, provisional=beside.provisional)


# -- For files -----------------------------------------------------------------------------------


def _everything(source: Source, slug: str, told: list[Told]) -> Table:
    """All that is known of each statement. What people answered is left out of few people."""
    people = source.tells_of_people
    return Table(
        f"all-{slug}",
        source.asked.catalogue.pillar(slug).name,
        [*_columns(source, people=people)],
        [Row(_line(source, each, people=people)) for each in told],
    )


def _columns(source: Source, *, people: bool):
    texts = (
        _("Code"), _("Phase"), _("Key statement"), _("Statement"), _("What shows it"), _("Answer"),
        _("Score"), _("Figure"), _("Value"), _("Needs"), _("Answer beside the figure"),
        _("Note of the group"),
    )  # fmt: skip
    yield from (Column(each, numeric=False) for each in texts)
    if people:
        scale = (each.label for each in source.asked.catalogue.scale)
        heads = (*scale, _("Not applicable"), _("I do not know"))
        yield from (Column(each, group=_("Answers of people")) for each in heads)
        yield Column(_("Talk about it"), numeric=False)


def _line(source: Source, told: Told, *, people: bool) -> list[Cell]:
    statement, beside = told.statement, told.beside
    value = source.result.answers.get(statement.code)
    score = value.value if value else None
    cells = [
        text_cell(statement.code),
        whole(statement.phase),
        text_cell(_("yes") if statement.key else _("own statement") if statement.own else ""),
        dutch(statement.text),
        dutch(statement.evidence or "–"),
        dutch(told.answer),
        whole(score) if score is not None else text_cell(""),
        dutch(beside.name) if beside else text_cell(""),
        text_cell((beside.text or beside.missing) if beside else ""),
        text_cell(beside.needs if beside else ""),
        text_cell(told.mirror),
        text_cell(told.note),
    ]
    if people:
        counts = source.result.counts[statement.code]
        cells += [whole(each) for each in (*counts.values, counts.not_applicable, counts.unknown)]
        cells.append(text_cell(talk_text() if counts.talk else ""))
    return cells


# -- Their own -----------------------------------------------------------------------------------


def own(source: Source) -> Section | None:
    """Statements of the municipality itself."""
    if not source.page.own:
        return None
    return Section(
        "own",
        _("Own statements"),
        _(
            "Of the municipality itself. They count for no phase, so that results stay comparable "
            "between rounds and with others."
        ),
        blocks=[_statements(_("Own statements and answers"), "own", list(source.page.own))],
        behind=[_everything_own(source)],
    )


def _everything_own(source: Source) -> Table:
    people = source.tells_of_people
    return Table(
        "all-own",
        _("Own statements"),
        [*_columns(source, people=people)],
        [Row(_line(source, each, people=people)) for each in source.page.own],
    )
