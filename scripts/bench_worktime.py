"""How long a due moment takes to reckon, by the length of the term (`make bench-time`).

Prints microseconds for each due moment with terms of 1 to 1000 working days, all in this one run,
so that the growth shows as a ratio whatever the machine. Nothing is judged: a stopwatch in a test
says more about the machine than about the code.
"""

import os
import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import perf_counter

import packages

if Path(sys.prefix) != packages.VENV:  # `make bench-time` starts us with the system's Python
    packages.ensure("requirements.txt", "requirements-dev.txt")
    os.execv(str(packages.PYTHON), [str(packages.PYTHON), *sys.argv])
sys.path.insert(0, str(packages.ROOT))

from kcc.organisation.clocks import start_clock
from kcc.organisation.dutch_holidays import statutory_days
from kcc.organisation.worktime import (
    OpeningCalendar,
    add_working_days,
    add_working_hours,
    subtract_working_days,
    working_day_deadline,
)

TERMS = (1, 10, 100, 1000)
MOMENTS = 1_000_000
SHARE = 10  # what comes with its reasons or its clock is reckoned for one in so many
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
ROUNDS = 5
STEP = timedelta(seconds=31)  # a million of them is a year


def working_hours(calendar, received, n):
    return add_working_hours(calendar, received, n * 8)


def whole_clock(calendar, received, n):
    due = working_day_deadline(calendar, received, n)
    return start_clock(calendar, received=received, due_at=due)


QUESTIONS = [
    ("due moment", working_day_deadline, MOMENTS),
    ("with its reasons", add_working_days, MOMENTS // SHARE),
    ("opening hours", working_hours, MOMENTS // SHARE),
    ("counted back", subtract_working_days, MOMENTS // SHARE),
    ("the whole clock", whole_clock, MOMENTS // SHARE),
]


def calendar() -> OpeningCalendar:
    """Monday to Friday from 8:30 to 17:00, closed on the days of the law."""
    office = ((time(8, 30), time(17)),)
    closed = statutory_days(range(2020, 2036))
    return OpeningCalendar(weekly=(office,) * 5 + ((), ()), closed_days=closed)


def measured(ask, count: int) -> list[float]:
    """Microseconds for each of `count` moments spread over a year, per term.

    The terms take turns in ROUNDS and the best round counts: the machine has other work too.
    """
    town = calendar()
    ask(town, FIRST, max(TERMS))  # lay the calendar out once, as a running process has
    step = STEP * (MOMENTS // count)
    each = count // ROUNDS
    best = [float("inf")] * len(TERMS)
    for turn in range(ROUNDS):
        moments = [FIRST + number * step for number in range(turn * each, (turn + 1) * each)]
        for place, term in enumerate(TERMS):
            started = perf_counter()
            for moment in moments:
                ask(town, moment, term)
            best[place] = min(best[place], (perf_counter() - started) / each * 1_000_000)
    return best


def main() -> None:
    print(f"{'µs each, term in working days':30}" + "".join(f"{n:>9}" for n in TERMS) + "   1000:1")
    for name, ask, count in QUESTIONS:
        found = measured(ask, count)
        figures = "".join(f"{each:9.2f}" for each in found)
        print(f"{name:18}{count:>12,}{figures}{found[-1] / found[0]:9.2f}")


if __name__ == "__main__":
    main()
