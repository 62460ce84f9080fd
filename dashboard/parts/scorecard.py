"""The tiles of one department or team: what is open now, and what happened in the period."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from dashboard import figures, show
from dashboard.board import Board
from dashboard.figures import Figure, Rating
from dashboard.links import CALLBACKS, CASES, Links
from dashboard.parts.openwork import kind_name
from dashboard.stock.history import History
from dashboard.stock.work import Kind, Stock
from kcc.lib.paper.shape import Tile
from kcc.lib.templatetags.kcc import duration, number

OPEN_NOW = (figures.OPEN, figures.OVERDUE, figures.MEDIAN_AGE)
LISTS = ((Kind.CALLBACKS, CALLBACKS), (Kind.CASES, CASES))
STATES = {figures.OPEN.slug: "open", figures.OVERDUE.slug: "overdue"}


def open_tiles(stock: Stock, history: History | None, links: Links) -> list[Tile]:
    """What is open now, against the end of last month; how much is open against what is usual
    here. Without a history (`None`) nothing is compared."""
    return [_open_tile(figure, stock, history, links) for figure in OPEN_NOW]


def _open_tile(figure: Figure, stock: Stock, history: History | None, links: Links) -> Tile:
    value = stock.value(figure)
    note = ""
    if figure is figures.OVERDUE and (serious := stock.of().serious):
        note = _("%(count)s seriously late") % {"count": number(serious)}
    if figure is figures.MEDIAN_AGE:
        note = _("of callbacks and written questions")
    tile = show.tile(
        value,
        history.last_month(figure) if history else None,
        history.trend(figure, stock) if history else (),
        note=note,
    )
    if figure is figures.MEDIAN_AGE and tile.change:
        # What came in lately makes it lower without anything being handled: no better, no worse.
        tile = replace(tile, change=replace(tile.change, kind="", word=""))
    if figure.slug in STATES:
        tile = replace(
            tile,
            links=tuple(
                (kind_name(kind), show.cell(
                    stock.value(figure, kind=kind), links.work(listing, state=STATES[figure.slug])
                ))
                for kind, listing in LISTS
            ),
        )  # fmt: skip
    if figure.norm is None and history:
        return _beside_usual(tile, history.rating(value), history.usual(figure))
    return tile


def _beside_usual(tile: Tile, rating: Rating | None, usual: float | None) -> Tile:
    """How much is open has no target but what is usual here."""
    if usual is None:
        return tile
    told = _("usually %(count)s") % {"count": show.shortest(usual)}
    words = {
        Rating.GOOD: _("as usual or less"),
        Rating.NEAR: _("a little more than usual"),
        Rating.BAD: _("more than usual"),
    }
    return replace(tile, note=told, kind=str(rating or ""), word=words.get(rating, ""))


def period_tiles(board: Board, links: Links, chosen: Sequence[Figure]) -> list[Tile]:
    found = []
    for figure in chosen:
        note = ""
        if figure is figures.REPEATS and (seconds := board.repeat_seconds()):
            note = _("cost %(time)s") % {"time": duration(seconds).replace(" ", "\u00a0")}
        found.append(
            show.tile(
                board.value(figure),
                board.before(figure),
                board.trend(figure),
                url=links.rows(figure),
                whole_url=links.whole(figure),
                note=note,
            )
        )
    return found
