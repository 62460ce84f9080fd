"""What a figure is: how it is reckoned, rated and shown. Plain: no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

# Below this a share says more about chance than about work, and may point at one person.
FEW = 5


class Unit(StrEnum):
    COUNT = "count"
    SHARE = "share"
    WORKING_DAYS = "working days"
    SECONDS = "seconds"
    NUMBER = "number"
    MARK = "mark from 1 to 10"


class Basis(StrEnum):
    """By which moment something belongs to a period."""

    NOW = "now"  # what is open at this moment; earlier: at 24:00 of the day
    START = "start of the contact"
    DUE = "due moment"
    CREATED = "moment it was asked for or registered"
    CLOSED = "moment it was closed"
    ANSWERED = "day of the answer"
    IMPORTED = "hour of the telephone exchange"
    PUBLISHED = "month the report is about"


class Rating(StrEnum):
    """How a share compares with its norm; the values are the kinds of components/status.html."""

    GOOD = "ok"
    NEAR = "warn"
    BAD = "late"

    @property
    def word(self):
        return WORDS[self]


WORDS = {
    Rating.GOOD: _("on target"),
    Rating.NEAR: _("almost"),
    Rating.BAD: _("off target"),
}


@dataclass(frozen=True)
class Norm:
    """Good up to `good`, near up to `near` when less is better; from there on when more is."""

    good: float
    near: float
    lower_is_better: bool = True

    def rate(self, number: float) -> Rating:
        if self.lower_is_better:
            return (
                Rating.GOOD if number <= self.good else
                Rating.NEAR if number <= self.near else Rating.BAD
            )  # fmt: skip
        return (
            Rating.GOOD if number >= self.good else
            Rating.NEAR if number >= self.near else Rating.BAD
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Figure:
    """One figure. `part` and `whole` name measures (dashboard.measures), several are added up; a
    count has no whole, and what is open now has neither: it is read from the worklists. It equals
    no other, so that what is kept of a figure is found without looking into it."""

    slug: str
    name: str
    sentence: str
    unit: Unit
    basis: Basis
    part: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    # What the rows of the whole are called that are not in the part; "" opens none. Only where
    # both are of one source (dashboard.measures).
    rest: str = ""
    norm: Norm | None = None
    # What the share is taken of, when the norm rates one.
    share_of: str = ""
    # None: neither more nor less is better.
    lower_is_better: bool | None = None
    # With fewer it is shown grey, without colour and without rank.
    least: int = FEW
    # What the catalogue of the self-assessment calls it (maturity/data/antwoord-vragen.yaml).
    kpi: str = ""
    # Provisional as long as the repeat window of its last day has not passed.
    waits_for_repeats: bool = False
    # Of a team or department only, never of a smaller circle, and never with a target.
    of_teams_only: bool = False

    def rate(self, part: float | None, whole: float | None) -> Rating | None:
        """None: no norm, nothing to divide by, or too few to say anything."""
        if self.norm is None or part is None or not whole or whole < self.least:
            return None
        return self.norm.rate(part / whole if self.rates_share else part)

    @cached_property
    def rates_share(self) -> bool:
        """Asked once: words that wait for a language are looked up to see whether there are any."""
        return bool(self.share_of)

    def value(self, counts: Mapping[str, int], *, provisional: bool = False) -> "Value":
        whole = _added_up(counts, self.whole) if self.whole else None
        return Value(self, _added_up(counts, self.part), whole, provisional)

    @property
    def better_is_lower(self) -> bool | None:
        return self.norm.lower_is_better if self.norm else self.lower_is_better


def _added_up(counts: Mapping[str, int], names: tuple[str, ...]) -> int:
    # Nearly always one: a page asks this a thousand times.
    return counts[names[0]] if len(names) == 1 else sum(counts[name] for name in names)


class Value(NamedTuple):
    """What a figure says of one scope and period: part ÷ whole, or part alone for a count and for
    the age of what is open; `whole` is then of how many."""

    figure: Figure
    part: float | None
    whole: int | None = None
    # Until the repeat window of the last day has passed it may still become less.
    provisional: bool = False

    @property
    def number(self) -> float | None:
        """None: nothing to divide by ("geen gegevens")."""
        if self.part is None:
            return None
        if not self.figure.whole:
            return float(self.part)
        return self.part / self.whole if self.whole else None

    @property
    def few(self) -> bool:
        """Something, but less than says anything: grey, no colour, not ranked."""
        return bool(self.whole) and self.whole < self.figure.least

    @property
    def rating(self) -> Rating | None:
        return None if self.few else self.figure.rate(self.part, self.whole)
