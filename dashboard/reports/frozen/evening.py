"""What was open at the end of the last day of a report. Plain: no database, no clock."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from dashboard.figures import BUCKETS
from dashboard.stock.work import Kind, Stock, Work

STATES = ("open", "overdue", "serious", "waiting", "unassigned")


@dataclass(frozen=True, kw_only=True)
class KeptWork(Work):
    """As an evening was kept: ages in buckets, and a median of one department and kind only, for
    medians cannot be added up. What is due later that day is not kept."""

    kept_ages: tuple[int, ...] = (0,) * len(BUCKETS)
    kept_median: float | None = None
    kept_oldest: int | None = None

    @classmethod
    def total(cls, parts: Iterable["KeptWork"]) -> "KeptWork":
        parts = list(parts)
        if len(parts) == 1:
            return parts[0]
        return cls(
            **{name: sum(getattr(part, name) for part in parts) for name in STATES},
            kept_ages=tuple(sum(part.ages[step] for part in parts) for step in range(len(BUCKETS))),
            kept_oldest=max(
                (part.kept_oldest for part in parts if part.kept_oldest is not None), default=None
            ),
        )

    @property
    def ages(self) -> tuple[int, ...]:
        return self.kept_ages

    @property
    def median_age(self) -> float | None:
        return self.kept_median

    @property
    def oldest_age(self) -> int | None:
        return self.kept_oldest


@dataclass(frozen=True)
class KeptStock(Stock):
    """Of kept evenings, by kind and department (id)."""

    works: Mapping[tuple[Kind, int], KeptWork] = field(default_factory=dict)

    def of(self, kind: Kind | None = None, departments: Collection[int] | None = None) -> KeptWork:
        return KeptWork.total(
            work
            for (each, department), work in self.works.items()
            if kind in (None, each) and (departments is None or department in departments)
        )


def work_as_json(work: Work) -> dict:
    """Of an evening that was kept, or of one that was worked out now."""
    told = {name: getattr(work, name) for name in STATES}
    return told | {"ages": list(work.ages), "median": work.median_age, "oldest": work.oldest_age}


def work_from_json(told: Mapping) -> KeptWork:
    return KeptWork(
        **{name: told[name] for name in STATES},
        kept_ages=tuple(told["ages"]),
        kept_median=told["median"],
        kept_oldest=told["oldest"],
    )
