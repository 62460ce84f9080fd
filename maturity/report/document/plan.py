"""Where they want to be, what is done for it, and what the figures did since."""

from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dashboard.evidence.selectors import Reading
from kcc.lib.paper.cells import NOTHING, text_cell
from kcc.lib.paper.shape import Section
from kcc.lib.paper.tables import Cell, Column, Row, Table
from kcc.lib.periods import Month
from maturity.evidence import amount
from maturity.models import ImprovementAction
from maturity.report.document.cells import caution_table, dutch, pillar_cell, whole
from maturity.report.source import Source, full_day

State = ImprovementAction.State
KINDS = {State.PLANNED: "", State.DOING: "info", State.DONE: "ok", State.DROPPED: ""}
# As many months of a figure stand in a table, the last ones.
MOST_MONTHS = 6


def targets(source: Source) -> Section:
    intro = "" if source.plan.targets else _("No targets were set yet.")
    blocks = [] if intro else [_targets(source)]
    if source.plan.cautions:
        blocks.append(
            caution_table("plan-cautions", _("Where the plan is weak"), source.plan.cautions)
        )
    return Section("targets", _("Where we want to be"), intro, blocks=blocks)


def _targets(source: Source) -> Table:
    rows = []
    for pillar in source.pillars:
        target = source.plan.targets.get(pillar.slug)
        if target is None:
            continue
        found = source.result.outcome.pillar(pillar.slug)
        cells = [cell for cell in found.cells if found.phase < cell.phase <= target.phase]
        to_do = sum(cell.counted - cell.done for cell in cells)
        rows.append(
            Row([
                pillar_cell(pillar), whole(found.phase), whole(target.phase),
                text_cell(full_day(target.due_on)), whole(to_do),
            ])
        )  # fmt: skip
    return Table(
        "targets",
        _("Targets per pillar"),
        [
            Column(_("Pillar"), numeric=False), Column(_("Is in phase")),
            Column(_("Wants to be in phase")), Column(_("Reached on"), numeric=False),
            Column(_("Statements to go")),
        ],
        rows,
    )  # fmt: skip


# -- Actions -------------------------------------------------------------------------------------


def actions(source: Source) -> Section:
    rows = source.plan.actions
    if not rows:
        return Section("actions", _("Improvement actions"), _("No actions were agreed yet."))
    blocks = [_actions(source)]
    if any(each.kpi for each in rows):
        blocks.append(_effects(source))
    if source.plan.courses:
        blocks.append(_courses(source))
    return Section("actions", _("Improvement actions"), _how_they_stand(source), blocks=blocks)


def _how_they_stand(source: Source) -> str:
    rows = source.plan.actions
    told = [f"{State(state).label}: {count}" for state in State.values
            if (count := sum(each.state == state for each in rows))]  # fmt: skip
    late = sum(_is_late(source, each) for each in rows)
    if late:
        told.append(ngettext("%(count)s is late", "%(count)s are late", late) % {"count": late})
    return f"{', '.join(told)}."


def _is_late(source: Source, action: ImprovementAction) -> bool:
    today = source.plan.today
    return action.is_open and today is not None and action.due_on < today


def _actions(source: Source) -> Table:
    return Table(
        "actions",
        _("Actions"),
        [
            Column(_("What will be done"), numeric=False),
            Column(_("By whom"), numeric=False),
            Column(_("Ready on"), numeric=False),
            Column(_("State"), numeric=False),
            Column(_("Means"), numeric=False),
            Column(_("What came of it"), numeric=False),
        ],
        [_action(source, each) for each in source.plan.actions],
        css="actions-told",
    )


def _action(source: Source, action: ImprovementAction) -> Row:
    late = _is_late(source, action)
    state = action.get_state_display()
    return Row(
        [
            Cell(action.text, note=_for_what(source, action)),
            Cell(action.owner.get_display_name(), note=action.department.name),
            text_cell(full_day(action.due_on)),
            Cell(
                f"{state}, {_('late')}" if late else state,
                kind="late" if late else KINDS[State(action.state)],
            ),
            text_cell(action.means),
            text_cell(action.result),
        ],
        kind="late" if late else "",
    )


def _for_what(source: Source, action: ImprovementAction) -> str:
    pillar = source.asked.catalogue.pillar(action.pillar)
    told = [pillar.name if pillar else action.pillar,
            _("phase %(phase)s") % {"phase": action.phase}]  # fmt: skip
    if action.code:
        told.append(_("statement %(code)s") % {"code": action.code})
    return ", ".join(told)


# -- Figures -------------------------------------------------------------------------------------


def _effects(source: Source) -> Table:
    """What each action should do to its figure."""
    rows = []
    for action in source.plan.actions:
        if not action.kpi:
            continue
        course = source.plan.courses.get(action.public_id)
        months = course.months if course else ()
        known = [(month, each) for month, each in months if each.number is not None]
        rows.append(
            Row([
                Cell(action.text),
                dutch(_name(source, action.kpi)),
                _value(source, action.kpi, action.baseline),
                _value(source, action.kpi, action.expected),
                _last(source, action.kpi, known),
            ])
        )  # fmt: skip
    return Table(
        "effects",
        _("What the actions should do"),
        [
            Column(_("Action"), numeric=False), Column(_("Figure"), numeric=False),
            Column(_("At the start")), Column(_("Expected")), Column(_("Last month known")),
        ],
        rows,
    )  # fmt: skip


def _name(source: Source, kpi: str) -> str:
    figure = source.asked.catalogue.figures.get(kpi)
    return figure.name if figure else kpi


def _value(source: Source, kpi: str, number: float | None, note: str = "") -> Cell:
    figure = source.asked.catalogue.figures.get(kpi)
    if figure is None or number is None:
        return Cell(NOTHING, empty=True)
    return Cell(amount(figure.unit, number), value=round(number, 1), note=note)


def _last(source: Source, kpi: str, known: list[tuple[Month, Reading]]) -> Cell:
    if not known:
        return Cell(NOTHING, empty=True)
    month, reading = known[-1]
    return _value(source, kpi, reading.number, _month(month))


def _courses(source: Source) -> Table:
    """Month by month since each was begun."""
    plan = source.plan
    months = sorted({month for course in plan.courses.values() for month, _each in course.months})
    months = months[-MOST_MONTHS:]
    rows = []
    for action in plan.actions:
        if action.public_id not in plan.courses:
            continue
        found = dict(plan.courses[action.public_id].months)
        rows.append(
            Row([
                Cell(action.text, note=_name(source, action.kpi)),
                *(_reading(source, action.kpi, found.get(month)) for month in months),
            ])
        )  # fmt: skip
    return Table(
        "courses",
        _("The figures month by month since the action was begun"),
        [Column(_("Action"), numeric=False), *(Column(_month(month)) for month in months)],
        rows,
        note=_("of the department of the action; of the contact centre, of the whole"),
    )


def _reading(source: Source, kpi: str, reading: Reading | None) -> Cell:
    if reading is None or reading.number is None:
        return Cell(NOTHING, empty=True)
    cell = _value(source, kpi, reading.number)
    return Cell(cell.text, value=cell.value, empty=reading.few, provisional=reading.provisional)


def _month(month: Month) -> str:
    """nov 2026; with a capital in English."""
    return format_date(month.first_day, "M Y" if get_language() == "en" else "b Y")
