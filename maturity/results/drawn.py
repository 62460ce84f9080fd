"""A radar as a page draws it: lines, names and marks at their places, every number as text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maturity.asked import Asked
from maturity.outcome import Result
from maturity.results import radar
from maturity.words import pillar_name

RADIUS = 130
# From the end of an axis to its name.
AWAY = 1.09
LINE_HEIGHT = 15
ABOVE = 8  # over the mark of the highest phase
BELOW = 10  # under a point in the lower half


@dataclass(frozen=True)
class Name:
    """Beside an axis: a number where there is little room, else the name in one or two lines."""

    x: str
    y: str
    anchor: str
    digit: str
    lines: tuple[tuple[str, str], ...]  # y, text


@dataclass(frozen=True)
class Series:
    """`css` is the look of its line (now, before, thought); `scores` by slug of the pillar."""

    css: str
    label: str
    outline: str
    dots: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Radar:
    rings: tuple[str, ...]
    axes: tuple[tuple[str, str], ...]
    marks: tuple[tuple[str, str], ...]  # y, phase
    names: tuple[Name, ...]
    series: tuple[Series, ...]


def scores_of(result: Result) -> dict[str, float]:
    """By slug: the phase with what is done of the next one."""
    return {each.slug: float(each.score) for each in result.outcome.pillars}


def estimates_of(result: Result) -> dict[str, float]:
    """The middle own estimate by slug, as far as it may be told."""
    return {slug: each.middle for slug, each in result.estimates_told.items()}


def draw(asked: Asked, lines: Sequence[tuple[str, str, Mapping[str, float]]]) -> Radar:
    """`lines` are (css, label, scores by slug), the one that lies on top last."""
    slugs = [each.slug for each in asked.pillars]
    ends = radar.ends(len(slugs), RADIUS)
    return Radar(
        rings=tuple(radar.outline(ring) for ring in radar.rings(len(slugs), RADIUS)),
        axes=tuple((_text(x), _text(y)) for x, y in ends),
        marks=tuple((_text(-RADIUS * n / radar.TOP), str(n)) for n in range(1, radar.TOP + 1)),
        names=tuple(_name(asked, at, end) for at, end in enumerate(ends)),
        series=tuple(
            _series(css, label, [scores.get(slug, 0) for slug in slugs])
            for css, label, scores in lines
        ),
    )


def _series(css: str, label: str, scores: Sequence[float]) -> Series:
    found = radar.points(scores, RADIUS)
    return Series(css, label, radar.outline(found), tuple((_text(x), _text(y)) for x, y in found))


def _name(asked: Asked, at: int, end: radar.Point) -> Name:
    pillar = asked.pillars[at]
    x, y = end[0] * AWAY, end[1] * AWAY
    y += -ABOVE if at == 0 else BELOW if y > RADIUS / 2 else 0
    lines = halves(pillar.name)
    # The first name stands above its point, the others beside it or under it.
    first = y - LINE_HEIGHT * (len(lines) - 1) if at == 0 else y
    return Name(
        x=_text(x),
        y=_text(y),
        anchor=radar.anchor(end, RADIUS),
        digit=str(pillar.number),
        lines=tuple((_text(first + LINE_HEIGHT * n), line) for n, line in enumerate(lines)),
    )


def halves(name: str) -> tuple[str, ...]:
    """A name in two lines that differ as little as can be; one when it is a single word."""
    words = name.split()
    if len(words) == 1:
        return (name,)
    cuts = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return min(cuts, key=lambda pair: abs(len(pair[0]) - len(pair[1])))


def _text(number: float) -> str:
    """Never in the language of the reader: a drawing knows no decimal comma."""
    return f"{round(number, 2) + 0.0:g}"


def sentence(asked: Asked, result: Result) -> str:
    """What the picture says."""
    phases = [
        _("%(pillar)s phase %(phase)s")
        % {"pillar": pillar_name(asked, each.slug), "phase": each.phase}
        for each in result.outcome.pillars
    ]
    return ngettext(
        "Radar of %(count)s pillar: %(phases)s.", "Radar of %(count)s pillars: %(phases)s.",
        len(phases),
    ) % {"count": len(phases), "phases": ", ".join(phases)}  # fmt: skip
