"""The geometry of a radar: the same points for the picture on a page and for the one on paper.

Plain arithmetic, no drawing. The centre is (0, 0), the first axis points straight up and the
others follow clockwise; y grows downwards, as it does in SVG and on a printed page.
"""

import math
from collections.abc import Sequence

TOP = 5  # the highest phase
MIDDLE = 0.25  # from this far beside the middle a name starts or ends at its axis

Point = tuple[float, float]


def points(scores: Sequence[float], radius: float, *, top: float = TOP) -> list[Point]:
    """Where each score lies on its own axis: `top` is at the end, nought in the middle."""
    return [
        _point(number, len(scores), radius * min(max(score, 0), top) / top)
        for number, score in enumerate(scores)
    ]


def ends(axes: int, radius: float) -> list[Point]:
    """The far ends of the axes."""
    return points([TOP] * axes, radius)


def rings(axes: int, radius: float, *, top: int = TOP) -> list[list[Point]]:
    """The outline of every phase, the smallest first."""
    return [points([ring] * axes, radius, top=top) for ring in range(1, top + 1)]


def anchor(point: Point, radius: float) -> str:
    """On which side of its point a name is written: "start", "middle" or "end" (as in SVG)."""
    if abs(point[0]) < radius * MIDDLE:
        return "middle"
    return "start" if point[0] > 0 else "end"


def outline(found: Sequence[Point]) -> str:
    """The points as the attribute `points` of a polygon wants them."""
    return " ".join(f"{x:g},{y:g}" for x, y in found)


def _point(number: int, axes: int, distance: float) -> Point:
    angle = 2 * math.pi * number / axes - math.pi / 2
    # Two decimals are finer than a screen or a printer; `+ 0.0` turns -0.0 into 0.0, so that the
    # same picture is the same bytes everywhere.
    return (
        round(distance * math.cos(angle), 2) + 0.0,
        round(distance * math.sin(angle), 2) + 0.0,
    )
