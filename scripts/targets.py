"""What is promised, and whether it is kept.

Multiples are of medians at one client, in the same run, at the size in `AT`, with durable commits.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import reckoning

AT = 1_000_000
# What a worker process may grow between its first thousand requests and the end: pages of memory
# that are in use by chance.
NO_GROWTH = 5  # megabytes

SEARCH = (
    "Search by phone", "Search by number", "Search by name with a typo", "Search by postcode",
)  # fmt: skip
LISTS = (
    "Worklist of callbacks", "Worklist of callbacks, page 1,000", "Worklist of cases",
    "Contact list", "Contact list, page 1,000",
)  # fmt: skip
AGENT = (
    "Agent screen, empty", "Agent screen, a call comes in", "Agent screen, running contact",
)  # fmt: skip
SIMPLE, WITH_CALLBACK = "Log a simple contact", "Log a contact with a callback"
DEPARTMENT, ORGANISATION = "Department dashboard", "Organisation view"


@dataclass(frozen=True)
class Target:
    """At most so many times the floor of the operation."""

    operations: tuple[str, ...]
    most: float


MULTIPLES = (
    Target(SEARCH, 3),
    Target(LISTS, 4),
    Target(("Case page",), 4),
    Target(AGENT, 4),
    Target((SIMPLE,), 4),
    Target((WITH_CALLBACK,), 6),
    Target((DEPARTMENT,), 12),
    Target((ORGANISATION,), 25),
)
# Ten times the contacts: at most so many times the milliseconds.
GROWTH = (
    Target((*SEARCH, *LISTS, SIMPLE, WITH_CALLBACK), 1.3),
    Target((DEPARTMENT, ORGANISATION), 1.5),
)
WORKER_MEGABYTES = 150
REPORTS_SECONDS = 30
IMPORT_ROWS = 2_000


@dataclass(frozen=True)
class Verdict:
    name: str
    promised: str
    found: str
    kept: bool


def verdicts(town, towns: Sequence) -> Iterator[Verdict]:
    """Of the town at the size of the targets, and of growth over all of them (`benchmarks.Found`).
    What was not measured is not in it."""
    yield from _multiples(town)
    if len(towns) > 1:
        yield from _growth(towns[0], towns[-1])
    if town.memory:
        yield from _memory(town.memory)
    if town.reports:
        yield _at_most(
            f"{town.reports['month']['reports']} reports of a month",
            REPORTS_SECONDS, town.reports["month"]["made"], lambda value: f"{value:.1f} s",
        )  # fmt: skip
    if town.imported:
        rate = town.imported["rows"] / town.imported["seconds"]
        yield Verdict(
            f"Import of {town.imported['rows']:,} rows",
            f"≥ {IMPORT_ROWS:,} rows/s", f"{rate:,.0f} rows/s", rate >= IMPORT_ROWS,
        )  # fmt: skip


def _at_most(name: str, most: float, found: float, words: Callable[[float], str]) -> Verdict:
    return Verdict(name, f"≤ {words(most)}", words(found), found <= most)


def _multiples(town) -> Iterator[Verdict]:
    for target in MULTIPLES:
        for name in target.operations:
            one = town.operations.get(name)
            if one is not None:
                words = {"read": "× read floor", "insert": "× insert floor"}[one.floor]
                multiple = town.multiple(one)
                verdict = _at_most(
                    name, target.most, multiple, lambda value, words=words: f"{value:.2f} {words}"
                )
                yield replace(verdict, kept=verdict.kept and not one.wrong)
            elif name in town.failed:
                yield Verdict(name, f"≤ {target.most}", "failed", kept=False)


def _growth(small, large) -> Iterator[Verdict]:
    for target in GROWTH:
        for name in target.operations:
            if name in small.operations and name in large.operations:
                ten = growth(small, large, name)
                yield _at_most(
                    f"{name}, at ten times the contacts", target.most, ten,
                    lambda value: f"{value:.2f} ×",
                )  # fmt: skip


def growth(small, large, name: str) -> float:
    """For ten times the contacts. Of multiples of the floor, so that a machine which is slower at
    the one size than at the other does not count."""
    one, other = (town.multiple(town.operations[name]) for town in (small, large))
    return reckoning.per_ten(other / one, large.size / small.size)


def _memory(memory) -> Iterator[Verdict]:
    """`memory`: wear.Wear."""
    yield _at_most(
        f"Memory of a web worker after {memory.requests:,} requests",
        WORKER_MEGABYTES, memory.late, lambda value: f"{value:.0f} MB",
    )  # fmt: skip
    yield _at_most(
        f"Its growth after the first {memory.first:,}",
        NO_GROWTH, memory.grown, lambda value: f"{value:.0f} MB",
    )  # fmt: skip
