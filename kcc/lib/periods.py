"""Months and days of the municipality, as half-open moments.

Calendar questions are asked of Europe/Amsterdam; the answers are aware moments, stored in UTC.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")


# Days before and after have no neighbours to reckon with.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9998, 12, 31)
# Nobody promises or grants anything for longer: a year too many was typed.
CENTURY = timedelta(days=36_525)


def local_day(moment: datetime) -> date:
    """The day on the calendar of the municipality at that moment."""
    return moment.astimezone(ZONE).date()


def start_of(day: date) -> datetime:
    """The first moment of that local day."""
    return datetime.combine(day, time.min, tzinfo=ZONE)


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month in Europe/Amsterdam; [start, end)."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime) -> "Month":
        day = local_day(moment)
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """'2026-11'; ValueError for anything else."""
        day = datetime.strptime(text, "%Y-%m")  # noqa: DTZ007 - a calendar month, not a moment
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def start(self) -> datetime:
        return start_of(self.first_day)

    @property
    def end(self) -> datetime:
        return self.next.start

    @property
    def last_day(self) -> date:
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> "Month":
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def previous(self) -> "Month":
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    def earlier(self, months: int) -> "Month":
        """So many months before this one."""
        year, number = divmod(self.year * 12 + self.number - 1 - months, 12)
        return Month(year, number + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"
