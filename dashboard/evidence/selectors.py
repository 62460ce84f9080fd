"""The KPIs of the self-assessment (maturity/data/antwoord-vragen.yaml), read as the dashboard reads
them: of the whole organisation or of some departments, over whole days.

Everything there is counts, whoever may open it: what comes out are figures of places, never of a
person.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from contacts.names.selectors import names
from dashboard.board import Asked, Board, board_of
from dashboard.figures import (
    BY_KPI,
    MEDIAN_AGE,
    REPORT_DAY,
    STOCK,
    TELEPHONE_LEVEL,
    TELEPHONE_LOST,
    Figure,
    Value,
)
from dashboard.reports.punctual import report_day
from dashboard.scopes import Kind, Scope
from dashboard.spans import Span, month_of, months
from dashboard.stock.history import History, history_of
from dashboard.stock.reckoning import reckon
from dashboard.stock.work import Stock
from dashboard.telephony.selectors import Exchange, exchange
from kcc.lib.periods import Month, local_day
from kcc.organisation.access import Access
from kcc.organisation.models import Department, Role

ONE_DAY = timedelta(days=1)
CHANNELS = "kanaal_verdeling"
# How the catalogue calls what it wants in per cent.
PERCENT = "_pct"
EXCHANGE = (TELEPHONE_LEVEL, TELEPHONE_LOST)
OF_THE_WHOLE = (*EXCHANGE, REPORT_DAY)
# Oversees all work: figures of everything.
READER = Access(frozenset({Role.MANAGER}), frozenset())


class Missing(StrEnum):
    """Why there is no value."""

    UNMEASURED = "unmeasured"  # the application does not record it
    NOTHING = "nothing"  # nothing happened that could be counted
    WHOLE = "whole"  # known for the whole organisation only


@dataclass(frozen=True)
class Reading:
    """What a KPI says, in the unit of the catalogue: per cent, a number, working days, seconds or a
    mark. `whole` is of how many, `few` that they are too few to say anything (grey, suggests
    nothing); `provisional` may still become less. `shares` are the parts of a distribution, in per
    cent, the largest first."""

    number: float | None
    whole: int | None = None
    few: bool = False
    provisional: bool = False
    missing: Missing | None = None
    shares: tuple[tuple[str, float], ...] = ()


def readings(
    kpis: Iterable[str], *, departments: Collection[int] | None, span: tuple[date, date],
    now: datetime,
) -> dict[str, Reading]:  # fmt: skip
    """Of these departments (ids) together, None for the organisation, over `span` (both days
    included). What is open is that of the last evening of it that is over. Some eight statements,
    and of several departments those of working out one evening."""
    reader = _Reader(departments, Span(*span), now)
    return {kpi: reader.of(kpi) for kpi in kpis}


def courses(
    wanted: Collection[tuple[str, int | None]], *, first: Month, last: Month, now: datetime
) -> dict[tuple[str, int | None], list[tuple[Month, Reading]]]:
    """KPIs month by month, each of one department (id) or of the organisation (None); of the
    organisation too when only that has it. Of a month that is not over what there is so far. Some
    five statements, whatever the number of KPIs and months; one a department for what is open, and
    one a month for the day of the report."""
    places = {None if is_of_the_whole(kpi) else place for kpi, place in wanted}
    # Of a single department nothing of the others is read.
    alone = None if None in places or len(places) > 1 else places
    reader = _Reader(alone, Span(first.first_day, last.last_day), now)
    return {
        (kpi, place): [
            (month, reader.of_month_at(kpi, month, place)) for month in months(reader.span)
        ]
        for kpi, place in wanted
    }


def is_of_the_whole(kpi: str) -> bool:
    """Whether it is known of the whole organisation only."""
    return BY_KPI.get(kpi) in OF_THE_WHOLE


class _Reader:
    """Asks for what it needs when it is first needed."""

    def __init__(self, departments: Collection[int] | None, span: Span, now: datetime):
        self.ids, self.span, self.now = departments, span, now
        self.evening = min(span.last, local_day(now) - ONE_DAY)
        self._kept: dict[str, object] = {}

    def of(self, kpi: str) -> Reading:
        if kpi == CHANNELS:
            return self._channels()
        figure = BY_KPI.get(kpi)
        if figure is None:
            return Reading(None, missing=Missing.UNMEASURED)
        if figure in EXCHANGE:
            return self._of_the_whole(kpi, lambda: figure.value(self._exchange.now))
        if figure is REPORT_DAY:
            return self._of_the_whole(kpi, lambda: report_day(month_of(self.span.last).first_day))
        if figure in STOCK:
            return _reading(kpi, self._open(figure))
        return _reading(kpi, self._board.value(figure))

    def _of_month(self, kpi: str, month: Month) -> Reading:
        figure = BY_KPI.get(kpi)
        if figure is None:
            return Reading(None, missing=Missing.UNMEASURED)
        if figure in EXCHANGE:
            return self._of_the_whole(kpi, lambda: figure.value(self._exchange.months[month]))
        if figure is REPORT_DAY:
            return self._of_the_whole(kpi, lambda: report_day(month.first_day))
        if figure in STOCK:
            day = min(month.last_day, local_day(self.now) - ONE_DAY)
            return _reading(kpi, self._history.on(figure, day))
        at = self._board.months.index(month) if month in self._board.months else None
        return _reading(kpi, self._board.trend(figure)[at] if at is not None else None)

    def of_month_at(self, kpi: str, month: Month, department: int | None) -> Reading:
        """Of one department; of the organisation when None, or when only that has it."""
        figure = BY_KPI.get(kpi)
        if department is None or figure is None or figure in OF_THE_WHOLE:
            return self._of_month(kpi, month)
        if figure in STOCK:
            day = min(month.last_day, local_day(self.now) - ONE_DAY)
            return _reading(kpi, self._history_at(department).on(figure, day))
        if month not in self._board.months:
            return _reading(kpi, None)
        trend = self._board.trend(figure, [department])
        return _reading(kpi, trend[self._board.months.index(month)])

    def _history_at(self, department: int) -> History:
        def read():
            return history_of([department], months=months(self.span), now=self.now)

        return self._once(f"history {department}", read)

    # -- What happened -------------------------------------------------------------------------

    @property
    def _board(self) -> Board:
        return self._once("board", self._read_board)

    def _read_board(self) -> Board:
        return board_of(
            self._scope(),
            access=READER,
            asked=Asked(span=self.span),
            now=self.now,
            months=len(months(self.span)),
            breakdowns=True,
        )

    def _scope(self) -> Scope:
        rows = Department.objects.select_related("domain").order_by("name")
        if self.ids is None:
            return Scope(Kind.ORGANISATION, tuple(rows), is_everything=True)
        return Scope(Kind.DOMAIN, tuple(rows.filter(pk__in=self.ids)))

    def _channels(self) -> Reading:
        counts = {
            pk: counts["questions"]
            for pk, counts in self._board.told.channels.items()
            if counts["questions"]
        }
        total = sum(counts.values())
        if not total:
            return Reading(None, 0, missing=Missing.NOTHING)
        known = self._once("names", names).channels
        shares = sorted(
            ((known[pk].name, 100 * count / total) for pk, count in counts.items() if pk in known),
            key=lambda each: (-each[1], each[0]),
        )
        return Reading(None, total, shares=tuple(shares))

    # -- What was open -------------------------------------------------------------------------

    def _open(self, figure: Figure) -> Value | None:
        told = self._history.on(figure, self.evening)
        if told is None or (figure is MEDIAN_AGE and (self.ids is None or len(self.ids) > 1)):
            # Not kept that evening, or a median, which cannot be added up.
            return self._once("stock", self._work_out).value(figure, self.ids)
        return told

    @property
    def _history(self) -> History:
        return self._once(
            "history", lambda: history_of(self.ids, months=months(self.span), now=self.now)
        )

    def _work_out(self) -> Stock:
        found = reckon([self.evening])
        return Stock({(kind, place): work for (_day, kind, place), work in found.items()})

    # -- Of the organisation only --------------------------------------------------------------

    @property
    def _exchange(self) -> Exchange:
        return self._once("exchange", lambda: exchange(self.span, months=months(self.span)))

    def _of_the_whole(self, kpi: str, read) -> Reading:
        if self.ids is not None:
            return Reading(None, missing=Missing.WHOLE)
        return _reading(kpi, read())

    def _once(self, name: str, read):
        if name not in self._kept:
            self._kept[name] = read()
        return self._kept[name]


def _reading(kpi: str, value: Value | None) -> Reading:
    if value is None or value.part is None:
        return Reading(None, value and value.whole, missing=Missing.NOTHING)
    if not kpi.endswith(PERCENT):
        number = value.number
    else:  # of a count the share its norm is about
        number = 100 * value.part / value.whole if value.whole else None
    if number is None:
        return Reading(None, value.whole, missing=Missing.NOTHING)
    return Reading(round(float(number), 6), value.whole, value.few, value.provisional)
