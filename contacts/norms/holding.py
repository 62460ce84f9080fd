"""On which days a norm holds, among the norms for the very same thing. Plain Python.

The latest first day wins. A norm without a last day is followed up for good by a later one; one
that is followed up by a norm with a last day holds again after it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)


class State(StrEnum):
    IN_FORCE = "in_force"
    COMING = "coming"
    RESTING = "resting"  # followed up for a while, and holds again later
    PAST = "past"


@dataclass(frozen=True)
class Span:
    """Days in a row, both included; `last` is None when no end is known."""

    first: date
    last: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def without(self, other: "Span") -> list["Span"]:
        """What is left of it: nothing, one piece or two."""
        if (other.last is not None and other.last < self.first) or (
            self.last is not None and self.last < other.first
        ):
            return [self]
        left = []
        if self.first < other.first:
            left.append(Span(self.first, other.first - ONE_DAY))
        if other.last is not None and (self.last is None or other.last < self.last):
            left.append(Span(other.last + ONE_DAY, self.last))
        return left


def spans(own: Span, others: Iterable[Span]) -> list[Span]:
    """The days on which a norm holds: its own, without those of norms that begin later."""
    left = [own]
    for other in others:
        if other.first > own.first:
            left = [piece for span in left for piece in span.without(other)]
    return left


@dataclass(frozen=True)
class Holding:
    """How a norm stands on a day; `span` is when it holds now, next or held last (None: never)."""

    state: State
    span: Span | None
    again: date | None = None


def holding(own: Span, others: Iterable[Span], today: date) -> Holding:
    pieces = spans(own, others)
    coming = [span for span in pieces if span.first > today]
    for span in pieces:
        if span.holds_on(today):
            return Holding(State.IN_FORCE, span, coming[0].first if coming else None)
    if coming:
        state = State.COMING if own.first > today else State.RESTING
        return Holding(state, coming[0], coming[1].first if coming[1:] else None)
    return Holding(State.PAST, pieces[-1] if pieces else None)
