"""A Document as plain data for the template: text stays text, whatever is written in it. What is
drawn gets its numbers here, how it looks is said in the .typ files."""

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from kcc.lib.paper.pdf.letters import written
from kcc.lib.paper.pictures import HEIGHT, WIDTH, Spark
from kcc.lib.paper.shape import (
    Ages,
    Block,
    Document,
    HeatMap,
    Picture,
    Prose,
    Radar,
    Section,
    Tile,
)
from kcc.lib.paper.tables import MOST_ON_A_PHONE, Cell, Column, Row, Table
from kcc.lib.templatetags.kcc import number

# A table of so many rows, and so many lines in them, is not split over two pages: it fits on one.
KEPT_TOGETHER, LINES_TOGETHER = 14, 48
# As many columns fit beside a picture; with more than WIDE the letters become smaller.
BESIDE = 5
# In letters.
A_PAGE, HALF_A_PAGE = 105, 56
# What a name gets at least in a table that is too wide, and what sentences get at most.
ROOM, SENTENCE = 24, 80
WIDE = 7


def content_of(document: Document, *, draft: bool) -> dict:
    """Everything but the look of the house."""
    with override(document.language):
        return {
            "lang": document.language,
            "title": written(document.title),
            "subtitle": written(document.subtitle),
            "draft": _("Draft, not published yet") if draft else "",
            "lead": _all(document.lead),
            "facts": [[written(label), written(text)] for label, text in document.facts],
            "sections": [_section(each) for each in document.sections],
            "words": {
                "contents": _("In this report"),
                # The places of the numbers are filled in when the pages are known.
                "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
            },
        }


def _all(texts: Iterable[object]) -> list[str]:
    return [written(each) for each in texts]


def _section(section: Section) -> dict:
    return {
        "slug": section.slug,
        "title": written(section.title),
        "intro": written(section.intro),
        "tiles": [_tile(each) for each in section.tiles],
        "blocks": _beside([_block(each) for each in section.blocks]),
    }


def _beside(blocks: Iterable[dict]) -> list[dict]:
    """Narrow tables stand in half the width, two that follow each other side by side."""
    placed: list[dict] = []
    for block in blocks:
        last = placed[-1] if placed else {}
        if not block.get("narrow"):
            placed.append(block)
        elif last.get("type") == "pair" and len(last["tables"]) == 1:
            last["tables"].append(block)
        else:
            placed.append({"type": "pair", "tables": [block]})
    return placed


# -- Tiles --------------------------------------------------------------------------------------


def _tile(tile: Tile) -> dict:
    notes = [tile.note]
    if tile.part and tile.whole:
        notes.append(
            _("%(part)s of %(whole)s") % {"part": tile.part.text, "whole": tile.whole.text}
        )
    change = tile.change
    return {
        "label": written(tile.label),
        "value": written(tile.value),
        "unit": written(tile.unit),
        "note": written(" · ".join(filter(None, notes))),
        "parts": [[written(name), written(cell.text)] for name, cell in tile.links],
        "kind": tile.kind,
        "word": written(tile.word),
        "change": change and {
            "text": written(change.text), "arrow": change.icon, "kind": change.kind,
            "word": written(change.word),
        },
        "provisional": _("provisional") if tile.provisional else "",
        "empty": tile.empty,
        "spark": tile.spark and _spark(tile.spark),
    }  # fmt: skip


def _spark(spark: Spark) -> dict:
    """Its points, in parts of the width and of the height."""
    points = re.findall(r"([\d.]+) ([\d.]+)", spark.path)
    return {
        "points": [[float(x) / WIDTH, float(y) / HEIGHT] for x, y in points],
        "norm": float(spark.norm) / HEIGHT if spark.norm else None,
    }


# -- Blocks -------------------------------------------------------------------------------------


def _block(block: Block) -> dict:
    if isinstance(block, Prose):
        return {
            "type": "prose",
            "kind": str(block.kind),
            "title": written(block.title),
            "paragraphs": _all(block.paragraphs),
        }
    if isinstance(block, Picture):
        return _picture(block)
    if isinstance(block, HeatMap):
        return _heat(block)
    if isinstance(block, Ages):
        return _ages(block)
    if isinstance(block, Radar):
        return _radar(block)
    return _table(block)


def _picture(picture: Picture) -> dict:
    table = _table(picture.table)
    if picture.columns is None:
        return table
    pillars = [
        {
            "name": written(name),
            "count": number(pillar.count) if pillar.count else "",
            "pieces": [[piece.step, piece.count] for piece in pillar.pieces],
        }
        for pillar, name in picture.names
    ]
    return {
        "type": "picture",
        "title": table["title"],
        "alt": _picture_alt(picture),
        "sentence": written(picture.sentence),
        "most": max(pillar.count for pillar, _name in picture.names),
        "pillars": pillars,
        "legend": [[step, written(name)] for step, name in picture.legend],
        "beside": len(table["columns"]) <= BESIDE and len(table["rows"]) <= KEPT_TOGETHER,
        "table": table | {"title": ""},
    }


def _picture_alt(picture: Picture) -> str:
    told = [f"{name}: {number(pillar.count)}" for pillar, name in picture.names]
    return written(
        _("Columns. %(title)s: %(numbers)s. The table has the same numbers.")
        % {"title": picture.table.title, "numbers": ", ".join(told)}
    )


def _heat(block: HeatMap) -> dict:
    return {
        "type": "heat",
        "title": written(block.title),
        "corner": written(block.corner),
        "heads": _all(block.heads),
        "rows": [
            [written(name), [[written(cell.text), _level(cell.css)] for cell in cells]]
            for name, cells in block.rows
        ],
    }


def _level(css: str) -> int | None:
    """Of "h3" the 3."""
    return int(css[1:]) if css else None


def _ages(block: Ages) -> dict:
    table = _table(block.table)
    if not block.bar:
        return table
    names = dict(block.legend)
    told = [f"{names[part.step]}: {number(part.count)}" for part in block.bar]
    return {
        "type": "ages",
        "title": table["title"],
        "note": table["note"],
        "alt": written(
            _("A bar in parts. %(title)s: %(numbers)s. The table has the same numbers.")
            % {"title": block.table.title, "numbers": ", ".join(told)}
        ),
        "sentence": written(block.sentence),
        "parts": [[part.step, part.count, number(part.count)] for part in block.bar],
        "legend": [[step, written(name)] for step, name in block.legend],
        "table": table | {"title": "", "note": ""},
    }


def _radar(block: Radar) -> dict:
    table, drawing = _table(block.table), block.drawing
    return {
        "type": "radar",
        "title": table["title"],
        "alt": written(
            _("%(sentence)s The table has the same numbers.") % {"sentence": block.sentence}
        ),
        "rings": [_outline(ring) for ring in drawing.rings],
        "axes": [[float(x), float(y)] for x, y in drawing.axes],
        "names": [
            {
                "x": float(name.x), "anchor": name.anchor,
                "lines": [[float(y), written(text)] for y, text in name.lines],
            }
            for name in drawing.names
        ],
        "series": [
            {"kind": each.css, "label": written(each.label), "points": _outline(each.outline)}
            for each in drawing.series
        ],
        "table": table | {"title": ""},
    }  # fmt: skip


def _outline(text: str) -> list[list[float]]:
    """Of "x,y x,y" the points."""
    return [[float(number) for number in point.split(",")] for point in text.split()]


# -- Tables -------------------------------------------------------------------------------------


def _table(table: Table) -> dict:
    rows = [*table.rows, *([table.foot] if table.foot and table.rows else [])]
    shares = _shares(table, rows)
    narrow = _is_narrow(table, rows, shares)
    if narrow:
        shares = [min(shares[0], HALF_A_PAGE - sum(shares[1:])), *shares[1:]]
    return {
        "type": "table",
        "title": written(table.title),
        "note": written(table.note),
        "nothing": written(table.nothing or _("Nothing to show for this period.")),
        "columns": [
            {"label": written(column.label), "numeric": column.numeric, "share": share}
            for column, share in zip(table.columns, shares, strict=True)
        ],
        "groups": [[written(label), span] for label, span in table.groups],
        "rows": [_row(each) for each in table.rows],
        "foot": _row(table.foot) if table.foot and table.rows else None,
        "marks": _marks(rows),
        "small": len(table.columns) > WIDE,
        "together": len(table.rows) <= KEPT_TOGETHER and _lines(rows, shares) <= LINES_TOGETHER,
        "narrow": narrow,
    }


def _lines(rows: Sequence[Row], shares: Sequence[float]) -> int:
    """About how many lines its rows take over the width of a page."""
    widths = [A_PAGE * share / (sum(shares) or 1) for share in shares]
    return sum(
        max(
            (
                -(-len(cell.text) // max(int(width), 1)) - (-len(cell.note) // max(int(width), 1))
                for cell, width in zip(row.cells, widths, strict=True)
            ),
            default=1,
        )
        for row in rows
    )


def _is_narrow(table: Table, rows: Sequence[Row], shares: Sequence[float]) -> bool:
    """Whether it is read as well in half the width: its names may need two lines."""
    if not rows or len(rows) > KEPT_TOGETHER or len(table.columns) > MOST_ON_A_PHONE:
        return False
    return min(shares[0], ROOM) + sum(shares[1:]) <= HALF_A_PAGE


def _row(row: Row) -> dict:
    return {"kind": row.kind, "cells": [_cell(each) for each in row.cells]}


def _cell(cell: Cell) -> dict:
    found = {
        "text": written(cell.text),
        "note": written(cell.note),
        "kind": cell.kind if cell.word or cell.kind else "",
        "bar": float(cell.bar) if cell.bar else None,
        "empty": cell.empty,
        "provisional": cell.provisional,
        "lang": cell.lang,
    }
    # Hundreds of cells have none of it.
    return {name: value for name, value in found.items() if value or name == "text"}


def _marks(rows: Sequence[Row]) -> list[list[str]]:
    """(kind, word) of what is rated in it: what each mark beside a number stands for."""
    found = {(cell.kind, cell.word): None for row in rows for cell in row.cells if cell.word}
    order = {"ok": 0, "warn": 1, "late": 2}
    marks = [
        [kind, written(word)]
        for kind, word in sorted(found, key=lambda each: order.get(each[0], 3))
    ]
    if any(cell.provisional for row in rows for cell in row.cells):
        marks.append(["provisional", _("provisional")])
    return marks


def _shares(table: Table, rows: Sequence[Row]) -> list[float]:
    """How wide each column wants to be, in letters. When that is more than a page has, columns with
    sentences in them share what is left by how much is in them."""
    wanted = [_width(column, [row.cells[at] for row in rows])
              for at, column in enumerate(table.columns)]  # fmt: skip
    if sum(wide for _least, _usual, wide in wanted) <= A_PAGE:
        return [wide for _least, _usual, wide in wanted]
    shares = [
        max(least, min(wide, max(ROOM, min(usual, SENTENCE)))) for least, usual, wide in wanted
    ]
    return _none_too_narrow(shares, [least for least, _usual, _wide in wanted])


def _none_too_narrow(shares: Sequence[float], least: Sequence[float]) -> list[float]:
    """Beside sentences a narrow column keeps room for its longest word: words would lie over each
    other. When all of them together have no room each keeps its share."""
    tight = {at for at, share in enumerate(shares) if share * A_PAGE < least[at] * sum(shares)}
    left = A_PAGE - sum(least[at] for at in tight)
    others = sum(share for at, share in enumerate(shares) if at not in tight)
    if not tight or left <= A_PAGE / 3:
        return list(shares)
    return [least[at] if at in tight else share * left / others for at, share in enumerate(shares)]


def _width(column: Column, cells: Sequence[Cell]) -> tuple[float, float, float]:
    """At least, usually and at most: its longest word, and the text of its cells."""
    head = max((len(word) for word in column.label.split()), default=0)
    lengths = [max(len(cell.text), len(cell.note) * 0.8) for cell in cells] or [0]
    if column.numeric:
        bar = 9 if any(cell.bar for cell in cells) else 0
        marked = 2 if any(cell.word for cell in cells) else 0
        width = max(min(head, 14), min(max(lengths), 14) + bar + marked, 5) + 2
        return width, width, width
    marked = 3 if any(cell.kind for cell in cells) else 0
    words = max((len(each) for cell in cells for each in cell.text.split()), default=0)
    least = max(min(head, 16), min(words, 20), 6) + marked + 2
    wide = min(max(lengths), A_PAGE) + marked + 2
    return least, sum(lengths) / len(lengths), max(least, wide)
