"""Where a department stands among the others, by the share of its open work that is late.
Plain Python; of departments, never of people."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from statistics import median

# With less open work a share says more about chance than about the department.
LEAST_OPEN = 20
# Of two the one is simply better than the other.
LEAST_RANKED = 3


@dataclass(frozen=True)
class Place:
    """1 is the best; who has the same share has the same position."""

    position: int
    of: int
    share: float


@dataclass(frozen=True)
class Ranking:
    """`best` and `median` are shares; None as long as nobody is ranked."""

    places: Mapping[Hashable, Place] = field(default_factory=dict)
    best: float | None = None
    median: float | None = None

    @property
    def of(self) -> int:
        return len(self.places)

    def place(self, key: Hashable) -> Place | None:
        return self.places.get(key)


def rank(work: Mapping[Hashable, tuple[int, int]]) -> Ranking:
    """`work` is (late, open) of each department; who has less than LEAST_OPEN open is left out, and
    with fewer than LEAST_RANKED left nobody is ranked."""
    shares = {key: late / total for key, (late, total) in work.items() if total >= LEAST_OPEN}
    if len(shares) < LEAST_RANKED:
        return Ranking()
    places = {
        key: Place(1 + sum(other < share for other in shares.values()), len(shares), share)
        for key, share in shares.items()
    }
    return Ranking(places, min(shares.values()), median(shares.values()))
