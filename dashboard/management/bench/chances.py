"""Drawing from weights, some millions of times."""

from bisect import bisect
from collections.abc import Iterable, Mapping
from itertools import accumulate, pairwise
from random import Random


class Chances:
    """`random.choices` adds the weights up at every draw; this does it once."""

    def __init__(self, weights: Mapping[object, float]):
        self.things = [thing for thing, weight in weights.items() if weight > 0]
        self.sums = list(accumulate(weight for weight in weights.values() if weight > 0))

    def draw(self, rng: Random):
        return self.things[bisect(self.sums, rng.random() * self.sums[-1])]


def in_parts(total: int, weights: Iterable[float]) -> list[int]:
    """`total` divided as the weights say, in whole numbers that add up to it."""
    sums = list(accumulate(weights))
    edges = [0, *(round(total * each / sums[-1]) for each in sums)]
    return [after - before for before, after in pairwise(edges)]


def uuid_hex(rng: Random) -> str:
    """A random UUID (version 4) from the generator, so that a seed gives the same rows again."""
    bits = rng.getrandbits(128) & ~(0xF << 76) & ~(0x3 << 62) | 4 << 76 | 2 << 62
    return f"{bits:032x}"
