"""Statutory terms by the Algemene termijnenwet (Atw), which only ever moves the END of a term.

Pure: the days of art. 3 (recognised holidays and days equated with them) are passed in. Local
closing days of the municipality are ordinary days in law and must not be among them. Norms that
run on the municipality's own opening calendar are in `worktime`.

Not covered, because no case type needs it: terms in hours, terms counted back from a later date
(art. 1, second paragraph), terms of detention and of commencement of rules (art. 4, under b and c).
"""

import calendar
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from kcc.organisation.worktime import SATURDAY, Step

ONE_DAY = timedelta(days=1)
DURATION = re.compile(r"P(?P<amount>\d{1,4})(?P<unit>[DWMY])")


class Unit(StrEnum):
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    WORKING_DAYS = "working_days"


LETTERS = {"D": Unit.DAYS, "W": Unit.WEEKS, "M": Unit.MONTHS, "Y": Unit.YEARS}
# Atw art. 4 under a: longer terms, and terms in years, do not shift.
LONGEST_SHIFTING = {Unit.DAYS: 90, Unit.WEEKS: 12, Unit.MONTHS: 3}


@dataclass(frozen=True)
class Term:
    amount: int
    unit: Unit

    @property
    def falls_under_atw(self) -> bool:
        """Art. 4: not terms of more than 90 days, 12 weeks or 3 months, nor terms in years."""
        return self.amount <= LONGEST_SHIFTING.get(self.unit, 0)

    @property
    def at_least_three_days(self) -> bool:
        return self.unit != Unit.DAYS or self.amount >= 3


def parse_term(text: str, *, working_days: bool = False) -> Term:
    """'P56D', 'P8W', 'P1M' or 'P1Y'; days become working days when asked. ValueError otherwise."""
    match = DURATION.fullmatch(text)
    if match is None:
        raise ValueError(f"“{text}” is not a duration such as P56D, P8W, P1M or P1Y.")
    unit = LETTERS[match["unit"]]
    if working_days:
        if unit != Unit.DAYS:
            raise ValueError(f"“{text}” cannot be in working days: write it in days.")
        unit = Unit.WORKING_DAYS
    return Term(int(match["amount"]), unit)


def is_ordinary_day(day: date, holidays: Container[date]) -> bool:
    """Neither Saturday, nor Sunday, nor a day of art. 3."""
    return day.weekday() < SATURDAY and day not in holidays


def statutory_end(
    start: date, term: Term, *, shift: bool, holidays: Container[date] | Mapping[date, str]
) -> tuple[date, tuple[Step, ...]]:
    """The last day of a term that starts to run after `start`, and the reasons.

    `shift` says whether the Atw applies at all (a term set by law or decree). Steps: term(amount,
    unit), counted_after(date), ends(date), shifted(date, to, name), extended(to), not_shifted().
    """
    raw = _plain_end(start, term, holidays)
    end, shifts = shifted(start, raw, (term,) if shift else (), holidays)
    counted = (
        Step("term", {"amount": term.amount, "unit": str(term.unit)}),
        Step("counted_after", {"date": start}),
        Step("ends", {"date": raw}),
    )
    return end, counted + shifts


def shifted(
    start: date, raw: date, terms: Sequence[Term], holidays: Container[date] | Mapping[date, str]
) -> tuple[date, tuple[Step, ...]]:
    """The last day by the Atw of what ends on `raw`, and the reasons why that is another day.

    `terms` are the parts the whole consists of, such as a term and its extension; none when the Atw
    does not apply. Steps: shifted(date, to, name), extended(to), not_shifted().
    """
    if not terms or any(term.unit == Unit.WORKING_DAYS for term in terms):
        return raw, ()
    if not fall_under_atw(terms):
        return raw, () if is_ordinary_day(raw, holidays) else (Step("not_shifted", {}),)
    steps = []
    end = _ordinary_from(raw, holidays)  # art. 1, first paragraph
    if end != raw:
        steps.append(Step("shifted", {"date": raw, "to": end, "name": _name(raw, holidays)}))
    if any(term.at_least_three_days for term in terms):  # art. 2: at least two ordinary days
        first = _ordinary_from(start + ONE_DAY, holidays)
        second = _ordinary_from(first + ONE_DAY, holidays)
        if second > end:
            end = second
            steps.append(Step("extended", {"to": end}))
    return end, tuple(steps)


def fall_under_atw(terms: Sequence[Term]) -> bool:
    """Art. 4 for a term of several parts: together not longer than the longest that shifts. Eight
    weeks and six more are fourteen weeks, which do not; a day too early is never too late."""
    if not all(term.falls_under_atw for term in terms):
        return False
    return sum(Fraction(term.amount, LONGEST_SHIFTING[term.unit]) for term in terms) <= 1


def _plain_end(start, term, holidays):
    if term.unit == Unit.DAYS:
        return start + timedelta(days=term.amount)
    if term.unit == Unit.WEEKS:
        return start + timedelta(weeks=term.amount)
    if term.unit == Unit.MONTHS:
        return _add_months(start, term.amount)
    if term.unit == Unit.YEARS:
        return _add_months(start, 12 * term.amount)
    day = start
    for _ in range(term.amount):
        day = _ordinary_from(day + ONE_DAY, holidays)
    return day


def _add_months(day, months):
    """The same day of the month, or the last one when that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _ordinary_from(day, holidays):
    while not is_ordinary_day(day, holidays):
        day += ONE_DAY
    return day


def _name(day, holidays):
    return holidays.get(day, "") if isinstance(holidays, Mapping) else ""
