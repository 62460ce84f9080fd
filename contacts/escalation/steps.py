"""Which steps of a clock have come, which one tells somebody, and when to look again.

Plain reckoning on a calendar: no database. A step lies at a share of the term, or so many working
days after its end. What was taken once is never taken again in the same round of the clock; when
several have come at once, as after a standstill, the latest one alone tells anybody.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kcc.organisation.clocks import days_late_at, share_passed_at
from kcc.organisation.worktime import NoOpeningTime, OpeningCalendar

# The values of contacts.models.EscalationStep (a test holds them together).
SHARE, DAYS_LATE = "share", "days_late"
NOBODY = "nobody"


@dataclass(frozen=True)
class Step:
    """`tells` is false for a step that nobody is told of: it is switched off, or only visible."""

    pk: int
    basis: str
    amount: int
    tells: bool = True

    @property
    def height(self) -> tuple[bool, int]:
        """Their order in every calendar: shares by size, then days by number."""
        return self.basis == DAYS_LATE, self.amount


@dataclass(frozen=True)
class Look:
    """What one look at a clock finds. `reached` holds all that came since the last look, lowest
    first; `telling` those of them that tell somebody; `next_at` when the next one comes."""

    reached: tuple[Step, ...]
    telling: tuple[Step, ...]
    next_at: datetime | None

    @property
    def passed_over(self) -> tuple[Step, ...]:
        """What would have told somebody, had nothing higher come at the same look or before."""
        return tuple(step for step in self.reached if step.tells and step not in self.telling)


def moment_of(
    step: Step, calendar: OpeningCalendar, *, due_at: datetime, term_seconds: int
) -> datetime | None:
    """When this step comes; None when the calendar has no opening time left to reach it in."""
    try:
        if step.basis == SHARE:
            return share_passed_at(
                calendar, due_at=due_at, term_seconds=term_seconds, share=step.amount
            )
        return days_late_at(calendar, due_at=due_at, days=step.amount)
    except NoOpeningTime:
        return None


def look(
    steps: Iterable[Step],
    calendar: OpeningCalendar,
    *,
    due_at: datetime,
    term_seconds: int,
    taken: Collection[int],
    now: datetime,
) -> Look:
    """What has come at `now` of a clock that ends at `due_at`; `taken` are ids of steps.

    A step that was added later, below one that was taken already, tells nobody any more.
    """
    steps = sorted(steps, key=lambda step: step.height)
    reached, coming = [], []
    for step in steps:
        if step.pk in taken:
            continue
        at = moment_of(step, calendar, due_at=due_at, term_seconds=term_seconds)
        if at is not None:
            (reached if at <= now else coming).append((step, at))
    before = [step.height for step in steps if step.pk in taken]
    found = tuple(step for step, _ in reached)
    return Look(
        reached=found,
        telling=_highest(found, before),
        next_at=min((at for _, at in coming), default=None),
    )


def _highest(reached: Sequence[Step], before: Sequence[tuple]) -> tuple[Step, ...]:
    """The telling steps at the highest moment; more than one when they tell different people."""
    top = max([step.height for step in reached if step.tells] + list(before), default=None)
    return tuple(step for step in reached if step.tells and step.height == top)
