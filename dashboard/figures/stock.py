"""What is open now: callbacks, written questions and cases, how late and how old they are."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboard.kinds import Basis, Figure, Norm, Unit

OPEN = Figure(
    "open",
    pgettext_lazy("work", "Open"),
    _("Open callbacks, written questions and cases of the department together."),
    Unit.COUNT,
    Basis.NOW,
    lower_is_better=True,
    kpi="open_contacten_aantal",
)
OPEN_CALLBACKS = Figure(
    "open_callbacks",
    _("Open callbacks"),
    _("Callbacks and written questions of the department that are not handled and not given up."),
    Unit.COUNT,
    Basis.NOW,
    lower_is_better=True,
)
OPEN_CASES = Figure(
    "open_cases",
    _("Open cases"),
    _("Cases of the department that are not closed."),
    Unit.COUNT,
    Basis.NOW,
    lower_is_better=True,
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
    norm=Norm(0.05, 0.15),
    share_of=_("of what is open"),
    kpi="open_te_laat_pct",
)
LATE_CALLBACKS = Figure(
    "late_callbacks",
    _("Late callbacks"),
    _("Open callbacks and written questions whose clock has run out, or had when it was stopped."),
    Unit.COUNT,
    Basis.NOW,
    norm=Norm(0.05, 0.15),
    share_of=_("of the open callbacks"),
    kpi="terugbel_te_laat_aantal",
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
    norm=Norm(0, 0),
    share_of=_("of what is open"),
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
    norm=Norm(0, 0.02),
    share_of=_("of what is open"),
    kpi="zonder_eigenaar_pct",
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
MEDIAN_AGE = Figure(
    "median_age",
    _("Median age"),
    _(
        "Half of the open callbacks and written questions came in longer ago than this, half less "
        "long, in working days; the day it came in is not counted."
    ),
    Unit.WORKING_DAYS,
    Basis.NOW,
    norm=Norm(3, 5),
    kpi="open_ouderdom_mediaan",
)

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
