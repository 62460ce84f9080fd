"""How much is open, and what the figures say of it. Plain: no database, no clock."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dashboard.figures import (
    BUCKETS,
    DUE_TODAY,
    LATE_CALLBACKS,
    MEDIAN_AGE,
    OLDEST,
    OPEN,
    OPEN_CALLBACKS,
    OPEN_CASES,
    OVERDUE,
    SERIOUS,
    UNASSIGNED,
    WAITING,
    Figure,
    Value,
)


class Kind(StrEnum):
    """The values of Snapshot.Kind."""

    CALLBACKS = "callbacks"
    CASES = "cases"


@dataclass(frozen=True, kw_only=True)
class Work:
    """The open callbacks, or the open cases, of one department; or of several together."""

    open: int = 0
    due_today: int = 0
    overdue: int = 0
    serious: int = 0
    waiting: int = 0
    unassigned: int = 0
    # The local day on which the oldest came in; None when nothing is open.
    oldest_on: date | None = None
    # How many came in so many working days ago.
    by_age: Mapping[int, int] = field(default_factory=dict)

    def __add__(self, other: "Work") -> "Work":
        return Work.total((self, other))

    @classmethod
    def total(cls, parts: Iterable["Work"]) -> "Work":
        parts = list(parts)
        if len(parts) == 1:
            return parts[0]
        by_age = Counter()
        for part in parts:
            by_age.update(part.by_age)
        return cls(
            open=sum(part.open for part in parts),
            due_today=sum(part.due_today for part in parts),
            overdue=sum(part.overdue for part in parts),
            serious=sum(part.serious for part in parts),
            waiting=sum(part.waiting for part in parts),
            unassigned=sum(part.unassigned for part in parts),
            oldest_on=min((part.oldest_on for part in parts if part.oldest_on), default=None),
            by_age=dict(by_age),
        )

    @property
    def ages(self) -> tuple[int, ...]:
        """How many of each age, as BUCKETS."""
        return tuple(
            sum(
                number
                for age, number in self.by_age.items()
                if least <= age and (most is None or age <= most)
            )
            for least, most in BUCKETS
        )

    @property
    def oldest_age(self) -> int | None:
        return max(self.by_age, default=None)

    @property
    def median_age(self) -> float | None:
        """In working days; of an even number the mean of the two in the middle."""
        return median(self.by_age)


@dataclass(frozen=True)
class Stock:
    """What is open at one moment, by kind and department (id)."""

    works: Mapping[tuple[Kind, int], Work]
    # By team (id, 0 is none) how much there is of each state, without ages; all under 0 when the
    # teams were not asked for.
    teams: Mapping[int, Work] = field(default_factory=dict)
    # By kind and departments: every figure of a page asks for the same ones.
    _found: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, kind: Kind | None = None, departments: Collection[int] | None = None) -> Work:
        """Of one kind or of both; of these departments (ids) together or of all there are."""
        chosen = None if departments is None else frozenset(departments)
        key = kind, chosen
        if key not in self._found:
            self._found[key] = Work.total(self._parts(kind, chosen))
        return self._found[key]

    def _parts(self, kind: Kind | None, departments: frozenset[int] | None) -> list[Work]:
        kinds = list(Kind) if kind is None else [kind]
        if departments is None:
            return [work for (each, _department), work in self.works.items() if each in kinds]
        places = [(each, department) for each in kinds for department in departments]
        return [self.works[place] for place in places if place in self.works]

    def value(
        self,
        figure: Figure,
        departments: Collection[int] | None = None,
        *,
        kind: Kind | None = None,
    ) -> Value:
        """What a figure of dashboard.figures.STOCK says, of one kind of work or of both."""
        work = self.of(KINDS.get(figure.slug, kind), departments)
        return Value(figure, PARTS[figure.slug](work), work.open)


def median(by_age: Mapping[int, int]) -> float | None:
    total = sum(by_age.values())
    if not total:
        return None
    seen, lower = 0, None
    for age in sorted(by_age):
        seen += by_age[age]
        if lower is None and 2 * seen >= total:
            lower = age
        if 2 * seen > total:
            return (lower + age) / 2
    raise ValueError("no number of items is less than 0")


# Figures that are about one kind of work only.
KINDS = {
    OPEN_CALLBACKS.slug: Kind.CALLBACKS,
    LATE_CALLBACKS.slug: Kind.CALLBACKS,
    OPEN_CASES.slug: Kind.CASES,
    # Its norm is one of days; a case may take weeks.
    MEDIAN_AGE.slug: Kind.CALLBACKS,
}
PARTS = {
    OPEN.slug: lambda work: work.open,
    OPEN_CALLBACKS.slug: lambda work: work.open,
    OPEN_CASES.slug: lambda work: work.open,
    DUE_TODAY.slug: lambda work: work.due_today,
    OVERDUE.slug: lambda work: work.overdue,
    LATE_CALLBACKS.slug: lambda work: work.overdue,
    SERIOUS.slug: lambda work: work.serious,
    WAITING.slug: lambda work: work.waiting,
    UNASSIGNED.slug: lambda work: work.unassigned,
    OLDEST.slug: lambda work: work.oldest_age,
    MEDIAN_AGE.slug: lambda work: work.median_age,
}
