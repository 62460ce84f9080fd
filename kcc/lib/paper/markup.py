"""Tables, tiles and pictures of a document as HTML.

A page with figures has a thousand cells. Written here as text, instead of with a template for each,
they cost a tenth: 4 ms of processor time for forty departments by fifteen columns, and not 45.

Whatever is told goes through `escape` on its way between the tags; there is no other way in.
"""

from collections.abc import Sequence
from functools import cache
from html import escape
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from kcc.lib.paper.cells import NOTHING
from kcc.lib.paper.pictures import Pillar, Spark
from kcc.lib.paper.shape import Ages, HeatCell, HeatMap, Picture, Tile
from kcc.lib.paper.tables import Cell, Column, Row, Table
from kcc.lib.templatetags.kcc import icon
from kcc.lib.worklist import PLACE


def _class(names: str) -> str:
    return f' class="{escape(names)}"' if names else ""


# -- Cells --------------------------------------------------------------------------------------


def cell_markup(cell: Cell) -> SafeString:
    """What stands in a cell of a table."""
    return SafeString(_cell(cell))


def _cell(cell: Cell) -> str:
    inner, behind = escape(cell.text), _behind(cell)
    if cell.word:
        inner += f'<span class="hide">, {escape(cell.word)}</span>'
    attributes = _class(_look(cell))
    if cell.lang:
        attributes += f' lang="{escape(cell.lang)}"'
    if cell.url:
        return f'<a{attributes} href="{escape(cell.url)}">{inner}</a>{behind}'
    if attributes or behind:
        return f"<span{attributes}>{inner}</span>{behind}"
    return inner


def _look(cell: Cell) -> str:
    if cell.kind:
        return f"status {cell.kind}"
    if not cell.empty or cell.url:
        return ""
    return "quiet none" if cell.text == NOTHING else "quiet"


def _behind(cell: Cell) -> str:
    """What follows the words of a cell."""
    told = ""
    if cell.provisional:
        word = escape(_("provisional"))
        told = f' <abbr class="quiet" title="{word}">*<span class="hide"> {word}</span></abbr>'
    if cell.note:
        told += f'<small class="under">{escape(cell.note)}</small>'
    if cell.bar:
        line = f'<rect width="{escape(cell.bar)}%" height="100%"/>'
        told += f'<svg class="meter" aria-hidden="true">{line}</svg>'
    return told


# -- Tables -------------------------------------------------------------------------------------


def card_markup(table: Table, params: QueryDict, level: int = 2) -> SafeString:
    """The table in its card, with its head and its files; a sentence when it has no rows."""
    region, title = escape(table.region), escape(table.title)
    note = f" <small>{escape(table.note)}</small>" if table.note else ""
    files = files_markup(table, params) if table.exports and table.rows else ""
    if table.rows:
        inside = scrolled(table_markup(table, params), region)
    else:
        words = table.nothing or _("Nothing to show for this period.")
        inside = f'<p class="body quiet">{escape(words)}</p>'
    return SafeString(
        f'<section class="card" id="{escape(table.slug)}"><header>'
        f'<h{level} id="{region}">{title}</h{level}>{note}\n{files}</header>\n{inside}</section>\n'
    )


def scrolled(inside: str, region: str) -> str:
    """What may be wider than the page, named by the head with this id."""
    return (
        f'<div class="table-wrap" tabindex="0" role="region" aria-labelledby="{region}">'
        f"{inside}</div>"
    )


def table_markup(table: Table, params: QueryDict) -> SafeString:
    """The table with its rows; `params` is the address of the page, which its heads sort."""
    css = " ".join(["figures", *(["stacked"] if table.stacks else []), table.css]).rstrip()
    parts = [
        f'<table class="{escape(css)}"><caption class="hide">{escape(table.title)}</caption>',
        *(f'<colgroup span="{span}"></colgroup>' for _label, span in table.groups),
        f"<thead>{_groups(table)}<tr>{_heads(table, params)}</tr></thead>",
        "<tbody>",
    ]
    # Also what is not wide, when it asks for it.
    stacks = "stacked" in css.split()
    around = [_around(column, begins, stacks) for column, begins in table.marked]
    parts += [_row(row, around) for row in table.rows]
    parts.append("</tbody>")
    if table.foot:
        parts.append(f"<tfoot>{_row(table.foot, around)}</tfoot>")
    parts.append("</table>")
    return SafeString("".join(parts))


def _groups(table: Table) -> str:
    if not table.groups:
        return ""
    heads = (
        f'<th scope="colgroup" colspan="{span}">{escape(label)}</th>'
        if label
        else f'<td colspan="{span}"></td>'
        for label, span in table.groups
    )
    return f'<tr class="groups">{"".join(heads)}</tr>'


def _heads(table: Table, params: QueryDict) -> str:
    kept = [(name, value) for name in params if name not in (*PLACE, "sort")
            for value in params.getlist(name)]  # fmt: skip
    return "".join(
        _sort_head(column, table.sort, kept)
        if column.sort
        else f'<th scope="col"{_class(column.css)}>{escape(column.label)}</th>'
        for column in table.columns
    )


def _sort_head(column: Column, current: str, kept: list[tuple[str, str]]) -> str:
    """As kcc.organisation.around: keeps the filters, drops the place, turns the order around."""
    down, active = current.startswith("-"), current.removeprefix("-") == column.sort
    wanted = ("" if down else "-") + column.sort if active else column.first + column.sort
    state = f' aria-sort="{"descending" if down else "ascending"}"' if active else ""
    mark = icon(("arrow-down" if down else "arrow-up") if active else "selector")
    href = escape(f"?{urlencode([*kept, ('sort', wanted)])}")
    name = escape(column.label)
    return f'<th scope="col"{_class(column.css)}{state}><a href="{href}">{name}{mark}</a></th>'


def _around(column: Column, begins: bool, stacks: bool) -> tuple[str, str]:
    """The tags around every cell of a column. What becomes a card on a phone carries its name and
    has one box around its words."""
    css = f"{column.css} {'first' if begins else ''}".strip()
    if not stacks:
        return f"<td{_class(css)}>", "</td>"
    return f'<td{_class(css)} data-label="{escape(column.full)}"><div>', "</div></td>"


def _row(row: Row, around: list[tuple[str, str]]) -> str:
    first, *others = row.cells
    cells = "".join(
        f"{before}{_cell(cell)}{after}"
        for cell, (before, after) in zip(others, around[1:], strict=True)
    )
    return f'<tr{_class(row.css)}><th scope="row">{_cell(first)}</th>{cells}</tr>\n'


# -- A map of what is busy ----------------------------------------------------------------------


def heat_markup(drawn: HeatMap) -> SafeString:
    """The picture and its table in one."""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in (drawn.corner, *drawn.heads))
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(map(_spot, cells))}</tr>\n'
        for name, cells in drawn.rows
    )
    caption = f'<caption class="hide">{escape(drawn.title)}</caption>'
    return SafeString(
        f'<table class="heat">{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _spot(spot: HeatCell) -> str:
    inner = escape(spot.text)
    if spot.url:
        inner = f'<a href="{escape(spot.url)}">{inner}</a>'
    return f"<td{_class(spot.css)}>{inner}</td>"


# -- Tiles and pictures -------------------------------------------------------------------------


def tile_markup(tile: Tile) -> SafeString:
    """One figure of a scorecard: its number opens the part, the numbers under it part and whole."""
    label, value = escape(tile.label), escape(tile.value)
    mark = f' <span class="tag">{escape(_("provisional"))}</span>' if tile.provisional else ""
    if tile.url:
        named = f'<span class="hide">, {label}</span>'
        value = f'<a href="{escape(tile.url)}">{value}{named}</a>'
    unit = f" <small>{escape(tile.unit)}</small>" if tile.unit else ""
    return SafeString(
        f'<section class="card tile" aria-label="{label}"><small>{label}{mark}</small>\n'
        f"<b{_class('soft' if tile.empty else '')}>{value}{unit}</b>\n"
        f"<small>{_told_of(tile)}</small>\n{_made_of(tile)}"
        f'<span class="foot"><span class="line">{_rated(tile)}</span>{_spark(tile.spark)}</span>'
        "</section>\n"
    )


def _told_of(tile: Tile) -> str:
    told = escape(tile.note)
    if tile.part and tile.whole:
        of = escape(pgettext("so many of so many", "of"))
        counts = f"{_cell(tile.part)} {of} {_cell(tile.whole)}"
        return f"{told} · {counts}" if told else counts
    return told


def _made_of(tile: Tile) -> str:
    if not tile.links:
        return ""
    parts = (f"<span>{escape(name)} {_cell(cell)}</span>" for name, cell in tile.links)
    return f'<small class="made-of">{"".join(parts)}</small>\n'


def _rated(tile: Tile) -> str:
    told, change = "", tile.change
    if tile.word:
        told = f"<span{_class(f'status {tile.kind}')}>{escape(tile.word)}</span> "
    if change:
        word = f'<span class="hide">, {escape(change.word)}</span>' if change.word else ""
        css = f"change {change.kind}".rstrip()
        told += f"<span{_class(css)}>{icon(change.icon)}{escape(change.text)}{word}</span>"
    return told


def _spark(line: Spark | None) -> str:
    if line is None:
        return ""
    norm = f'<path class="norm" d="M0 {escape(line.norm)}H84"/>' if line.norm else ""
    return (
        f'<svg class="spark" viewBox="0 0 84 26" aria-hidden="true">{norm}'
        f'<path d="{escape(line.path)}"/>'
        f'<circle class="dot" cx="{escape(line.x)}" cy="{escape(line.y)}" r="2.5"/></svg>'
    )


def ages_markup(ages: Ages) -> SafeString:
    """Its bar, with the numbers under it that have room."""
    parts = "".join(
        f'<rect class="seg a{part.step}" x="{part.x}" y="0" width="{part.width}" height="32"/>'
        for part in ages.bar
    )
    numbers = "".join(
        f'<text x="{part.x}" y="50" dx="6">{escape(part.text)}</text>'
        for part in ages.bar
        if part.text
    )
    label = escape(ages.table.title)
    return SafeString(
        f'<svg class="bar ages" role="img" aria-label="{label}">{parts}{numbers}</svg>'
    )


def legend_markup(legend: Sequence[tuple[int, str]], kind: str) -> SafeString:
    """What each colour of a picture is; `kind` is the letter of its classes."""
    named = "".join(
        f'<span><i class="{kind}{step}"></i>{escape(name)}</span>' for step, name in legend
    )
    return SafeString(f'<span class="legend right">{named}</span>')


def columns_markup(picture: Picture) -> SafeString:
    """Its columns, each with its name under it and its number on top."""
    drawn = picture.columns
    pillars = "".join(_pillar(pillar, name, drawn.names_at) for pillar, name in picture.names)
    css, label = escape(f"chart columns-chart {picture.css}".rstrip()), escape(picture.table.title)
    return SafeString(
        f'<svg class="{css}" height="{drawn.height}" role="img" aria-label="{label}">{pillars}'
        f'<line class="base" x1="0" x2="100%" y1="{drawn.bottom}" y2="{drawn.bottom}"/></svg>'
    )


def _pillar(pillar: Pillar, name: str, names_at: int) -> str:
    parts = "".join(
        f'<rect class="part p{piece.step}" x="{pillar.x}" y="{piece.y}"'
        f' width="{pillar.width}" height="{piece.height}"/>'
        for piece in pillar.pieces
    )
    said = _said("name", pillar.middle, names_at, name)
    if pillar.count:
        said += _said("mark", pillar.middle, pillar.top, str(pillar.count))
    return parts + said


def _said(css: str, x: str, y: object, words: str) -> str:
    return f'<text class="{css}" x="{x}" y="{y}" text-anchor="middle">{escape(words)}</text>'


# -- Files --------------------------------------------------------------------------------------


def files_markup(table: Table, params: QueryDict) -> SafeString:
    """The menu of the files a table is handed out as, by ?table= and ?format=."""
    kept = [(name, value) for name in params if name not in ("table", "format")
            for value in params.getlist(name)]  # fmt: skip
    query = escape(f"?{urlencode([*kept, ('table', table.slug)])}")
    links = "".join(
        f'<a href="{query}&amp;format={kind}">{name}</a>\n'
        for kind, name in _kinds_of_files(get_language())
    )
    name = escape(_("Export “%(title)s”") % {"title": table.title})
    head = f'{icon("download")}<span class="hide">{name}</span>'
    return SafeString(
        f'<details class="menu right no-print"><summary class="btn plain small">{head}</summary>'
        f'<div class="pop">{links}</div></details>'
    )


@cache
def _kinds_of_files(_language: str) -> list[tuple[str, str]]:
    """By the word of ?format= what it is called."""
    return [
        ("xlsx", escape(_("Excel (XLSX)"))),
        ("ods", escape(_("OpenDocument (ODS)"))),
        ("csv", escape(_("Text (CSV)"))),
    ]
