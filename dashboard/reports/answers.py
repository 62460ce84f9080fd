"""What the figures of a report say one by one, by month and by department: as they are told of now
(dashboard.answers)."""

from dashboard.answers import Answer, of_board, of_exchange, of_stock
from dashboard.figures import DUE_TODAY, FIGURES
from dashboard.kinds import Basis
from dashboard.reports.frozen.thawing import Frozen


def answers(frozen: Frozen) -> list[Answer]:
    """In the order of docs/figures.md; what was not kept is left out: what was due later on the
    last day, and the telephone exchange of a department."""
    found = [_answer(figure, frozen) for figure in FIGURES if figure is not DUE_TODAY]
    return [each for each in found if each]


def _answer(figure, frozen: Frozen) -> Answer | None:
    if figure.basis == Basis.NOW:
        return of_stock(figure, frozen.stock, frozen.scope, frozen.history, day=frozen.span.last)
    if figure.basis != Basis.IMPORTED:
        return of_board(figure, frozen.board)
    if frozen.exchange is None:
        return None
    return of_exchange(figure, frozen.exchange, frozen.board.asked, frozen.board.months)
