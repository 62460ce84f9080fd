"""When each person does what in a run: made before it begins, so that a slow answer never thins out
what is asked afterwards (an open loop). Plain values, no clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from random import Random

MINUTE = 60.0
# Seconds by which anything happens earlier or later than its place in the minute.
LOOSE = 2.0
POLL_EVERY = 20.0
# Second of the minute, what is done, and in one of how many minutes. One contact a minute: the
# subject is looked up, what is typed is kept every ten seconds, and then it is saved.
AGENT = (
    (0, "open", 5),
    (3, "subjects", 1),
    (6, "autosave", 1),
    (16, "autosave", 1),
    (21, "search", 3),
    (26, "autosave", 1),
    (36, "autosave", 1),
    (46, "autosave", 1),
    (55, "save", 1),
)
# Looks at the department, then at its work, takes a callback on and answers it.
HEAD = (
    (0, "dashboard", 1),
    (12, "worklist", 1),
    (20, "callback", 1),
    (28, "claim", 1),
    (45, "close", 1),
    (52, "cases", 2),
)


@dataclass(frozen=True, order=True)
class Due:
    """Seconds after the beginning of the run, and what is to be done then."""

    at: float
    act: str


def minutes(script: Sequence[tuple], *, seconds: float, rng: Random) -> list[Due]:
    """One minute after another from this script, begun somewhere in the middle of one: so that two
    hundred people never do the same at once, and the mix is right from the first second."""
    phase = rng.uniform(0, MINUTE)
    found = []
    for minute in range(-1, ceil(seconds / MINUTE) + 1):
        for second, act, one_in in script:
            at = minute * MINUTE + phase + second + rng.uniform(-LOOSE, LOOSE)
            if 0 <= at < seconds and not rng.randrange(one_in):
                found.append(Due(at, act))
    return sorted(found)


def polls(acts: Sequence[str], *, seconds: float, rng: Random) -> list[Due]:
    """What the pages ask by themselves, in turn."""
    at, number, found = rng.uniform(0, POLL_EVERY), rng.randrange(len(acts)), []
    while at < seconds:
        found.append(Due(at, acts[number % len(acts)]))
        at, number = at + POLL_EVERY, number + 1
    return found


def per_second(schedules: Iterable[Iterable[Due]], seconds: float) -> float:
    """Acts a second of all of them together."""
    return sum(1 for schedule in schedules for _due in schedule) / seconds


def growing(first: int, most: int, factor: float = 1.25) -> Iterator[int]:
    """Numbers of agents of a saturation, in steps of ten, until `most`."""
    count = float(first)
    while round(count, -1) <= most:
        agents = int(round(count, -1))
        yield agents
        count = max(count * factor, agents + 10)
