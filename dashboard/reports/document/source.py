"""What every section is told from: the frozen figures and the words of people."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.dateformat import format as format_date

from dashboard.board import Board
from dashboard.figures import Figure, Value
from dashboard.parts.breakdowns import Breakdowns
from dashboard.periods import name_of
from dashboard.reports.frozen import Frozen
from dashboard.reports.words import Words
from dashboard.tallies.counts import Counts


@dataclass(frozen=True)
class Source:
    frozen: Frozen
    words: Words

    @cached_property
    def parts(self) -> Breakdowns:
        return Breakdowns(self.frozen.board, self.frozen.links)

    @property
    def board(self) -> Board:
        return self.frozen.board

    @property
    def is_department(self) -> bool:
        return self.frozen.scope.department is not None

    @cached_property
    def counts(self) -> Counts:
        """Everything of the period."""
        return self.board.told.total()

    @cached_property
    def counts_before(self) -> Counts:
        return self.board.told.total_before()

    @property
    def period(self) -> str:
        """October 2026, or 2026."""
        return name_of(self.frozen.span)

    @property
    def before(self) -> str:
        """What it is compared with: September 2026, or 2025."""
        return name_of(self.board.asked.compare)

    def pair(self, figure: Figure) -> tuple[Value, Value | None]:
        """In the period, and in the one before it."""
        return self.board.value(figure), self.board.before(figure)


def full_day(day: date) -> str:
    """4 November 2026: always with its year, for a report is read in other years too."""
    return format_date(day, "j F Y")
