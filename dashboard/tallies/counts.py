"""Numbers by the name of their measure, that can be added up. Plain Python."""

from collections.abc import Iterable, Mapping


class Counts(dict[str, int]):
    """A measure that was not counted is 0."""

    def __missing__(self, name: str) -> int:
        return 0

    def add(self, other: Mapping[str, int]) -> "Counts":
        """Adds to this one; what is 0 takes no room."""
        if not self:
            self.update((name, number) for name, number in other.items() if number)
            return self
        for name, number in other.items():
            if number:
                number += self.get(name, 0)
                if number:
                    self[name] = number
                else:  # taken off again
                    del self[name]
        return self

    def __add__(self, other: Mapping[str, int]) -> "Counts":
        return Counts(self).add(other)

    @classmethod
    def total(cls, parts: Iterable[Mapping[str, int]]) -> "Counts":
        found = cls()
        for part in parts:
            found.add(part)
        return found
