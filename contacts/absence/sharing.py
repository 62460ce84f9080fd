"""Dividing the work of somebody away. Plain: no database."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence


def share(items: Iterable, people: Sequence, fits: Callable) -> list[tuple]:
    """(item, person) for each item, in its order: who has the fewest so far gets the next one, of
    equals the first. `fits(item, person)`: works this person where the item waits? None when
    nobody does."""
    given: Counter = Counter()
    found = []
    for item in items:
        able = [person for person in people if fits(item, person)]
        chosen = min(able, key=lambda person: given[person]) if able else None
        if chosen is not None:
            given[chosen] += 1
        found.append((item, chosen))
    return found
