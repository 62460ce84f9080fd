"""From answers to phases. Plain: no database, no clock, no words.

A pillar reaches a phase when the statements of that phase score on average at least what the rule
asks (2.0), its key statement does too (2), and all lower phases are reached. The phase of the whole
is that of the lowest pillar. Every outcome carries what kept the next phase away.

What does not apply leaves the average; a key statement always applies. What was not answered counts
as nought. What one respondent does not know is left out of that person's own outcome, a key
statement too; a group never settles on that. Statements of the municipality itself count for no
phase.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import sqrt

from maturity.catalogue import Catalogue, Cell, PhaseRule, Pillar, Statement, Threshold

# What can be answered: not, partly, largely, fully.
SCALE = (0, 1, 2, 3)
# Answers lie so far apart that a group should talk about it (population standard deviation).
TALK_ABOUT = 1.0
# Steps between an answer and what the figures suggest that are worth a warning.
WORTH_A_WARNING = 2
# A pillar that stays so many phases behind the middle one of the others lags.
LAGS = 2


@dataclass(frozen=True)
class Answer:
    """A score of 0 to 3, or None with `not_applicable` or `unknown`."""

    value: int | None
    not_applicable: bool = False
    unknown: bool = False

    @property
    def given(self) -> bool:
        return self.value is not None or self.not_applicable or self.unknown


NONE = Answer(None)


class Why(StrEnum):
    """What keeps a phase away."""

    KEY = "key"  # the key statement scores too low
    AVERAGE = "average"  # the statements together score too low
    UNANSWERED = "unanswered"  # a statement was not answered


@dataclass(frozen=True)
class Reason:
    """`code` is the statement it is about; "" when it is about all of the cell."""

    why: Why
    phase: int
    code: str = ""
    value: int | None = None
    average: Fraction | None = None


@dataclass(frozen=True)
class CellOutcome:
    """`meets` tells of this phase alone; whether it is reached the pillar says. `done` is how many
    of the `counted` statements are answered with the score the rule asks, or better."""

    phase: int
    average: Fraction
    key_value: int | None
    counted: int
    done: int
    not_applicable: int
    unanswered: tuple[str, ...]
    meets: bool
    reasons: tuple[Reason, ...] = ()

    @property
    def share(self) -> Fraction:
        return Fraction(self.done, self.counted or 1)


@dataclass(frozen=True)
class PillarOutcome:
    """`phase` is 0 to 5. `share` is which part of the statements of the next phase is done, 1 at
    phase 5; `reasons` tell what keeps that next phase away."""

    slug: str
    phase: int
    cells: tuple[CellOutcome, ...]

    @property
    def next_cell(self) -> CellOutcome | None:
        return self.cells[self.phase] if self.phase < len(self.cells) else None

    @property
    def share(self) -> Fraction:
        return self.next_cell.share if self.next_cell else Fraction(1)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.next_cell.reasons if self.next_cell else ()

    @property
    def score(self) -> Fraction:
        """The phase with what is done of the next one: for a picture, and to compare two of the
        same phase. From 0 to 5."""
        return self.phase + (self.share if self.next_cell else 0)


@dataclass(frozen=True)
class Outcome:
    """Of a whole assessment; the pillars in the order of the catalogue."""

    pillars: tuple[PillarOutcome, ...]

    @property
    def phase(self) -> int:
        return min(each.phase for each in self.pillars)

    @property
    def lowest(self) -> tuple[str, ...]:
        """The pillars (slugs) that hold the whole back."""
        return tuple(each.slug for each in self.pillars if each.phase == self.phase)

    @property
    def lagging(self) -> tuple[str, ...]:
        """Pillars that stay two phases or more behind the middle one of the other four."""
        return tuple(
            each.slug
            for each in self.pillars
            if _middle(other.phase for other in self.pillars if other is not each) - each.phase
            >= LAGS
        )

    def pillar(self, slug: str) -> PillarOutcome:
        return next(each for each in self.pillars if each.slug == slug)


def counting(cell: Cell, *, short: bool) -> tuple[Statement, ...]:
    """The statements of a cell that count for its phase; of the short form the key one."""
    rows = (each for each in cell.statements if not each.own)
    return tuple(each for each in rows if each.key or not short)


def outcome(catalogue: Catalogue, answers: Mapping[str, Answer], *, short: bool = False) -> Outcome:
    """Of the answers by code of their statement; what is missing was not answered."""
    return Outcome(
        tuple(_pillar(pillar, answers, catalogue.rule, short=short) for pillar in catalogue.pillars)
    )


def _pillar(
    pillar: Pillar, answers: Mapping[str, Answer], rule: PhaseRule, *, short: bool
) -> PillarOutcome:
    cells = tuple(
        cell_outcome(cell.phase, counting(cell, short=short), answers, rule)
        for cell in pillar.cells
    )
    phase = next((at for at, cell in enumerate(cells) if not cell.meets), len(cells))
    return PillarOutcome(pillar.slug, phase, cells)


def cell_outcome(
    phase: int, statements: Sequence[Statement], answers: Mapping[str, Answer], rule: PhaseRule
) -> CellOutcome:
    """Of these statements, one of which is the key statement."""
    given = {each.code: answers.get(each.code, NONE) for each in statements}
    key = next(each.code for each in statements if each.key)
    # A key statement always applies.
    left = {
        code: answer
        for code, answer in given.items()
        if not answer.unknown and (code == key or not answer.not_applicable)
    }
    values = {code: answer.value or 0 for code, answer in left.items()}
    average = Fraction(sum(values.values()), len(values) or 1)
    unanswered = tuple(code for code, answer in left.items() if answer.value is None)
    key_holds = key not in values or values[key] >= rule.key_score
    reasons = [Reason(Why.UNANSWERED, phase, code) for code in unanswered]
    if not key_holds and key not in unanswered:
        reasons.append(Reason(Why.KEY, phase, key, values[key]))
    if average < rule.average:
        reasons.append(Reason(Why.AVERAGE, phase, average=average))
    meets = key_holds and average >= rule.average
    return CellOutcome(
        phase=phase,
        average=average,
        key_value=given[key].value,
        counted=len(values),
        done=sum(value >= rule.key_score for value in values.values()),
        not_applicable=sum(answer.not_applicable for answer in given.values()),
        unanswered=unanswered,
        meets=meets,
        reasons=() if meets else tuple(reasons),
    )


def _middle(numbers: Iterable[int]) -> float:
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


# -- Beside the figures --------------------------------------------------------------------------


def suggestion(threshold: Threshold, measured: float) -> int:
    """The answer a figure suggests: 3 when the threshold is met, 2 from 90 % of the way, 1 from
    70 %, else 0; mirrored where less is better. Both in the unit of the catalogue."""
    if threshold.operator == ">=":
        way = measured / threshold.value if threshold.value else 1
    else:
        way = threshold.value / measured if measured else 1
    if way >= 1:
        return 3
    return 2 if way >= 0.9 else 1 if way >= 0.7 else 0


class Mirror(StrEnum):
    """How an answer compares with what the figures suggest."""

    FAVOURABLE = "favourable"
    MODEST = "modest"


def mirror(answer: Answer, suggested: int | None) -> Mirror | None:
    """None: they agree, or there is nothing to compare."""
    if answer.value is None or suggested is None:
        return None
    if answer.value - suggested >= WORTH_A_WARNING:
        return Mirror.FAVOURABLE
    return Mirror.MODEST if suggested - answer.value >= WORTH_A_WARNING else None


# -- Between respondents ---------------------------------------------------------------------------


def spread(numbers: Collection[float]) -> float:
    """How far apart they lie: the population standard deviation; 0 of fewer than two."""
    if len(numbers) < 2:
        return 0.0
    mean = Fraction(sum(Fraction(each) for each in numbers), len(numbers))
    return sqrt(sum((Fraction(each) - mean) ** 2 for each in numbers) / len(numbers))


def apart(numbers: Collection[float]) -> bool:
    """Whether a group should talk about it."""
    return spread(numbers) >= TALK_ABOUT


def middle(numbers: Iterable[int]) -> float | None:
    """The median; None of nothing."""
    found = list(numbers)
    return _middle(found) if found else None
