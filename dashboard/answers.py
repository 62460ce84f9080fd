"""What one figure says of a place and a period, by month and by department: the same numbers as on
the pages, for whoever asks for one figure alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from dashboard.board import TREND, Asked, Board, board_of
from dashboard.figures import REPEAT_TIME, Figure, Value
from dashboard.kinds import Basis
from dashboard.scopes import Scope, open_only
from dashboard.spans import Span, last_months, month_of
from dashboard.stock.history import History, history_of
from dashboard.stock.live import stock_of
from dashboard.stock.work import Stock
from dashboard.telephony.selectors import Exchange, exchange
from kcc.lib.periods import Month, local_day
from kcc.organisation.access import Access
from kcc.organisation.models import Department


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`span` and `before_span` are the days it is about; of what is open now `day`. What is not
    known by month or by department is left out."""

    figure: Figure
    value: Value
    before: Value | None = None
    span: Span | None = None
    before_span: Span | None = None
    day: date | None = None
    months: list[tuple[Month, Value]] = field(default_factory=list)
    departments: list[tuple[Department, Value]] = field(default_factory=list)


def knows_place(figure: Figure, scope: Scope) -> bool:
    """The exchange knows no departments."""
    return figure.basis != Basis.IMPORTED or scope.is_everything


def knows_filters(figure: Figure) -> bool:
    """Whether it can be narrowed to channels and subjects."""
    return figure.basis not in (Basis.NOW, Basis.IMPORTED)


def answer(
    figure: Figure, scope: Scope, *, access: Access, user, asked: Asked, now: datetime
) -> Answer:
    """Four statements at most."""
    if figure.basis == Basis.NOW:
        return _open_now(figure, scope, access=access, user=user, now=now)
    if figure.basis == Basis.IMPORTED:
        return _of_the_exchange(figure, asked, now=now)
    return _in_a_period(figure, scope, access=access, asked=asked, now=now)


def _in_a_period(figure, scope, *, access, asked, now) -> Answer:
    costs = figure is REPEAT_TIME
    board = board_of(
        scope,
        access=access,
        asked=asked,
        now=now,
        months=0 if costs else TREND,
        everything=costs,
        each_department=False,
    )
    return of_board(figure, board)


def of_board(figure: Figure, board: Board) -> Answer:
    """What repeats cost needs `everything` of the board, and is not known by month."""
    costs, asked = figure is REPEAT_TIME, board.asked

    def value(departments=None) -> Value:
        if costs:
            return Value(figure, board.repeat_seconds(departments))
        return board.value(figure, departments)

    return Answer(
        figure=figure,
        value=value(),
        before=None if costs else board.before(figure),
        span=asked.span,
        before_span=asked.compare,
        months=[] if costs else list(zip(board.months, board.trend(figure), strict=True)),
        departments=[(each, value([each.pk])) for each in board.scope.departments],
    )


def _open_now(figure, scope, *, access, user, now) -> Answer:
    """What counts everything says nothing beside a number that leaves some out."""
    stock = stock_of(access, user, scope.departments, now=now)
    if open_only(access, scope.departments):
        return of_stock(figure, stock, scope, day=local_day(now))
    wanted = last_months(TREND, until=Month.of(now))
    history = history_of(scope.ids, months=wanted, now=now)
    return of_stock(figure, stock, scope, history, day=local_day(now))


def of_stock(
    figure: Figure, stock: Stock, scope: Scope, history: History | None = None, *, day: date
) -> Answer:
    """What was open on that day; beside it the ends of the months, with a history."""
    months, before = [], None
    if history:
        trend = zip(history.months, history.trend(figure, stock), strict=True)
        months = [(month, value) for month, value in trend if value is not None]
        before = history.last_month(figure)
    return Answer(
        figure=figure,
        value=stock.value(figure),
        before=before,
        before_span=Span(history.compared_on, history.compared_on) if before else None,
        day=day,
        months=months,
        departments=[(each, stock.value(figure, [each.pk])) for each in scope.departments],
    )


def _of_the_exchange(figure, asked, *, now) -> Answer:
    until = min(month_of(asked.span.last), Month.of(now))
    months = last_months(TREND, until=until)
    told = exchange(asked.span, compare=asked.compare, months=months)
    return of_exchange(figure, told, asked, months)


def of_exchange(figure: Figure, told: Exchange, asked: Asked, months: Sequence[Month]) -> Answer:
    return Answer(
        figure=figure,
        value=figure.value(told.now),
        before=figure.value(told.before) if asked.compare else None,
        span=asked.span,
        before_span=asked.compare,
        months=[(month, figure.value(told.months[month])) for month in months],
    )
