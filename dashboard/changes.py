"""Which figures changed most between two periods: by how unlikely it is that chance did it, so that
ten points on twelve calls weigh less than two points on two thousand. Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from dashboard.kinds import FEW, Unit, Value

# So many times what chance usually does; less is not worth a sentence.
LEAST = 1.0
# How far single values lie from their mean, as a part of it: marks hardly, times much.
SPREAD = {Unit.SECONDS: 1.0, Unit.NUMBER: 0.7, Unit.MARK: 0.25, Unit.WORKING_DAYS: 1.0}


@dataclass(frozen=True)
class Change:
    now: Value
    before: Value
    weight: float

    @property
    def figure(self):
        return self.now.figure

    @property
    def is_more(self) -> bool:
        return self.now.number > self.before.number

    @property
    def is_better(self) -> bool | None:
        """None: neither more nor less is better."""
        lower = self.figure.better_is_lower
        return None if lower is None else self.is_more != lower


def weigh(now: Value, before: Value) -> float:
    """0 when there is nothing to compare, or too few of it."""
    if now.number is None or before.number is None or now.few or before.few:
        return 0
    difference = abs(now.number - before.number)
    if now.figure.unit == Unit.COUNT:
        return difference / sqrt(now.part + before.part) if now.part + before.part >= FEW else 0
    together = (now.part + before.part) / (now.whole + before.whole)
    if now.figure.unit == Unit.SHARE:
        spread = sqrt(together * (1 - together))
    else:
        spread = together * SPREAD[now.figure.unit]
    return difference / (spread * sqrt(1 / now.whole + 1 / before.whole)) if spread else 0


def largest(
    pairs: Iterable[tuple[Value, Value | None]], number: int = 3, *, least: float = LEAST
) -> list[Change]:
    """The largest changes, the largest first."""
    found = [
        Change(now, before, weight)
        for now, before in pairs
        if before is not None and (weight := weigh(now, before)) >= least
    ]
    found.sort(key=lambda change: (-change.weight, change.figure.slug))
    return found[:number]
