"""What is counted from the facts: whole days, and of other days what was written about. Plain
Python."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from dashboard.models.tallies import Facts
from dashboard.spans import Span, pieces, runs

# Departments (ids); None is all of them.
Some = frozenset[int] | None


class Taken(NamedTuple):
    """What is taken off the tallies: of these days, of these facts, of a department or (0) all."""

    span: Span
    department: int
    facts: frozenset[Facts]


@dataclass(frozen=True)
class Live:
    """`times` are the days on which everything that took time is counted, of all departments, for
    who asks for some departments only (dashboard.measures.TIMES)."""

    found: Mapping[Facts, Mapping[date, Some]] = field(default_factory=dict)
    times: frozenset[date] = frozenset()

    @classmethod
    def whole(cls, days: Iterable[date]) -> "Live":
        return cls.of(dict.fromkeys(days))

    @classmethod
    def of(cls, days: Mapping[date, Some]) -> "Live":
        """All facts of these days."""
        return cls(dict.fromkeys(Facts, days))

    @property
    def days(self) -> set[date]:
        return {day for days in self.found.values() for day in days}

    @property
    def is_of_parts(self) -> bool:
        """Some departments of a day, and the others of it from the tallies."""
        return any(some is not None for days in self.found.values() for some in days.values())

    def has(self, facts: Facts, day: date, department: int) -> bool:
        days = self.found.get(facts, {})
        if day not in days:
            return False
        some = days[day]
        return some is None or department in some

    def spans(self, facts: Facts) -> list[Span]:
        """No day of these facts is left out; some more may be among them."""
        return pieces(self.found.get(facts, ()))

    def taken(self, span: Span) -> Iterator[Taken]:
        places: dict[tuple[date, int], set[Facts]] = defaultdict(set)
        for facts, days in self.found.items():
            for day, some in days.items():
                if day in span:
                    for department in (0,) if some is None else some:
                        places[day, department].add(facts)
        alike: dict[tuple[int, frozenset[Facts]], set[date]] = defaultdict(set)
        for (day, department), facts in places.items():
            alike[department, frozenset(facts)].add(day)
        for (department, facts), days in sorted(alike.items(), key=lambda each: each[0][0]):
            for each in runs(days):
                yield Taken(each, department, facts)
