"""Pictures drawn on the server: numbers for SVG attributes, never a style. Plain Python.

Every picture stands beside a table with the same numbers. Attribute values are text, with a dot
whatever the language of the page.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
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


# -- A line with its target ---------------------------------------------------------------------

LINE_WIDTH, LINE_HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 10, 24


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: its place, and what it stands for."""

    at: str
    value: float


@dataclass(frozen=True)
class Point:
    x: str
    y: str
    index: int


@dataclass(frozen=True)
class Line:
    """A line through the months with an axis, in a box of 640 by 200. `ticks` lie on the axis at
    the left, `places` are where each value stands; `norm` is the height of the target."""

    path: str
    points: list[Point]
    ticks: list[Tick]
    places: list[Tick]
    norm: str = ""
    width: int = LINE_WIDTH
    height: int = LINE_HEIGHT
    left: int = LEFT
    right: int = LINE_WIDTH - RIGHT
    bottom: int = LINE_HEIGHT - BOTTOM


def line(values: Sequence[float | None], norm: float | None = None) -> Line | None:
    """From zero up; None without a single value. A gap breaks the line."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    steps = axis(max([*known, norm or 0]))
    room, height = LINE_WIDTH - LEFT - RIGHT, LINE_HEIGHT - TOP - BOTTOM

    def x(index):
        return f"{LEFT + room * (index + 0.5) / len(values):.1f}"

    def y(value):
        return f"{TOP + height * (1 - value / steps[-1]):.1f}"

    path, broken = [], True
    for index, value in enumerate(values):
        if value is not None:
            path.append(f"{'M' if broken else 'L'}{x(index)} {y(value)}")
        broken = value is None
    return Line(
        path="".join(path),
        points=[
            Point(x(index), y(value), index)
            for index, value in enumerate(values)
            if value is not None
        ],
        ticks=[Tick(y(step), step) for step in steps],
        places=[Tick(x(index), index) for index in range(len(values))],
        norm=y(norm) if norm is not None else "",
    )


MOST_STEPS = 5


def axis(most: float) -> list[float]:
    """Round numbers from 0 to just past the largest, at most five steps between them."""
    if most <= 0:
        return [0.0, 1.0]
    size = 10.0 ** math.floor(math.log10(most / MOST_STEPS))
    step = next(size * times for times in (1, 2, 2.5, 5, 10) if most / (size * times) <= MOST_STEPS)
    return [round(step * number, 10) for number in range(math.ceil(round(most / step, 9)) + 1)]


# -- Columns ------------------------------------------------------------------------------------

COLUMNS_HEIGHT = 150


@dataclass(frozen=True)
class Piece:
    """One part of a column: `step` is which of its parts."""

    y: str
    height: str
    step: int
    count: int


@dataclass(frozen=True)
class Pillar:
    """One column; `x`, `width` and `middle` in percent, the heights in pixels of its box. `top` is
    where its number goes."""

    x: str
    width: str
    middle: str
    top: str
    index: int
    count: int
    pieces: list[Piece]


@dataclass(frozen=True)
class Columns:
    pillars: list[Pillar]
    height: int = COLUMNS_HEIGHT
    bottom: int = COLUMNS_HEIGHT - BOTTOM
    names_at: int = COLUMNS_HEIGHT - 6


def columns(parts: Sequence[Sequence[int]]) -> Columns | None:
    """Columns beside each other, each of parts upon each other, the first at the bottom; None when
    all are empty."""
    totals = [sum(each) for each in parts]
    most = max(totals, default=0)
    if not most:
        return None
    room, share = COLUMNS_HEIGHT - BOTTOM - 18, 100 / len(parts)
    pillars = []
    for index, (each, total) in enumerate(zip(parts, totals, strict=True)):
        pieces, done = [], 0
        for step, count in enumerate(each):
            if count:
                low = COLUMNS_HEIGHT - BOTTOM - room * done / most
                high = room * count / most
                pieces.append(Piece(f"{low - high:.1f}", f"{high:.1f}", step, count))
            done += count
        pillars.append(
            Pillar(
                x=f"{share * (index + 0.15):.2f}%",
                width=f"{share * 0.7:.2f}%",
                middle=f"{share * (index + 0.5):.2f}%",
                top=f"{COLUMNS_HEIGHT - BOTTOM - room * total / most - 5:.1f}",
                index=index,
                count=total,
                pieces=pieces,
            )
        )
    return Columns(pillars)


# -- A map of what is busy ----------------------------------------------------------------------

HEAT_LEVELS = 5


@dataclass(frozen=True)
class Spot:
    """`level` is 0 (little) to 4 (most); None for nothing at all."""

    count: float
    level: int | None


@dataclass(frozen=True)
class HeatRow:
    key: int
    spots: list[Spot]


def heat(
    counts: Mapping[tuple[int, int], float], across: Sequence[int], down: Sequence[int]
) -> list[HeatRow]:
    """A row for each of `down`, with a spot for each of `across`: counts has (across, down)."""
    most = max(counts.values(), default=0)

    def spot(count):
        if not count or not most:
            return Spot(count, None)
        return Spot(count, min(int(HEAT_LEVELS * count / most), HEAT_LEVELS - 1))

    return [HeatRow(low, [spot(counts.get((high, low), 0)) for high in across]) for low in down]


def busy_range(keys: Iterable[int]) -> list[int]:
    """From the first to the last of them, without a gap."""
    known = sorted(keys)
    return list(range(known[0], known[-1] + 1)) if known else []
