"""The penalty for a decision that does not come in time (Awb 4:17). Plain: no database, no clock.

It runs from the day on which two weeks have passed after the day of receipt of a valid notice of
default, for at most 42 days. The Algemene termijnenwet moves none of these days. The day of the
decision itself costs nothing: on that day the municipality is no longer in default.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

GRACE = timedelta(days=14)
MOST_DAYS = 42
ONE_DAY = timedelta(days=1)


def first_day(received_on: date) -> date:
    """The first day that costs something; on the day before it two weeks have passed."""
    return received_on + GRACE + ONE_DAY


def received_for(first: date) -> date:
    """The day of receipt that gives this first day."""
    return first - GRACE - ONE_DAY


def last_day_to_decide(received_on: date) -> date:
    """Decided on this day or before, it costs nothing; nor does a decision on the first day."""
    return received_on + GRACE


@dataclass(frozen=True)
class Stretch:
    """Days that cost the same; `amount` is in whole euros a day."""

    first: date
    last: date
    amount: int

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def days_until(self, day: date) -> int:
        """How many of them there have been by the end of that day."""
        return max((min(day, self.last) - self.first).days + 1, 0)


@dataclass(frozen=True)
class Penalty:
    """What it costs from day to day. `decided_on` ends it; None as long as there is no decision."""

    stretches: tuple[Stretch, ...]
    decided_on: date | None = None

    @property
    def first(self) -> date:
        return self.stretches[0].first

    @property
    def last(self) -> date:
        """The last day that can cost anything, were there no decision."""
        return self.stretches[-1].last

    @property
    def maximum(self) -> int:
        return sum(stretch.days * stretch.amount for stretch in self.stretches)

    def counted_until(self, today: date) -> date:
        """The last day that counts by the end of today."""
        return today if self.decided_on is None else min(today, self.decided_on - ONE_DAY)

    def days(self, today: date) -> int:
        until = self.counted_until(today)
        return sum(stretch.days_until(until) for stretch in self.stretches)

    def amount(self, today: date) -> int:
        """In whole euros, today included."""
        until = self.counted_until(today)
        return sum(stretch.days_until(until) * stretch.amount for stretch in self.stretches)

    def runs(self, today: date) -> bool:
        """Whether today costs something."""
        return self.first <= today <= self.last and self.counted_until(today) == today


def penalty(
    received_on: date, tiers: Sequence[Sequence[int]], *, decided_on: date | None = None
) -> Penalty | None:
    """For a valid notice received on that day; None without amounts. `tiers` are [days, euros a
    day], in their order, cut off at the most the law asks."""
    stretches, start = [], first_day(received_on)
    end = start + timedelta(days=MOST_DAYS)
    for days, amount in tiers:
        stop = min(start + timedelta(days=days), end)
        if stop > start:
            stretches.append(Stretch(start, stop - ONE_DAY, amount))
        start = stop
    return Penalty(tuple(stretches), decided_on) if stretches else None
