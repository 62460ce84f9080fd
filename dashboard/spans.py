"""The period a page is about: whole local days, and what it is compared with. Plain Python."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from kcc.lib.periods import Month, start_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Span:
    """Local days in a row, both included."""

    first: date
    last: date

    def __post_init__(self):
        if self.last < self.first:
            raise ValueError("a span ends on or after its first day")

    @classmethod
    def of_month(cls, month: Month) -> "Span":
        return cls(month.first_day, month.last_day)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def since(self) -> datetime:
        return start_of(self.first)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return start_of(self.last + ONE_DAY)

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def days(self) -> Iterator[date]:
        return (self.first + ONE_DAY * number for number in range(self.length))

    @property
    def month(self) -> Month | None:
        """The calendar month it is, if it is one."""
        month = month_of(self.first)
        return month if self == Span.of_month(month) else None

    @property
    def is_months(self) -> bool:
        """Whole calendar months."""
        return self.first.day == 1 and (self.last + ONE_DAY).day == 1

    @property
    def previous(self) -> "Span":
        """As many months before it when it is whole months; else as many days."""
        if self.is_months:
            first = month_of(self.first)
            for _ in range(len(months(self))):
                first = first.previous
            return Span(first.first_day, self.first - ONE_DAY)
        return Span(self.first - ONE_DAY * self.length, self.first - ONE_DAY)

    @property
    def year_before(self) -> "Span":
        """The same days of the year before; of 29 February the 28th."""
        if self.is_months:
            last = month_of(_year_earlier(self.last.replace(day=1)))
            return Span(_year_earlier(self.first), last.last_day)
        return Span(_year_earlier(self.first), _year_earlier(self.last))

    def joined(self, other: "Span") -> "Span":
        return Span(min(self.first, other.first), max(self.last, other.last))


def month_of(day: date) -> Month:
    return Month(day.year, day.month)


def _year_earlier(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def months(span: Span) -> list[Month]:
    """The months it touches, in order."""
    found, month = [], month_of(span.first)
    while month.first_day <= span.last:
        found.append(month)
        month = month.next
    return found


def last_months(number: int, *, until: Month) -> list[Month]:
    """So many months in a row, `until` the last of them."""
    found = [until]
    while len(found) < number:
        found.insert(0, found[0].previous)
    return found


# More pieces than this make a slow condition: then the days between are taken as well.
MOST_PIECES = 20


def runs(days: Iterable[date]) -> list[Span]:
    """These days as spans in a row, as few as there can be."""
    found: list[Span] = []
    for day in sorted(set(days)):
        if found and day == found[-1].last + ONE_DAY:
            found[-1] = Span(found[-1].first, day)
        else:
            found.append(Span(day, day))
    return found


def pieces(days: Iterable[date]) -> list[Span]:
    """As `runs`, but when they lie too scattered the smallest gaps are filled: the result then
    holds more days than were asked for, and never fewer."""
    found = runs(days)
    while len(found) > MOST_PIECES:
        gaps = [later.first - earlier.last for earlier, later in pairwise(found)]
        at = gaps.index(min(gaps))
        found[at : at + 2] = [found[at].joined(found[at + 1])]
    return found
