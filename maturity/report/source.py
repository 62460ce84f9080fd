"""What every part of the report is told from. No statement of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils.dateformat import format as format_date

from kcc.lib.periods import local_day
from maturity.asked import Asked
from maturity.catalogue import Pillar, Statement
from maturity.models import Assessment, ImprovementAction, Target
from maturity.outcome import FEWEST, Result
from maturity.outcome.selectors import result_of
from maturity.plan.selectors import Course
from maturity.plan.words import Warned
from maturity.results import show


@dataclass(frozen=True)
class Plan:
    """`targets` by pillar; `courses` by the public id of an action, of those with a figure that
    were begun; `cautions` say where it is weak. `today` is the day on which is told what is
    late."""

    targets: Mapping[str, Target] = field(default_factory=dict)
    actions: Sequence[ImprovementAction] = ()
    courses: Mapping[object, Course] = field(default_factory=dict)
    cautions: Sequence[Warned] = ()
    today: date | None = None

    @property
    def is_empty(self) -> bool:
        return not self.targets and not self.actions


@dataclass(frozen=True)
class Source:
    """A settled round with what its page shows, the round before it and its plan."""

    assessment: Assessment
    page: show.Page
    before: Assessment | None
    plan: Plan

    @property
    def asked(self) -> Asked:
        return self.page.asked

    @property
    def result(self) -> Result:
        return self.page.result

    @cached_property
    def earlier(self) -> Result | None:
        return result_of(self.before) if self.before else None

    @property
    def pillars(self) -> tuple[Pillar, ...]:
        return self.asked.pillars

    @property
    def tells_of_people(self) -> bool:
        """Of fewer one could know who answered what."""
        return self.result.handed_in >= FEWEST

    def statement(self, code: str) -> Statement | None:
        return self.asked.by_code.get(code)

    @property
    def settled_on(self) -> date:
        return local_day(self.assessment.final_at)

    @property
    def made_on(self) -> date:
        """The date of a file: when the newest of what is in it was written."""
        plan = self.plan
        moments = [
            *(each.changed_at for each in plan.targets.values()),
            *(each.closed_at or each.created_at for each in plan.actions),
        ]
        return max([self.settled_on, *map(local_day, moments)])


def full_day(day: date) -> str:
    """4 November 2026: always with its year, for a report is read in other years too."""
    return format_date(day, "j F Y")


def months_text(first: date, last: date) -> str:
    """ "August to October 2026" as "augustus 2026 – oktober 2026"; one month once."""
    begin, end = format_date(first, "F Y"), format_date(last, "F Y")
    return begin if begin == end else f"{begin} – {end}"
