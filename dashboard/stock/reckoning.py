"""What was open at the end of days that are over, from what the rows and their timelines tell.

One sweep: each stretch of a piece of work adds itself at the first evening it saw and takes itself
off at the first it did not see, so that a year costs hardly more than a day.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from cases.past import selectors as cases
from contacts.callbacks.past import selectors as callbacks
from dashboard.ages import age_in_working_days
from dashboard.stock.work import Kind, Work
from kcc.lib.periods import start_of
from kcc.organisation.calendars import calendar_for
from kcc.organisation.stretches import Stretch

SOURCES = {Kind.CALLBACKS: callbacks.stretches, Kind.CASES: cases.stretches}
COUNTED = ("overdue", "serious", "waiting", "unassigned")


def end_of(day: date) -> datetime:
    """The last moment of a local day: what a worklist shows then is the stock of that day."""
    return start_of(day + timedelta(days=1)) - timedelta(microseconds=1)


def reckon(days: Sequence[date]) -> dict[tuple[date, Kind, int], Work]:
    """What was open at the end of these days, by day, kind and department (id); what is not there
    is nothing. A handful of statements, and one more per 500 rows."""
    days = sorted(days)
    evenings = [end_of(day) for day in days]
    found = {}
    for kind, stretches in SOURCES.items():
        sweep = Sweep(days, evenings)
        sweep.add(stretches(evenings[0], evenings[-1]))
        found |= {(day, kind, place): work for (day, place), work in sweep.works()}
    return found


class Sweep:
    """Adds up stretches evening by evening."""

    def __init__(self, days: Sequence[date], evenings: Sequence[datetime]):
        self.days, self.evenings = days, evenings
        # By department: per evening what comes to it and what goes.
        self.steps: dict[int, list[Counter]] = defaultdict(lambda: [Counter() for _ in days])

    def add(self, stretches: Iterable[Stretch]) -> None:
        for stretch in stretches:
            first = self._evening(stretch.since)
            after = self._evening(stretch.until) if stretch.until else len(self.evenings)
            if first >= after:
                continue
            steps = self.steps[stretch.department]
            self._add(steps, first, after, stretch.received)
            if not stretch.taken:
                self._add(steps, first, after, "unassigned")
            if stretch.waiting:
                self._add(steps, first, after, "waiting")
            for name, moment in (("overdue", stretch.late_from), ("serious", stretch.serious_from)):
                if moment:
                    self._add(steps, max(first, self._evening(moment)), after, name)

    def _evening(self, moment: datetime) -> int:
        """The first evening at which that moment has come."""
        return bisect_left(self.evenings, moment)

    def _add(self, steps: list[Counter], first: int, after: int, what) -> None:
        if first < after:
            steps[first][what] += 1
            if after < len(steps):
                steps[after][what] -= 1

    def works(self):
        """((day, department id), Work) of every evening on which something was open."""
        ages = Ages()
        for place, steps in self.steps.items():
            here: Counter = Counter()
            for day, step in zip(self.days, steps, strict=True):
                for what, number in step.items():
                    here[what] += number
                    if not here[what]:
                        del here[what]
                received = {what: here[what] for what in here if isinstance(what, date)}
                if received:
                    yield (day, place), self._work(here, received, day, ages)

    def _work(self, here: Counter, received: dict[date, int], day: date, ages: "Ages") -> Work:
        by_age: Counter = Counter()
        for came_in, number in received.items():
            by_age[ages.between(came_in, day)] += number
        return Work(
            open=by_age.total(),
            oldest_on=min(received),
            by_age=dict(by_age),
            **{name: here[name] for name in COUNTED},
        )


class Ages:
    """Working days between many days: each is looked up once."""

    def __init__(self):
        self.calendar, self.numbers, self.origin = calendar_for(), {}, None

    def between(self, first: date, last: date) -> int:
        return self._number(last) - self._number(first)

    def _number(self, day: date) -> int:
        if day not in self.numbers:
            self.origin = self.origin or day
            self.numbers[day] = age_in_working_days(self.calendar, self.origin, day)
        return self.numbers[day]
