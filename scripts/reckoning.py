"""What is reckoned from measured times: percentiles and growth. Standard library only."""

import math
import statistics
from collections.abc import Sequence


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """The smallest value that 95 % of them do not exceed; of fewer than twenty the largest."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def per_ten(ratio: float, times: float) -> float:
    """What ten times the contacts would cost, when `times` as many cost `ratio` as much: on a line
    through both sizes on paper with two logarithmic scales."""
    return ratio ** (math.log(10) / math.log(times))
