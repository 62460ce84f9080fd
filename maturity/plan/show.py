"""A plan and its actions as their pages show them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from kcc.lib.paper.pictures import Line, line
from kcc.lib.paper.tables import Cell, Column, Row, Table
from kcc.lib.periods import Month
from kcc.organisation.access import Access
from maturity.asked import Asked
from maturity.catalogue import Figure, Pillar, catalogue
from maturity.evidence import amount
from maturity.models import Assessment, ImprovementAction, Target
from maturity.outcome import Result
from maturity.plan import selectors, words
from maturity.plan.cautions import Deed, find
from maturity.plan.gap import Suggestion, Why, steps, suggestions, too_fast
from maturity.plan.words import Warned
from maturity.scoring import PillarOutcome
from maturity.words import answer_text

State = ImprovementAction.State
NOTHING = "–"


# -- Actions --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """An action in a list, on the board, or on its own page. `onward` is the state it goes to next,
    `back` the one it came from; "" for none."""

    action: ImprovementAction
    pillar: str
    kind: str
    word: str
    late: bool
    gone: bool
    may_change: bool
    may_move: bool
    onward: str = ""
    back: str = ""
    effect: str = ""


ONWARD = {State.PLANNED: State.DOING, State.DOING: State.DONE}
BACK = {State.DOING: State.PLANNED, State.DONE: State.DOING, State.DROPPED: State.PLANNED}


def shown(
    action: ImprovementAction, access: Access, own: Collection[int], user, *, day: date
) -> Shown:
    """`own` are the departments of which this person is head."""
    late = action.is_open and action.due_on < day
    may_move = selectors.may_move(access, own, action, user)
    return Shown(
        action=action,
        pillar=words.pillar_label(action.pillar),
        kind="late" if late else words.STATES[action.state],
        word=_("late") if late else action.get_state_display(),
        late=late,
        gone=bool(getattr(action, "gone", False)) and action.is_open,
        may_change=action.is_open and selectors.may_change(access, own, action),
        may_move=may_move,
        onward=ONWARD.get(action.state, "") if may_move else "",
        back=BACK.get(action.state, "") if may_move else "",
        effect=effect(action),
    )


def figure_of(action: ImprovementAction) -> Figure | None:
    return catalogue().figures.get(action.kpi)


def effect(action: ImprovementAction) -> str:
    """Which figure should show it, from what to what: "Herhaalcontacten: 24,1 % → 15 %"."""
    figure = figure_of(action)
    if figure is None:
        return action.kpi
    before, after = (amount(figure.unit, each) for each in (action.baseline, action.expected))
    if not after:
        return figure.name
    course = f"{before} → {after}" if before else f"→ {after}"
    return f"{figure.name}: {course}"


@dataclass(frozen=True)
class Lane:
    """A column of the board; `more` are left to the list."""

    state: str
    name: str
    cards: list[Shown]
    more: bool = False


MOST_CARDS = 40


def lanes(rows: Iterable[ImprovementAction], show) -> list[Lane]:
    """By state, in the order in which an action goes; `show` makes a card of an action."""
    by_state = {state: [] for state in State.values}
    for action in rows:
        by_state[action.state].append(action)
    return [
        Lane(state, State(state).label, [show(each) for each in found[:MOST_CARDS]],
             len(found) > MOST_CARDS)
        for state, found in by_state.items()
    ]  # fmt: skip


# -- A plan ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Aim:
    """A pillar in a plan: where it is, where it should be, and what is between."""

    pillar: Pillar
    reached: PillarOutcome
    target: Target | None
    gap: str
    steps: tuple[str, ...]
    fast: bool
    open: int
    done: int


def aims(asked: Asked, result: Result, plan: selectors.Plan) -> list[Aim]:
    """In the order of the catalogue."""
    return [_aim(asked, each, plan) for each in result.outcome.pillars]


def _aim(asked: Asked, reached: PillarOutcome, plan: selectors.Plan) -> Aim:
    target = plan.targets.get(reached.slug)
    mine = [each for each in plan.actions if each.pillar == reached.slug]
    gap, between, fast = "", (), False
    if target:
        gap = words.gap_text(reached.phase, target.phase, target.due_on)
        enough = asked.catalogue.rule.key_score
        between = tuple(map(words.step_text, steps(reached, target.phase, enough)))
        fast = too_fast(reached.phase, target.phase, target.changed_at.date(), target.due_on)
    return Aim(
        pillar=asked.catalogue.pillar(reached.slug), reached=reached, target=target, gap=gap,
        steps=between, fast=fast, open=sum(each.is_open for each in mine),
        done=sum(each.state == State.DONE for each in mine),
    )  # fmt: skip


def cautions_of(
    assessment: Assessment, asked: Asked, result: Result, plan: selectors.Plan
) -> list[Warned]:
    """Where the plan is weak, in sentences."""
    deeds = [
        Deed(
            pillar=each.pillar, state=each.state, due_on=each.due_on, means=each.means,
            contact_centre=each.department.is_contact_centre, owner_gone=each.gone,
        )
        for each in plan.actions
    ]  # fmt: skip
    found = find(
        result.outcome,
        {slug: (each.phase, each.due_on) for slug, each in plan.targets.items()},
        deeds,
        set_on={slug: each.changed_at.date() for slug, each in plan.targets.items()},
        leader_changed=assessment.leader_changed_at is not None,
    )
    return words.cautions_told(asked, found)


@dataclass(frozen=True)
class Suggested:
    """A statement to work on, in words."""

    suggestion: Suggestion
    answer: str
    why: str

    @property
    def statement(self):
        return self.suggestion.statement


@dataclass(frozen=True)
class Group:
    """What is suggested for a pillar, `later` are of phases after the next one. `first` says that
    it holds the whole back."""

    pillar: Pillar
    reached: PillarOutcome
    rows: list[Suggested]
    later: list[Suggested]
    first: bool


def suggested(asked: Asked, result: Result, plan: selectors.Plan) -> list[Group]:
    """The lowest pillar first."""
    outcome = result.outcome
    found = suggestions(
        asked, outcome, result.answers,
        targets={slug: each.phase for slug, each in plan.targets.items()},
        taken=frozenset(each.code for each in plan.actions if each.state != State.DROPPED),
    )  # fmt: skip
    return [_group(asked, result, slug, rows) for slug, rows in found.items()]


def _group(asked: Asked, result: Result, slug: str, rows: Iterable[Suggestion]) -> Group:
    told = [
        Suggested(
            each, answer_text(asked, each.answer), words.why_text(each.why, each.statement.phase)
        )
        for each in rows
    ]
    return Group(
        pillar=asked.catalogue.pillar(slug),
        reached=result.outcome.pillar(slug),
        rows=[each for each in told if each.suggestion.why != Why.LATER],
        later=[each for each in told if each.suggestion.why == Why.LATER],
        first=slug in result.outcome.lowest,
    )


# -- The course of its figure ---------------------------------------------------------------------


@dataclass(frozen=True)
class Drawn:
    """The line through the months with what is expected, and the same as a table."""

    name: str
    definition: str
    place: str
    there: str
    line: Line | None
    label: str
    names: list[tuple]
    marks: list[tuple]
    table: Table


def drawn(action: ImprovementAction, course: selectors.Course) -> Drawn:
    figure = figure_of(action)
    unit = figure.unit if figure else "getal"
    name = figure.name if figure else action.kpi
    months = [month for month, _reading in course.months]
    found = line(
        [None if each.few else each.number for _month, each in course.months], action.expected
    )
    place = _("the whole organisation") if course.whole else action.department.name
    said = _("%(figure)s of %(place)s by month, from %(first)s to %(last)s.")
    told = {"first": _month(months[0]), "last": _month(months[-1]), "figure": name, "place": place}
    return Drawn(
        name=name,
        definition=figure.definition if figure else "",
        place=place,
        there=_there_already(action, figure),
        line=found,
        label=said % told,
        names=[
            (each, format_date(months[int(each.value)].first_day, "b")) for each in found.places
        ] if found else [],
        marks=[(tick, amount(unit, tick.value)) for tick in found.ticks] if found else [],
        table=_table(action, course, unit),
    )  # fmt: skip


def _there_already(action: ImprovementAction, figure: Figure | None) -> str:
    """What is expected, but was so before it began."""
    before, after = action.baseline, action.expected
    if figure is None or before is None or after is None:
        return ""
    there = {"hoger": before >= after, "lager": before <= after}.get(figure.wanted, False)
    return _("The figure was there already when the action began: expect more.") if there else ""


def _month(month: Month) -> str:
    return format_date(month.first_day, "F Y")


def _table(action: ImprovementAction, course: selectors.Course, unit: str) -> Table:
    rows = []
    for month, reading in course.months:
        text = amount(unit, reading.number) or NOTHING
        notes = []
        if action.started_on and (month.year, month.number) == (
            action.started_on.year, action.started_on.month,
        ):  # fmt: skip
            notes.append(_("the action began"))
        if reading.few:
            notes.append(_("too few to say much"))
        value = Cell(
            text, value=reading.number, empty=reading.number is None,
            provisional=reading.provisional,
        )  # fmt: skip
        rows.append(Row([Cell(_month(month)), value, Cell(", ".join(notes))]))
    return Table(
        slug="course", title=_("Month by month"), rows=rows, exports=False, css="narrow",
        columns=[Column(_("Month"), numeric=False), Column(_("Value")),
                 Column(_("Note"), numeric=False)],
    )  # fmt: skip
