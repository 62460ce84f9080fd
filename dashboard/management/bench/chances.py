"""Drawing from weights, some millions of times."""

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, pairwise
from math import exp
from random import Random
from statistics import NormalDist


class Chances:
    """`random.choices` adds the weights up at every draw; this does it once."""

    def __init__(self, weights: Mapping[object, float]):
        self.things = [thing for thing, weight in weights.items() if weight > 0]
        self.sums = list(accumulate(weight for weight in weights.values() if weight > 0))
        self.total = self.sums[-1]

    def draw(self, rng: Random):
        return self.things[bisect(self.sums, rng.random() * self.total)]


def pick(rng: Random, things: Sequence):
    """One of them. In a third of the time of `random.choice`, which is exact for lists of any
    length; these are short."""
    return things[int(rng.random() * len(things))]


def between(rng: Random, first: int, end: int) -> int:
    """A whole number from `first` up to, not including, `end`."""
    return first + int(rng.random() * (end - first))


# How much longer or shorter than usual something takes (a lognormal distribution, sigma 0.5).
LENGTHS = [exp(0.5 * NormalDist().inv_cdf((place + 0.5) / 1000)) for place in range(1000)]


def in_parts(total: int, weights: Iterable[float]) -> list[int]:
    """`total` divided as the weights say, in whole numbers that add up to it."""
    sums = list(accumulate(weights))
    edges = [0, *(round(total * each / sums[-1]) for each in sums)]
    return [after - before for before, after in pairwise(edges)]


class Ids:
    """Random UUIDs (version 4) from the generator, so that a seed gives the same rows again. Drawn
    many at a time: measured, a tenth of one by one."""

    AT_ONCE = 1024

    def __init__(self, rng: Random):
        self.rng, self.drawn = rng, []

    def __call__(self) -> str:
        if not self.drawn:
            self._draw()
        return self.drawn.pop()

    def _draw(self) -> None:
        digits = self.rng.randbytes(16 * self.AT_ONCE).hex()
        self.drawn = [
            f"{digits[at : at + 12]}4{digits[at + 13 : at + 16]}"
            f"{VARIANT[digits[at + 16]]}{digits[at + 17 : at + 32]}"
            for at in range(0, len(digits), 32)
        ]


# What the two highest bits of that digit have to be.
VARIANT = {f"{digit:x}": f"{8 + digit % 4:x}" for digit in range(16)}
