"""Where one stands among others: the median and the quartiles. Plain arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass

# Fewer others are not told about: they could be recognised.
FEWEST = 5


@dataclass(frozen=True)
class Among:
    """Of `count` others."""

    count: int
    low: float  # a quarter scores this or less
    middle: float
    high: float  # a quarter scores this or more


def among(scores: Sequence[float]) -> Among | None:
    """None of too few others."""
    if len(scores) < FEWEST:
        return None
    ordered = sorted(scores)
    return Among(len(ordered), _at(ordered, 0.25), _at(ordered, 0.5), _at(ordered, 0.75))


def _at(ordered: Sequence[float], part: float) -> float:
    """Between two neighbours in proportion, as spreadsheets do it (QUARTILE.INC)."""
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
