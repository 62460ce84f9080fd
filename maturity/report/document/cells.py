"""Cells that return in every part. Words of the catalogue are Dutch, whatever the page is in."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kcc.lib.paper.cells import NOTHING, text_cell
from kcc.lib.paper.tables import Cell, Column, Row, Table
from kcc.lib.templatetags.kcc import number
from maturity.catalogue import Pillar, Statement

DUTCH = "nl"
# The look of a table of sentences: on a phone each stands under its head.
SENTENCES = "definitions stacked"


def dutch(text: str, **more) -> Cell:
    return Cell(text, lang="" if get_language() == DUTCH else DUTCH, **more)


def pillar_cell(pillar: Pillar) -> Cell:
    return dutch(f"{pillar.number}. {pillar.name}")


def statement_cell(statement: Statement, note: str = "") -> Cell:
    """Its code in front, by which people speak of it."""
    return dutch(f"{statement.code}  {statement.text}", note=note)


def whole(count: int) -> Cell:
    """A number of things; none is soft."""
    return Cell(number(count), value=count, empty=not count)


def score(found: float | None) -> Cell:
    """A phase with the part of the next one, to one decimal; "–" of nothing."""
    if found is None:
        return Cell(NOTHING, empty=True)
    return Cell(number(float(found), 1), value=round(float(found), 1))


def caution_table(slug: str, title: str, found: Sequence) -> Table:
    """Of `Warned` of a result or of a plan: each with what it is about, and its statements."""
    codes = any(getattr(each, "codes", ()) for each in found)
    return Table(
        slug,
        title,
        [
            Column(_("What"), numeric=False),
            Column(_("What it means"), numeric=False),
            *([Column(_("Statements"), numeric=False)] if codes else []),
        ],
        [
            Row([
                Cell(each.title, kind=each.kind),
                text_cell(each.text),
                *([text_cell(", ".join(each.codes))] if codes else []),
            ])
            for each in found
        ],
        css=SENTENCES,
    )  # fmt: skip
