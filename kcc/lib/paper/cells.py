"""Cells of a table for what is not a figure with a norm: names, counts, shares and times."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from kcc.lib.paper.tables import Cell
from kcc.lib.templatetags.kcc import duration, number, percent, tenth

NOTHING = "–"


def text_cell(words: object, url: str = "", note: str = "") -> Cell:
    """A name; "–" for none."""
    return Cell(str(words) if words else NOTHING, url, note=note, empty=not words)


def share_text(part: int, whole: int, decimals: int = 1) -> str:
    """ "71,2 %", half up. Of two whole numbers that is reckoned with whole numbers: the same text
    as `percent` of what they are divided by each other, which rounds at a third of the speed."""
    if not (isinstance(part, int) and isinstance(whole, int) and part >= 0):
        return percent(part / whole, decimals)
    if not decimals:
        return f"{number((200 * part + whole) // (2 * whole))} %"
    return f"{tenth(tenths_of(part, whole))} %"


def tenths_of(part: int, whole: int, scale: int = 100) -> int:
    """Tenths of a per cent, half up; with a scale of 1 tenths of what they come to."""
    return (20 * scale * part + whole) // (2 * whole)


def share_cell(part: int, whole: int, url: str = "") -> Cell:
    """What part of a whole, without a norm: "12,5 %"."""
    return Cell(
        share_text(part, whole) if whole else NOTHING,
        url if part else "",
        value=round(100 * part / whole, 1) if whole else None,
        empty=not part,
    )


def duration_cell(seconds: int | None, url: str = "") -> Cell:
    """ "6 h 20 min"; in a file the seconds."""
    return Cell(duration(seconds), url if seconds else "", value=seconds, empty=not seconds)


def shortest(wanted: float) -> str:
    """With one decimal only when there is one: 3 and 3,5."""
    return number(wanted, 0 if round(wanted, 1) == round(wanted) else 1)


def part_of(part: int, whole: int) -> str:
    return _("%(part)s of %(whole)s") % {"part": number(part), "whole": number(whole)}


def rounded(exact: float | Decimal) -> float:
    """To one decimal, half up as on the screen; round() takes 16,25 down."""
    return float(Decimal(str(exact)).quantize(Decimal("0.1"), ROUND_HALF_UP))
