"""From where a pillar is to where it should be: what there is to do, and where to begin.

Plain: no database, no clock, no words. Domain.md 1.5: the lowest pillar first, and of that the key
statements of the next phase.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from maturity.asked import Asked
from maturity.catalogue import Statement
from maturity.scoring import NONE, Answer, Outcome, PillarOutcome

# More phases a year than this is more than most municipalities manage.
MOST_A_YEAR = 2
A_YEAR = timedelta(days=365)
HIGHEST = 5


class Why(StrEnum):
    """Why a statement is worth an action, in the order of what helps most."""

    KEY = "key"  # the key statement of the next phase
    UNANSWERED = "unanswered"
    LOW = "low"  # of the next phase, not done yet
    OWN = "own"  # a statement of the municipality itself
    BELOW = "below"  # of a phase that is reached, still weak
    LATER = "later"  # of a phase after the next one, on the way to the target


@dataclass(frozen=True)
class Suggestion:
    """A statement to work on. `has_action` says that one was agreed for it already."""

    statement: Statement
    answer: Answer
    why: Why
    has_action: bool = False


@dataclass(frozen=True)
class Step:
    """One phase between now and the target: of `counted` statements `done` are done."""

    phase: int
    done: int
    counted: int
    key_done: bool

    @property
    def left(self) -> int:
        return self.counted - self.done


def steps(pillar: PillarOutcome, target: int, enough: int) -> tuple[Step, ...]:
    """Every phase from the next one up to the target; `enough` is the score the rule asks."""
    cells = [cell for cell in pillar.cells if pillar.phase < cell.phase <= target]
    return tuple(
        Step(cell.phase, cell.done, cell.counted, (cell.key_value or 0) >= enough) for cell in cells
    )


def too_fast(reached: int, target: int, today: date, due_on: date) -> bool:
    """More than two phases a year."""
    return (target - reached) * A_YEAR > MOST_A_YEAR * max(due_on - today, timedelta(days=1))


def usual_target(reached: int, today: date) -> tuple[int, date] | None:
    """One phase further in a year; None at the top."""
    if reached >= HIGHEST:
        return None
    later = today.replace(year=today.year + 1, day=min(today.day, 28))
    return reached + 1, later


def order(outcome: Outcome) -> list[PillarOutcome]:
    """The pillar that holds the whole back first; of equals the order of the catalogue."""
    return sorted(outcome.pillars, key=lambda each: (each.phase, each.score))


def suggestions(
    asked: Asked, outcome: Outcome, answers: Mapping[str, Answer], *,
    targets: Mapping[str, int], taken: frozenset[str] = frozenset(),
) -> dict[str, tuple[Suggestion, ...]]:  # fmt: skip
    """By pillar (slug), in `order`. `targets` are phases by pillar, `taken` the codes for which
    there is an action. What is done, or does not apply, needs none."""
    return {
        pillar.slug: _of_pillar(asked, pillar, answers, targets.get(pillar.slug), taken)
        for pillar in order(outcome)
    }


def _of_pillar(asked, pillar, answers, target, taken) -> tuple[Suggestion, ...]:
    enough = asked.catalogue.rule.key_score
    following = pillar.phase + 1
    last = max(following, target or 0)
    found = []
    for statement in asked.of_pillar(pillar.slug):
        answer = answers.get(statement.code, NONE)
        if statement.phase > last or answer.not_applicable or (answer.value or 0) >= enough:
            continue
        why = _why(statement, answer, following)
        found.append(Suggestion(statement, answer, why, statement.code in taken))
    ranks = list(Why)
    return tuple(
        sorted(found, key=lambda s: (ranks.index(s.why), s.statement.phase, s.answer.value or 0))
    )


def _why(statement: Statement, answer: Answer, following: int) -> Why:
    if statement.phase > following:
        return Why.LATER
    if statement.phase < following:
        return Why.OWN if statement.own else Why.BELOW
    if statement.key:
        return Why.KEY
    if statement.own:
        return Why.OWN
    return Why.UNANSWERED if answer.value is None else Why.LOW
