"""Which figures of a report say something else by now. Plain: no database, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.figures import BY_SLUG, PERIOD, Figure, Value
from dashboard.tallies.counts import Counts


@dataclass(frozen=True)
class Difference:
    """A figure of the period: what the report says, and what the dashboard says now."""

    then: Value
    now: Value

    @property
    def figure(self) -> Figure:
        return self.now.figure


def differences(then: Mapping[str, int], now: Mapping[str, int]) -> list[list]:
    """[slug, [part, whole], [part, whole]] of every figure that differs, as in Report.changes. What
    was open is not among them: an evening that was kept stays as it was."""
    found = []
    for figure in PERIOD:
        before, after = (_numbers(figure.value(counts)) for counts in (Counts(then), Counts(now)))
        if before != after:
            found.append([figure.slug, before, after])
    return found


def _numbers(value: Value) -> list[int | None]:
    return [value.part, value.whole]


def told(changes: Sequence[Sequence]) -> list[Difference]:
    """From Report.changes. A figure that is no longer there is left out."""
    return [
        Difference(Value(BY_SLUG[slug], *then), Value(BY_SLUG[slug], *now))
        for slug, then, now in changes
        if slug in BY_SLUG
    ]
