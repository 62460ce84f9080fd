"""Figures as a page shows them: text, tile and table. A file and a report take the same tables.

A share of too few is told as "2 of 4": grey, without colour, and no mean of too few is told at all.
What there is nothing to divide for is "–". Colour always has a word beside it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.dates import WEEKDAYS as DAYS
from django.utils.dates import WEEKDAYS_ABBR as DAYS_SHORT
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard.figures import Figure, Rating, Unit, Value
from dashboard.pictures import Spark, busy_range, heat, spark
from dashboard.tables import Cell, Column, Row, Table, with_bars
from kcc.lib.sheets import Cell as Raw
from kcc.lib.templatetags.kcc import duration, number, percent

__all__ = [
    "Cell", "Change", "Column", "HeatMap", "Row", "Table", "Tile", "amount", "cell", "change",
    "change_cell", "count_cell", "duration_cell", "heat_map", "hour_text", "limit", "norm_text",
    "rounded", "share", "share_cell", "text", "text_cell", "tile", "weekday_name", "weekday_short",
    "with_bars",
]  # fmt: skip

NOTHING = "–"
# A change that is rounded away on the screen is none.
SMALLEST = {Unit.SHARE: 0.0005, Unit.MARK: 0.05, Unit.NUMBER: 0.05, Unit.WORKING_DAYS: 0.05}


# -- Text ---------------------------------------------------------------------------------------


def text(value: Value | None) -> str:
    """ "71,3 %", "1.204", "7,4", "3,5 wd", "4 min"; "2 of 4" or "too few (4)" of too few."""
    if value is None or value.number is None:
        return NOTHING
    if value.few and is_share(value.figure):
        return part_of(value.part, value.whole)
    if value.few and value.figure.whole:
        return few_text(value.whole)
    return amount(value.figure, value.number)


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
    return number(wanted, 1 if figure.unit in (Unit.MARK, Unit.NUMBER) else 0)


def shortest(wanted: float) -> str:
    """With one decimal only when there is one: 3 and 3,5."""
    return number(wanted, 0 if round(wanted, 1) == round(wanted) else 1)


def is_share(figure: Figure) -> bool:
    return figure.unit == Unit.SHARE


def part_of(part: int, whole: int) -> str:
    return _("%(part)s of %(whole)s") % {"part": number(part), "whole": number(whole)}


def few_text(whole: int) -> str:
    return _("too few (%(count)s)") % {"count": number(whole)}


def share(value: Value | None) -> str:
    """What part of the whole a count is, "22 %"; "" when that says nothing."""
    if value is None or not value.whole or value.few or not value.figure.share_of:
        return ""
    if value.figure.unit != Unit.COUNT:
        return ""
    return percent(value.part / value.whole, 0)


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


@dataclass(frozen=True)
class Change:
    """Against the value it is compared with. `icon` is the arrow; `word` says whether that is good
    news, "" when neither more nor less is better."""

    text: str
    icon: str
    kind: str = ""
    word: str = ""


def change(value: Value | None, before: Value | None) -> Change | None:
    """None when one of them is missing or of too few to compare."""
    if value is None or before is None:
        return None
    is_count = value.figure.unit == Unit.COUNT
    if not is_count and (value.few or before.few):
        return None
    now, then = (float(value.part), float(before.part)) if is_count else (
        value.number, before.number
    )  # fmt: skip
    if now is None or then is None:
        return None
    step = now - then
    if abs(step) < SMALLEST.get(value.figure.unit, 0.5):
        return Change(_("the same"), "minus")
    lower_is_better = value.figure.better_is_lower
    if lower_is_better is None:
        return Change(_step_text(value.figure, step), _arrow(step))
    better = (step < 0) == lower_is_better
    word = _("better") if better else _("worse")
    return Change(_step_text(value.figure, step), _arrow(step), "ok" if better else "late", word)


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


def cell(value: Value | None, url: str = "") -> Cell:
    """A value in a table. A share opens its part; nothing and too few are soft."""
    if value is None or value.number is None:
        return Cell(NOTHING, empty=True)
    few = value.few and value.figure.unit != Unit.COUNT
    rating = value.rating if value.part or value.figure.unit != Unit.COUNT else None
    return Cell(
        text(value),
        url if value.part else "",
        kind=str(rating or ""),
        word=str(rating.word) if rating else "",
        value=None if value.few and value.figure.whole else _raw(value),
        empty=few or (value.figure.unit == Unit.COUNT and not value.part),
        provisional=value.provisional,
    )


def _raw(value: Value) -> Raw:
    """For a file: a share in per cent, a mean to one decimal, what is counted as a whole number."""
    if value.figure.unit == Unit.COUNT:
        return value.part
    if is_share(value.figure):
        return rounded(Decimal(str(value.number)) * 100)
    return rounded(value.number) if value.figure.unit != Unit.SECONDS else round(value.number)


def rounded(exact: float | Decimal) -> float:
    """To one decimal, half up as on the screen; round() takes 16,25 down."""
    return float(Decimal(str(exact)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def count_cell(count: int | None, url: str = "", rating: Rating | None = None) -> Cell:
    """A bare number; 0 is soft and opens nothing."""
    if count is None:
        return Cell(NOTHING, empty=True)
    rating = rating if count else None
    return Cell(
        number(count),
        url if count else "",
        kind=str(rating or ""),
        word=str(rating.word) if rating else "",
        value=count,
        empty=not count,
    )


def text_cell(words: object, url: str = "", note: str = "") -> Cell:
    """A name; "–" for none."""
    return Cell(str(words) if words else NOTHING, url, note=note, empty=not words)


def share_cell(part: int, whole: int, url: str = "") -> Cell:
    """What part of a whole, without a norm: "12,5 %"."""
    return Cell(
        percent(part / whole) if whole else NOTHING,
        url if part else "",
        value=round(100 * part / whole, 1) if whole else None,
        empty=not part,
    )


def duration_cell(seconds: int | None, url: str = "") -> Cell:
    """ "6 h 20 min"; in a file the seconds."""
    return Cell(duration(seconds), url if seconds else "", value=seconds, empty=not seconds)


def change_cell(value: Value | None, before: Value | None) -> Cell:
    """How much more or less, with its sign; in a file the difference."""
    found = change(value, before)
    if found is None:
        return Cell(NOTHING, empty=True)
    if found.icon == "minus":
        return Cell("0", value=0, empty=True)
    step = (value.part - before.part) if value.figure.unit == Unit.COUNT else (
        value.number - before.number
    )  # fmt: skip
    scale = 100 if is_share(value.figure) else 1
    sign = "+" if step > 0 else "\N{MINUS SIGN}"
    size = _points(step) if is_share(value.figure) else amount(value.figure, abs(step))
    return Cell(f"{sign}{size}", value=round(scale * step, 1))


def _points(step: float) -> str:
    """Of a change of a share."""
    return _("%(size)s pt") % {"size": number(abs(step) * 100, 1)}


# -- Tiles --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tile:
    """One figure of a scorecard. `unit` is small behind the value, `note` under it."""

    slug: str
    label: str
    value: str
    url: str = ""
    unit: str = ""
    note: str = ""
    part: Cell | None = None
    whole: Cell | None = None
    # What it is made up of, when each has a list of its own.
    links: Sequence[tuple[str, Cell]] = ()
    kind: str = ""
    word: str = ""
    change: Change | None = None
    provisional: bool = False
    empty: bool = False
    spark: Spark | None = None
    sentence: str = ""


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
        word=str(rating.word) if rating else "",
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


@dataclass(frozen=True)
class HeatCell:
    """A spot of a map of what is busy; `css` is the class of its colour."""

    text: str
    css: str = ""
    url: str = ""


@dataclass(frozen=True)
class HeatMap:
    """Weekday by hour: the picture and its table in one."""

    title: str
    corner: str
    heads: list[str]
    rows: list[tuple[str, list[HeatCell]]]
    table: Table


def heat_map(
    slug: str,
    title: str,
    counts: Mapping[tuple[int, int], float],
    *,
    decimals: int = 0,
    link: Callable[[int, int], str] | None = None,
) -> HeatMap | None:
    """Of counts by (weekday, hour): only the hours and the weekdays in which anything came in, and
    always Monday to Friday. None when nothing did. `link` gives where a spot leads to."""
    found = {place: count for place, count in counts.items() if count}
    if not found:
        return None
    days = sorted({*range(1, 6), *(weekday for weekday, _hour in found)})
    rows = heat(found, days, busy_range(hour for _weekday, hour in found))
    heads = [weekday_short(weekday) for weekday in days]
    return HeatMap(
        title=title,
        corner=_("Hour"),
        heads=heads,
        rows=[
            (
                hour_text(row.key),
                [
                    HeatCell(
                        number(spot.count, decimals) if spot.count else "",
                        f"h{spot.level}" if spot.level is not None else "",
                        link(weekday, row.key) if link and spot.count else "",
                    )
                    for weekday, spot in zip(days, row.spots, strict=True)
                ],
            )
            for row in rows
        ],
        table=Table(
            slug,
            title,
            [Column(_("Hour"), numeric=False), *(Column(weekday_name(day)) for day in days)],
            [
                Row(
                    [
                        text_cell(hour_text(row.key)),
                        *(
                            Cell(number(spot.count, decimals), value=spot.count)
                            for spot in row.spots
                        ),
                    ]
                )
                for row in rows
            ],
        ),
    )
