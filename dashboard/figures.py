"""What each figure means: one name, one sentence, one norm. Plain: no database, no clock.

The page, docs/figures.md and later the report and its exports all read from here. Norms are those
of domain.md 5.2; they rate a share and never a bare count.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Below this a share says more about chance than about work, and may point at one person.
FEW = 5


class Unit(StrEnum):
    COUNT = "count"
    SHARE = "share"
    WORKING_DAYS = "working days"
    SECONDS = "seconds"


class Basis(StrEnum):
    NOW = "now"  # what is open at this moment
    MONTH = "month"  # what came in during a calendar month


class Rating(StrEnum):
    """How a share compares with its norm; the values are the kinds of components/status.html."""

    GOOD = "ok"
    NEAR = "warn"
    BAD = "late"

    @property
    def word(self):
        return WORDS[self]


WORDS = {
    Rating.GOOD: _("on target"),
    Rating.NEAR: _("almost"),
    Rating.BAD: _("off target"),
}


@dataclass(frozen=True)
class Norm:
    """Good up to `good`, near up to `near` when less is better; from there on when more is."""

    good: float
    near: float
    lower_is_better: bool = True

    def rate(self, share: float) -> Rating:
        if self.lower_is_better:
            return (
                Rating.GOOD if share <= self.good else
                Rating.NEAR if share <= self.near else Rating.BAD
            )  # fmt: skip
        return (
            Rating.GOOD if share >= self.good else
            Rating.NEAR if share >= self.near else Rating.BAD
        )  # fmt: skip


@dataclass(frozen=True)
class Figure:
    slug: str
    name: str
    sentence: str
    unit: Unit
    basis: Basis
    norm: Norm | None = None
    # What the share is taken of, when the norm rates one.
    share_of: str = ""

    def rate(self, part: int | None, whole: int | None) -> Rating | None:
        """None: no norm, nothing to divide by, or too few to say anything."""
        if self.norm is None or part is None or not whole or whole < FEW:
            return None
        return self.norm.rate(part / whole)


OPEN_CALLBACKS = Figure(
    "open_callbacks",
    _("Open callbacks"),
    _("Callbacks and written questions of the department that are not handled and not given up."),
    Unit.COUNT,
    Basis.NOW,
)
OPEN_CASES = Figure(
    "open_cases",
    _("Open cases"),
    _("Cases of the department that are not closed."),
    Unit.COUNT,
    Basis.NOW,
)
DUE_TODAY = Figure(
    "due_today",
    _("Due today"),
    _(
        "Open callbacks whose clock runs out later today; open cases whose term ends today. A "
        "clock that stands still is not counted."
    ),
    Unit.COUNT,
    Basis.NOW,
)
OVERDUE = Figure(
    "overdue",
    _("Late"),
    _(
        "Open callbacks whose clock has run out, or had when it was stopped; open cases without a "
        "decision whose term ended before today, or before it was suspended."
    ),
    Unit.COUNT,
    Basis.NOW,
    Norm(0.05, 0.15),
    _("of what is open"),
)
SERIOUS = Figure(
    "serious",
    _("Seriously late"),
    _(
        "Open callbacks whose term has passed three times, in opening hours, and open cases "
        "without a decision whose term has passed three times, without the days it stood still; "
        "while the clock runs. They are part of what is late."
    ),
    Unit.COUNT,
    Basis.NOW,
    Norm(0, 0),
    _("of what is open"),
)
WAITING = Figure(
    "waiting",
    pgettext_lazy("clock", "Waiting"),
    _(
        "Open callbacks whose clock stands still because something is needed from the customer, "
        "and suspended cases (Awb 4:15). It goes on by itself when the day that was set is over."
    ),
    Unit.COUNT,
    Basis.NOW,
)
UNASSIGNED = Figure(
    "unassigned",
    _("Nobody's yet"),
    _("Open callbacks and cases that no employee has taken on."),
    Unit.COUNT,
    Basis.NOW,
    Norm(0, 0.02),
    _("of what is open"),
)
OLDEST = Figure(
    "oldest",
    _("Oldest"),
    _(
        "Working days since the oldest open callback or case came in; the day it came in is not "
        "counted."
    ),
    Unit.WORKING_DAYS,
    Basis.NOW,
)
REPEATS = Figure(
    "repeats",
    _("Repeat contacts"),
    _(
        "Questions of people who had to come back about the same, confirmed by an agent, by the "
        "start of the contact. They count for the department of the first contact."
    ),
    Unit.COUNT,
    Basis.MONTH,
    Norm(0.10, 0.20),
    _("of all questions about the department"),
)
REPEAT_TIME = Figure(
    "repeat_time",
    _("Time repeats cost"),
    _(
        "Repeat contacts times the mean handling time (talking and work afterwards) of all "
        "contacts of that month for which a time was kept."
    ),
    Unit.SECONDS,
    Basis.MONTH,
)
DIRECT = Figure(
    "direct",
    _("Answered at once"),
    _(
        "Questions with an outcome that counts as answered at once, of all questions that came "
        "in. Broken-off calls count, wrong numbers do not."
    ),
    Unit.SHARE,
    Basis.MONTH,
    Norm(0.80, 0.60, lower_is_better=False),
    _("of all questions about the department"),
)
FIGURES = (
    OPEN_CALLBACKS, OPEN_CASES, DUE_TODAY, OVERDUE, SERIOUS, WAITING, UNASSIGNED, OLDEST, REPEATS,
    REPEAT_TIME, DIRECT,
)  # fmt: skip

# -- On the page of the running terms (contacts.tracker) ----------------------------------------

RUNNING = Figure(
    "running",
    _("Running term"),
    _(
        "Every open callback, written question and case stands there once: seriously late, late, "
        "due today, due the next working day, later, or waiting. Of a case the last day of its "
        "term counts; the service norm is told beside it."
    ),
    Unit.COUNT,
    Basis.NOW,
)
DUE_TOMORROW = Figure(
    "due_tomorrow",
    _("Due the next working day"),
    _(
        "Open callbacks and cases due after today, up to and including the next working day: on a "
        "Friday that is Monday, with the weekend."
    ),
    Unit.COUNT,
    Basis.NOW,
)
FORECAST = Figure(
    "forecast",
    _("Forecast"),
    _(
        "Per department what is late already, due today, due the next working day and nobody's "
        "yet: what it has to handle today and tomorrow if nothing comes in."
    ),
    Unit.COUNT,
    Basis.NOW,
)
PART_OF_TERM = Figure(
    "part_of_term",
    _("Part of the term"),
    _(
        "How much of the term has passed: of a callback in opening hours of its own calendar, up "
        "to the moment its clock stood still; of a case in time since it was registered, up to the "
        "day on which it was suspended or decided."
    ),
    Unit.SHARE,
    Basis.NOW,
)
TRACKER = (RUNNING, DUE_TOMORROW, FORECAST, PART_OF_TERM)

# -- Ages: working days since the work came in --------------------------------------------------

# (least, most) of each bucket; the last one has no end.
BUCKETS = ((0, 2), (3, 5), (6, 10), (11, 20), (21, None))


def bucket_label(least: int, most: int | None) -> str:
    return f"{least}–{most}" if most is not None else f"> {least - 1}"


# -- The values ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Work:
    """The open callbacks, or the open cases, of one department or of several together."""

    open: int = 0
    due_today: int = 0
    overdue: int = 0
    unassigned: int = 0
    # The local day on which the oldest came in; None when nothing is open.
    oldest_on: object = None
    ages: tuple[int, ...] = (0,) * len(BUCKETS)
    serious: int = 0
    waiting: int = 0

    def __add__(self, other: "Work") -> "Work":
        days = [day for day in (self.oldest_on, other.oldest_on) if day]
        return Work(
            open=self.open + other.open,
            due_today=self.due_today + other.due_today,
            overdue=self.overdue + other.overdue,
            unassigned=self.unassigned + other.unassigned,
            oldest_on=min(days, default=None),
            ages=tuple(a + b for a, b in zip(self.ages, other.ages, strict=True)),
            serious=self.serious + other.serious,
            waiting=self.waiting + other.waiting,
        )


@dataclass(frozen=True)
class Flow:
    """What came in during one month. `repeats` are those the department caused."""

    questions: int = 0
    direct: int = 0
    repeats: int = 0

    def __add__(self, other: "Flow") -> "Flow":
        return Flow(
            self.questions + other.questions,
            self.direct + other.direct,
            self.repeats + other.repeats,
        )

    @property
    def direct_share(self) -> float | None:
        return self.direct / self.questions if self.questions else None

    @property
    def repeat_share(self) -> float | None:
        return self.repeats / self.questions if self.questions else None

    def repeat_seconds(self, mean: float | None) -> int | None:
        """None when no handling time is known and there is something to reckon."""
        if not self.repeats:
            return 0
        return round(self.repeats * mean) if mean is not None else None
