"""How long everything took in one run, by kind of request."""

import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Seconds from the moment a request was due to its last byte: a request that had to wait for
    the one before it, or for this process, counts that waiting too (no coordinated omission)."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter = field(default_factory=Counter)
    # By how much this process itself was late with those that had nothing to wait for.
    late: list[float] = field(default_factory=list)
    # Things that ought to be answered so, such as a form that was sent before.
    notices: Counter = field(default_factory=Counter)

    def add(self, kind: str, seconds: float) -> None:
        self.times[kind].append(seconds)

    def fail(self, kind: str, why: str) -> None:
        self.errors[f"{kind}: {why}"] += 1

    @property
    def all(self) -> list[float]:
        return [each for times in self.times.values() for each in times]


def at(times: list[float], percent: int) -> float:
    """The percentile in milliseconds; 0.0 of nothing."""
    if not times:
        return 0.0
    if len(times) == 1:
        return times[0] * 1000
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1] * 1000
