"""Figures under each other, with what they were before."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboard import show
from dashboard.figures import Unit, Value
from dashboard.show import Cell, Column, Row, Table

Pair = tuple[Value, Value | None]


def figure_table(
    slug: str, title: str, pairs: Iterable[Pair], *, note: str = "", nothing: str = ""
) -> Table:
    """Of each its target, what it is a part of, and the period before."""
    return Table(
        slug,
        title,
        [
            Column(_("Figure"), numeric=False),
            Column(_("Value")),
            Column(_("Part")),
            Column(_("Of")),
            Column(_("Target")),
            Column(pgettext("period", "Before")),
            Column(pgettext("difference", "Change")),
        ],
        [_row(*pair) for pair in pairs],
        note=note,
        nothing=nothing,
    )


def _row(value: Value, before: Value | None) -> Row:
    figure = value.figure
    return Row(
        [
            show.text_cell(figure.name),
            show.cell(value),
            show.count_cell(value.part) if show.is_share(figure) else show.count_cell(None),
            show.count_cell(value.whole if figure.unit != Unit.COUNT else None),
            show.text_cell(_limit(value)),
            show.cell(before),
            show.change_cell(value, before),
        ]
    )


def _limit(value: Value) -> str:
    """ "≥ 90 %"; the norm of a count is one of its share, told where that stands."""
    figure = value.figure
    if figure.norm is None:
        return ""
    sign = "≤" if figure.norm.lower_is_better else "≥"
    return f"{sign} {show.limit(figure, figure.norm.good)}"


def of_something(pairs: Iterable[Pair]) -> list[Pair]:
    """Those of which there was anything, now or before; none when there was nothing now."""
    told = list(pairs)
    if not any(map(_is_something, (value for value, _before in told))):
        return []
    return [pair for pair in told if any(map(_is_something, filter(None, pair)))]


def _is_something(value: Value) -> bool:
    return bool(value.whole or value.part)


def counted_table(
    slug: str, title: str, counts: Iterable[tuple[str, int, int]], *, now: str, before: str
) -> Table:
    """Bare numbers (name, now, before) of two periods."""
    return Table(
        slug,
        title,
        [Column(_("What"), numeric=False), Column(now), Column(before)],
        [
            Row([Cell(name), show.count_cell(number), show.count_cell(earlier)])
            for name, number, earlier in counts
        ],
        css="narrow",
    )
