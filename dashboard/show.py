"""Figures as a page shows them: text, tile and table. A file and a report take the same tables.

A share of too few is told as "2 of 4": grey, without colour, and no mean of too few is told at all.
What there is nothing to divide for is "–". Colour always has a word beside it.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache

from django.utils.dates import WEEKDAYS as DAYS
from django.utils.dates import WEEKDAYS_ABBR as DAYS_SHORT
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dashboard.figures import Figure, Rating, Unit, Value
from dashboard.tables import TimeColumn
from kcc.lib.paper.cells import (
    NOTHING,
    duration_cell,
    part_of,
    rounded,
    share_cell,
    share_text,
    shortest,
    tenths_of,
    text_cell,
)
from kcc.lib.paper.pictures import Spark, busy_range, heat, spark
from kcc.lib.paper.shape import Change, HeatCell, HeatMap, Tile
from kcc.lib.paper.tables import Cell, Column, Row, Table, with_bars
from kcc.lib.sheets import Cell as Raw
from kcc.lib.templatetags.kcc import duration, number, percent, tenth

__all__ = [
    "Cell", "Column", "Row", "Table", "TimeColumn", "amount", "cell", "change", "change_cell",
    "column_of", "count_cell", "duration_cell", "heat_map", "hour_text", "limit",
    "norm_text", "rounded", "share", "share_cell", "text", "text_cell", "tile", "weekday_name",
    "weekday_short", "with_bars",
]  # fmt: skip

TO_A_TENTH = frozenset({Unit.MARK, Unit.NUMBER})
# A change that is rounded away on the screen is none.
SMALLEST = {Unit.SHARE: 0.0005, Unit.MARK: 0.05, Unit.NUMBER: 0.05, Unit.WORKING_DAYS: 0.05}


# -- Text ---------------------------------------------------------------------------------------


def text(value: Value | None) -> str:
    """ "71,3 %", "1.204", "7,4", "3,5 wd", "4 min"; "2 of 4" or "too few (4)" of too few."""
    if value is None or value.number is None:
        return NOTHING
    return _text(value)


def _text(value: Value) -> str:
    """Of what there is a number of."""
    figure, part, whole = value.figure, value.part, value.whole
    if figure.whole:
        if value.few:
            return part_of(part, whole) if is_share(figure) else few_text(whole)
        if figure.unit == Unit.SHARE:
            return share_text(part, whole)
        if figure.unit in TO_A_TENTH and isinstance(part, int):
            return tenth(tenths_of(part, whole, 1))
    elif figure.unit == Unit.COUNT and isinstance(part, int):
        return number(part)
    return amount(figure, value.number)


def amount(figure: Figure, wanted: float | None) -> str:
    """A number in the unit of the figure: for a value, its norm or its change."""
    if wanted is None:
        return NOTHING
    if figure.unit == Unit.SHARE:
        return percent(wanted)
    if figure.unit == Unit.SECONDS:
        return duration(wanted)
    if figure.unit == Unit.WORKING_DAYS:
        return _("%(days)s wd") % {"days": shortest(wanted)}
    return number(wanted, 1 if figure.unit in TO_A_TENTH else 0)


def rating_word(rating: Rating | None) -> str:
    """ "on target"; "" without a rating."""
    return _rating_word(rating, get_language()) if rating else ""


@cache
def _rating_word(rating: Rating, _language: str) -> str:
    """A page says the same three words two hundred times."""
    return str(rating.word)


def is_share(figure: Figure) -> bool:
    return figure.unit == Unit.SHARE


def few_text(whole: int) -> str:
    return _("too few (%(count)s)") % {"count": number(whole)}


def share(value: Value | None) -> str:
    """What part of the whole a count is, "22 %"; "" when that says nothing."""
    if value is None or not value.whole or value.few or not value.figure.share_of:
        return ""
    if value.figure.unit != Unit.COUNT:
        return ""
    return share_text(value.part, value.whole, 0)


def norm_text(figure: Figure) -> str:
    """ "target ≥ 90 %"; "" without a norm."""
    if figure.norm is None:
        return ""
    sign = "≤" if figure.norm.lower_is_better else "≥"
    return _("target %(sign)s %(share)s") % {"sign": sign, "share": limit(figure, figure.norm.good)}


def limit(figure: Figure, number: float) -> str:
    """A limit of its norm: of a count it is a share."""
    if figure.unit in (Unit.SHARE, Unit.COUNT):
        return percent(number, 0)
    if figure.unit == Unit.WORKING_DAYS:
        return amount(figure, number)
    return shortest(number)


# -- Change -------------------------------------------------------------------------------------


def change(value: Value | None, before: Value | None) -> Change | None:
    """None when one of them is missing or of too few to compare."""
    step = _step(value, before)
    if step is None:
        return None
    if not step:
        return Change(_("the same"), "minus")
    lower_is_better = value.figure.better_is_lower
    if lower_is_better is None:
        return Change(_step_text(value.figure, step), _arrow(step))
    better = (step < 0) == lower_is_better
    word = _("better") if better else _("worse")
    return Change(_step_text(value.figure, step), _arrow(step), "ok" if better else "late", word)


def _step(value: Value | None, before: Value | None) -> float | None:
    """How much more it is; 0 when that is rounded away, None when it cannot be compared."""
    if value is None or before is None:
        return None
    if value.figure.unit == Unit.COUNT:
        now, then = value.part, before.part
    elif value.few or before.few:
        return None
    else:
        now, then = value.number, before.number
    if now is None or then is None:
        return None
    step = float(now) - float(then)
    return 0 if abs(step) < SMALLEST.get(value.figure.unit, 0.5) else step


def _arrow(step: float) -> str:
    return "arrow-up" if step > 0 else "arrow-down"


def _step_text(figure: Figure, step: float) -> str:
    if is_share(figure):
        size = number(abs(step) * 100, 1)
        # A change of a share, in percentage points.
        return (_("%(size)s points up") if step > 0 else _("%(size)s points down")) % {"size": size}
    size = amount(figure, abs(step))
    return (_("%(size)s more") if step > 0 else _("%(size)s less")) % {"size": size}


# -- Cells --------------------------------------------------------------------------------------


NO_CELL = Cell(NOTHING, empty=True)


def cell(value: Value | None, url: str = "") -> Cell:
    """A value in a table. A share opens its part; nothing and too few are soft."""
    if value is None:
        return NO_CELL
    figure, part, whole, provisional = value
    told = _told(figure, part, whole, get_language())
    if told is None:
        return NO_CELL
    return Cell(told[0], url if part else "", *told[1:], "", provisional)


@lru_cache(maxsize=5000, typed=True)
def _told(figure: Figure, part: float | None, whole: int | None, _language: str) -> tuple | None:
    """What a cell says of it, in the order of Cell; None when there is nothing.

    A page tells five hundred values, and nearly all of them stay as they were: months that are
    over, departments where nothing happened since. The table of forty departments took 6.6 ms of
    the processor, and takes 3.8 so."""
    value = Value(figure, part, whole)
    if value.number is None:
        return None
    few, counted = value.few, figure.unit == Unit.COUNT
    rating = value.rating if part or not counted else None
    return (
        _text(value),
        rating.value if rating else "",
        rating_word(rating),
        None if few and figure.whole else _raw(value),
        not part if counted else few,
    )


def _raw(value: Value) -> Raw:
    """For a file: a share in per cent, a mean to one decimal, what is counted as a whole number."""
    figure, part = value.figure, value.part
    if figure.unit == Unit.COUNT:
        return part
    if figure.unit == Unit.SECONDS:
        return round(value.number)
    whole = value.whole if figure.whole and isinstance(part, int) else None
    if is_share(figure):
        if whole:
            return tenths_of(part, whole) / 10
        return rounded(Decimal(str(value.number)) * 100)
    return tenths_of(part, whole, 1) / 10 if whole else rounded(value.number)


def count_cell(count: int | None, url: str = "", rating: Rating | None = None) -> Cell:
    """A bare number; 0 is soft and opens nothing."""
    if count is None:
        return NO_CELL
    if not count:
        return Cell("0", value=0, empty=True)
    if rating is None:
        return Cell(number(count), url, value=count)
    return Cell(number(count), url, kind=rating.value, word=rating_word(rating), value=count)


def change_cell(value: Value | None, before: Value | None) -> Cell:
    """How much more or less, with its sign; in a file the difference."""
    step = _step(value, before)
    if step is None:
        return NO_CELL
    if not step:
        return Cell("0", value=0, empty=True)
    if value.figure.unit == Unit.COUNT:
        step = value.part - before.part
    scale = 100 if is_share(value.figure) else 1
    sign = "+" if step > 0 else "\N{MINUS SIGN}"
    size = _points(step) if is_share(value.figure) else amount(value.figure, abs(step))
    return Cell(f"{sign}{size}", value=round(scale * step, 1))


def _points(step: float) -> str:
    """Of a change of a share."""
    return _("%(size)s pt") % {"size": number(abs(step) * 100, 1)}


def column_of(figure: Figure) -> Column:
    kind = TimeColumn if figure.unit == Unit.SECONDS else Column
    return kind(str(figure.name))


# -- Tiles --------------------------------------------------------------------------------------


def tile(
    value: Value,
    before: Value | None = None,
    trend: Sequence[Value] = (),
    *,
    url: str = "",
    whole_url: str = "",
    note: str = "",
    label: str = "",
) -> Tile:
    """`url` opens the part, `whole_url` what it is taken of; `note` comes behind the target."""
    figure, rating = value.figure, value.rating
    counted = figure.unit == Unit.COUNT
    divides = is_share(figure) and value.whole
    notes = [norm_text(figure), note]
    # Of too few the value itself says of how many.
    if figure.whole and not divides and value.whole and not value.few:
        notes.insert(1, answers_text(figure, value.whole))
    return Tile(
        slug=figure.slug,
        label=label or str(figure.name),
        value=text(value) if value.number is not None else _("no data"),
        url=url if value.part else "",
        unit=share(value),
        note=" · ".join(each for each in notes if each),
        part=count_cell(value.part, url) if divides and not value.few else None,
        whole=count_cell(value.whole, whole_url) if divides and not value.few else None,
        kind=str(rating or ""),
        word=rating_word(rating),
        change=change(value, before),
        provisional=value.provisional,
        empty=value.number is None or (value.few and not counted),
        spark=line_of(figure, trend),
        sentence=str(figure.sentence),
    )


def answers_text(figure: Figure, whole: int) -> str:
    """Over how many a mean was taken."""
    if figure.unit == Unit.MARK:
        return ngettext("%(count)s answer", "%(count)s answers", whole) % {"count": number(whole)}
    return _("mean of %(count)s") % {"count": number(whole)}


def line_of(figure: Figure, trend: Sequence[Value]) -> Spark | None:
    """The months behind each other, with the target as a dashed line where the figure is a ratio;
    a month of too few is a gap."""
    counted = figure.unit == Unit.COUNT
    numbers = [
        None if each is None else float(each.part) if counted else
        None if each.few else each.number
        for each in trend
    ]  # fmt: skip
    norm = figure.norm.good if figure.norm and not counted else None
    return spark(numbers, norm)


# -- Days ---------------------------------------------------------------------------------------


def weekday_name(weekday: int) -> str:
    """1 is Monday."""
    return str(DAYS[weekday - 1])


def weekday_short(weekday: int) -> str:
    """ma, di; Mon, Tue."""
    return str(DAYS_SHORT[weekday - 1])


def hour_text(hour: int) -> str:
    """9–10."""
    return f"{hour}–{hour + 1}"


NO_SPOT = HeatCell("")


def heat_map(
    slug: str,
    title: str,
    counts: Mapping[tuple[int, int], float],
    *,
    decimals: int = 0,
    note: str = "",
    link: Callable[[int, int], str] | None = None,
) -> HeatMap | None:
    """Of counts by (weekday, hour): only the hours and the weekdays in which anything came in, and
    always Monday to Friday. None when nothing did. `link` gives where a spot leads to."""
    found = {place: count for place, count in counts.items() if count}
    if not found:
        return None
    days = sorted({*range(1, 6), *(weekday for weekday, _hour in found)})
    shown, told = [], []
    for row in heat(found, days, busy_range(hour for _weekday, hour in found)):
        name, spots = hour_text(row.key), []
        cells = [text_cell(name)]
        for weekday, spot in zip(days, row.spots, strict=True):
            words = number(spot.count, decimals)
            cells.append(Cell(words, value=spot.count))
            if not spot.count:
                spots.append(NO_SPOT)
                continue
            url = link(weekday, row.key) if link else ""
            spots.append(HeatCell(words, f"h{spot.level}", url))
        shown.append((name, spots))
        told.append(Row(cells))
    heads = [Column(_("Hour"), numeric=False), *(Column(weekday_name(day)) for day in days)]
    return HeatMap(
        title=title,
        corner=heads[0].label,
        note=note,
        heads=[weekday_short(weekday) for weekday in days],
        rows=shown,
        table=Table(slug, title, heads, told),
    )
