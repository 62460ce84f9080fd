"""Pictures drawn on the server: numbers for SVG attributes, never a style. Plain Python.

Every picture stands beside a table with the same numbers. Attribute values are text, with a dot
whatever the language of the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# Narrower than this many percent a number under the bar would run into its neighbour.
ROOM_FOR_A_NUMBER = 5


@dataclass(frozen=True)
class Segment:
    """One part of a bar; `x` and `width` in percent."""

    x: str
    width: str
    step: int
    count: int
    text: str


def bar(counts: Sequence[int]) -> list[Segment]:
    """The parts of a whole beside each other; nothing for a whole of nothing."""
    total, done, segments = sum(counts), 0, []
    for step, count in enumerate(counts):
        if count:
            width = 100 * count / total
            text = str(count) if width >= ROOM_FOR_A_NUMBER else ""
            segments.append(
                Segment(f"{100 * done / total:.2f}%", f"{width:.2f}%", step, count, text)
            )
        done += count
    return segments


@dataclass(frozen=True)
class Spark:
    """A line through the months, in a box of 84 by 26. `norm` is its height, "" without one."""

    path: str
    x: str
    y: str
    norm: str = ""


WIDTH, HEIGHT, EDGE = 84, 26, 3


def spark(values: Sequence[float | None], norm: float | None = None) -> Spark | None:
    """None when there are fewer than two values to draw a line between; gaps are skipped."""
    known = [(index, value) for index, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return None
    heights = [value for _, value in known] + ([norm] if norm is not None else [])
    low, high = min(heights), max(heights)

    def y(value):
        share = (value - low) / (high - low) if high > low else 0.5
        return f"{HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE):.1f}"

    def x(index):
        return f"{EDGE + index * (WIDTH - 2 * EDGE) / (len(values) - 1):.1f}"

    points = [f"{x(index)} {y(value)}" for index, value in known]
    last_index, last = known[-1]
    return Spark(
        "M" + "L".join(points), x(last_index), y(last), y(norm) if norm is not None else ""
    )
