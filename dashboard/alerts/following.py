"""How an alert goes on from day to day. Plain: no database, no clock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class State:
    """Since which day the figure is past its threshold, and for how many working days by then."""

    since: date | None = None
    days: int = 0


@dataclass(frozen=True)
class Step:
    """After one day; `tells` on the day on which it has been past for long enough, once."""

    day: date
    state: State
    tells: bool = False


def follow(
    state: State, days: Iterable[tuple[date, bool | None]], *, needed: int
) -> Iterator[Step]:
    """Day by day: (working day, whether it was past). A day that says nothing (None: too few)
    changes nothing; a day that was not past ends it."""
    for day, past in days:
        tells = False
        if past:
            state = State(state.since or day, state.days + 1)
            tells = state.days == needed
        elif past is False:
            state = State()
        yield Step(day, state, tells)
