"""What each figure means: one name, one sentence, one norm. Plain: no database, no clock.

The pages, their exports, docs/figures.md, the monthly report and the evidence of the
self-assessment all read from here. Norms are those of domain.md 5.2; they rate a share or a mean
and never a bare count. KPI names are those of maturity/data/antwoord-vragen.yaml.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboard.kinds import FEW, WORDS, Basis, Figure, Norm, Rating, Unit, Value

__all__ = ["FEW", "WORDS", "Basis", "Figure", "Norm", "Rating", "Unit", "Value"]


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

# -- In a period --------------------------------------------------------------------------------

# Named by others in their own sentences.
QUESTIONS_TEXT = _("of all questions about the department")
CONTACTS = Figure(
    "contacts",
    _("Contacts"),
    _(
        "Contacts that came in. Outbound and internal contacts and wrong numbers are in no figure; "
        "a contact with two questions counts once here, for the department of its first question."
    ),
    Unit.COUNT,
    Basis.START,
    ("contacts",),
    kpi="contacten_aantal",
)
QUESTIONS = Figure(
    "questions",
    _("Questions"),
    _(
        "Questions that came in, each for the department that answers it. What does not count as a "
        "contact is left out."
    ),
    Unit.COUNT,
    Basis.START,
    ("questions",),
)
DIRECT = Figure(
    "direct",
    _("Answered at once"),
    _(
        "Questions with an outcome that counts as answered at once, of all questions that came "
        "in. Broken-off calls count, wrong numbers do not."
    ),
    Unit.SHARE,
    Basis.START,
    ("direct",),
    ("questions",),
    rest=_("Not answered at once"),
    norm=Norm(0.80, 0.60, lower_is_better=False),
    share_of=QUESTIONS_TEXT,
    kpi="fcr_pct",
)
DIRECT_NET = Figure(
    "direct-net",
    _("Answered at once, for good"),
    _(
        "Answered at once, and nobody had to come back about it: no confirmed repeat contact "
        "refers to it. Provisional until the repeat window of the last day has passed."
    ),
    Unit.SHARE,
    Basis.START,
    ("direct_net",),
    ("questions",),
    norm=Norm(0.75, 0.55, lower_is_better=False),
    share_of=QUESTIONS_TEXT,
    kpi="fcr_netto_pct",
    waits_for_repeats=True,
)
GOVERNMENT = Figure(
    "government",
    _("Helped about other governments"),
    _(
        "Questions about other governments that were answered at once or put through with an "
        "introduction, of all questions about them."
    ),
    Unit.SHARE,
    Basis.START,
    ("government_done",),
    ("government",),
    norm=Norm(0.80, 0.60, lower_is_better=False),
    share_of=_("of the questions about other governments"),
    kpi="fcr_overheid_pct",
)
REPEATS = Figure(
    "repeats",
    _("Repeat contacts"),
    _(
        "Questions of people who had to come back about the same, confirmed by an agent, of all "
        "questions that came in. They count for the department of the first contact."
    ),
    Unit.SHARE,
    Basis.START,
    ("repeats",),
    ("questions",),
    norm=Norm(0.10, 0.20),
    share_of=QUESTIONS_TEXT,
    kpi="herhaal_pct",
)
STATUS_QUESTIONS = Figure(
    "status-questions",
    _("Status questions"),
    _(
        "Questions how it is going with something that runs already, of all questions: a message "
        "in time would have prevented them."
    ),
    Unit.SHARE,
    Basis.START,
    ("status",),
    ("questions",),
    norm=Norm(0.10, 0.20),
    share_of=QUESTIONS_TEXT,
    kpi="statusvraag_pct",
)
STATUS_LINKED = Figure(
    "status-linked",
    _("Status questions with their case"),
    _("Status questions that were put with the case they are about, of all status questions."),
    Unit.SHARE,
    Basis.START,
    ("status_linked",),
    ("status",),
    kpi="zaak_gekoppeld_pct",
)
TRANSFERRED = Figure(
    "transferred",
    _("Put through"),
    _("Calls that were put through to somebody else, of all calls."),
    Unit.SHARE,
    Basis.START,
    ("transferred",),
    ("calls",),
    norm=Norm(0.15, 0.25),
    share_of=_("of all calls"),
    kpi="doorverbonden_pct",
)
WARM = Figure(
    "warm",
    _("Put through warmly"),
    _("Calls put through after the colleague was told what it is about, of all put through."),
    Unit.SHARE,
    Basis.START,
    ("warm",),
    ("transferred",),
    norm=Norm(0.80, 0.60, lower_is_better=False),
    share_of=_("of what was put through"),
    kpi="warm_overdracht_pct",
)
TRANSFER_REACHED = Figure(
    "transfer-reached",
    _("Colleague reached"),
    _("Calls put through that the colleague took, of all put through."),
    Unit.SHARE,
    Basis.START,
    ("transfer_reached",),
    ("transferred",),
    lower_is_better=False,
)
TRANSFER_WAIT = Figure(
    "transfer-wait",
    _("Wait when put through"),
    _("How long callers waited for the colleague on average, where the time was kept."),
    Unit.SECONDS,
    Basis.START,
    ("transfer_wait_seconds",),
    ("transfer_waits",),
    lower_is_better=True,
)
COMPLETE = Figure(
    "complete",
    _("Fully recorded"),
    _(
        "Questions with a subject that says something, of all questions; channel, outcome and "
        "department are always there."
    ),
    Unit.SHARE,
    Basis.START,
    ("complete",),
    ("questions",),
    norm=Norm(0.95, 0.85, lower_is_better=False),
    share_of=QUESTIONS_TEXT,
    kpi="registratie_compleet_pct",
)
LINKED = Figure(
    "linked",
    _("With a known customer"),
    _("Contacts that belong to the file of a customer, of all contacts."),
    Unit.SHARE,
    Basis.START,
    ("linked",),
    ("contacts",),
    kpi="klant_gekoppeld_pct",
)
PROACTIVE = Figure(
    "proactive",
    _("Told before being asked"),
    _("Outbound contacts with the reason that nobody had to ask for them."),
    Unit.COUNT,
    Basis.START,
    ("proactive",),
    lower_is_better=False,
    kpi="proactief_aantal",
)
HANDLING_TIME = Figure(
    "handling-time",
    _("Handling time"),
    _(
        "Talking and work afterwards per contact, on average over the contacts for which a time "
        "was kept. It has no target."
    ),
    Unit.SECONDS,
    Basis.START,
    ("talk_seconds", "wrap_up_seconds"),
    ("timed",),
    kpi="aht_seconden",
    of_teams_only=True,
)
TALK_TIME = Figure(
    "talk-time",
    _("Talking"),
    _("Conversation per contact, without pauses, on average. It has no target."),
    Unit.SECONDS,
    Basis.START,
    ("talk_seconds",),
    ("timed",),
    of_teams_only=True,
)
WRAP_UP_TIME = Figure(
    "wrap-up-time",
    _("Work afterwards"),
    _("Work after the conversation per contact, on average. It has no target."),
    Unit.SECONDS,
    Basis.START,
    ("wrap_up_seconds",),
    ("timed",),
    of_teams_only=True,
)
KEPT = Figure(
    "kept",
    _("Called back in time"),
    _(
        "Callbacks answered before their promise ran out, or tried twice before that, of all "
        "callbacks whose promise ran out in the period. What waits for the customer and what was "
        "no longer needed in time is left out."
    ),
    Unit.SHARE,
    Basis.DUE,
    ("phone_kept",),
    ("phone_due",),
    rest=_("Broken promises"),
    norm=Norm(0.90, 0.80, lower_is_better=False),
    share_of=_("of the callbacks that were due"),
    kpi="terugbel_binnen_norm_pct",
)
EMAIL_KEPT = Figure(
    "email-kept",
    _("E-mail answered in time"),
    _("E-mail questions answered before their promise ran out, of all that were due."),
    Unit.SHARE,
    Basis.DUE,
    ("email_kept",),
    ("email_due",),
    rest=_("E-mail not answered in time"),
    norm=Norm(0.85, 0.75, lower_is_better=False),
    share_of=_("of the e-mail that was due"),
    kpi="email_binnen_norm_pct",
)
LETTER_KEPT = Figure(
    "letter-kept",
    _("Post answered in time"),
    _("Letters answered before their promise ran out, of all that were due."),
    Unit.SHARE,
    Basis.DUE,
    ("letter_kept",),
    ("letter_due",),
    rest=_("Post not answered in time"),
    norm=Norm(0.85, 0.75, lower_is_better=False),
    share_of=_("of the letters that were due"),
    kpi="post_binnen_norm_pct",
)
SOCIAL_KEPT = Figure(
    "social-kept",
    _("WhatsApp and social media in time"),
    _(
        "Questions over chat, WhatsApp and social media answered before their promise ran out, of "
        "all that were due."
    ),
    Unit.SHARE,
    Basis.DUE,
    ("social_kept",),
    ("social_due",),
    rest=_("WhatsApp and social media not in time"),
    norm=Norm(0.85, 0.75, lower_is_better=False),
    share_of=_("of the messages that were due"),
    kpi="social_binnen_norm_pct",
)
ATTEMPTS = Figure(
    "attempts",
    _("Calls per callback"),
    _("How often somebody called for each callback that was handled or given up, on average."),
    Unit.NUMBER,
    Basis.CLOSED,
    ("attempts",),
    ("answered",),
    lower_is_better=True,
    kpi="terugbel_pogingen_gem",
)
MISROUTED = Figure(
    "misrouted",
    _("Passed on wrongly"),
    _(
        "Callbacks and written questions that had to go to another department, of all that were "
        "asked for."
    ),
    Unit.SHARE,
    Basis.CREATED,
    ("misrouted",),
    ("asked",),
    norm=Norm(0.05, 0.10),
    share_of=_("of what was asked for"),
    kpi="misroutering_pct",
)
CASES_REGISTERED = Figure(
    "cases-registered",
    _("Cases registered"),
    _("Cases that were registered."),
    Unit.COUNT,
    Basis.CREATED,
    ("cases_registered",),
)
CASES_CLOSED = Figure(
    "cases-closed",
    _("Cases closed"),
    _("Cases that were closed."),
    Unit.COUNT,
    Basis.CLOSED,
    ("cases_closed",),
)
CASES_ON_TIME = Figure(
    "cases-on-time",
    _("Cases within their term"),
    _(
        "Cases decided, or closed without a decision, on or before the last day of their term, "
        "after suspension and extension, of all cases that were closed."
    ),
    Unit.SHARE,
    Basis.CLOSED,
    ("cases_on_time",),
    ("cases_closed",),
    rest=_("Cases closed after their term"),
    norm=Norm(0.95, 0.90, lower_is_better=False),
    share_of=_("of the closed cases"),
    kpi="zaken_op_tijd_pct",
)
CASES_IN_NORM = Figure(
    "cases-in-norm",
    _("Cases within the service norm"),
    _("Cases closed before the moment their service norm promises, of all that were closed."),
    Unit.SHARE,
    Basis.CLOSED,
    ("cases_in_norm",),
    ("cases_closed",),
    rest=_("Cases outside the service norm"),
    norm=Norm(0.80, 0.70, lower_is_better=False),
    share_of=_("of the closed cases"),
    kpi="zaken_servicenorm_pct",
)
SATISFACTION = Figure(
    "satisfaction",
    _("Customer satisfaction"),
    _("The mean of the marks from 1 to 10 that people gave afterwards."),
    Unit.MARK,
    Basis.ANSWERED,
    ("score_sum",),
    ("scores",),
    norm=Norm(8, 7, lower_is_better=False),
    share_of=_("over all answers"),
    least=10,
    kpi="klanttevredenheid_cijfer",
)
TELEPHONE_LEVEL = Figure(
    "telephone-level",
    _("Telephone answered in time"),
    _("Calls answered within the norm of the exchange, of all calls offered."),
    Unit.SHARE,
    Basis.IMPORTED,
    ("exchange_in_time",),
    ("exchange_offered",),
    norm=Norm(0.80, 0.70, lower_is_better=False),
    share_of=_("of the calls offered"),
    kpi="telefoon_servicelevel_pct",
)
TELEPHONE_LOST = Figure(
    "telephone-lost",
    _("Calls given up"),
    _("Callers who hung up before anybody answered, of all calls offered."),
    Unit.SHARE,
    Basis.IMPORTED,
    ("exchange_abandoned",),
    ("exchange_offered",),
    norm=Norm(0.05, 0.10),
    share_of=_("of the calls offered"),
    kpi="telefoon_verlaten_pct",
)
TELEPHONE_WAIT = Figure(
    "telephone-wait",
    _("Wait on the telephone"),
    _("How long callers waited before somebody answered, on average."),
    Unit.SECONDS,
    Basis.IMPORTED,
    ("exchange_wait_seconds",),
    ("exchange_answered",),
    lower_is_better=True,
)
REPEAT_TIME = Figure(
    "repeat_time",
    _("Time repeats cost"),
    _(
        "Repeat contacts times the mean handling time (talking and work afterwards) of all "
        "contacts of the period for which a time was kept."
    ),
    Unit.SECONDS,
    Basis.START,
)

# What is open now, in the order of docs/figures.md.
STOCK = (
    OPEN, OPEN_CALLBACKS, OPEN_CASES, DUE_TODAY, OVERDUE, LATE_CALLBACKS, SERIOUS, WAITING,
    UNASSIGNED, OLDEST, MEDIAN_AGE,
)  # fmt: skip
# What happened in a period: read from the tallies, except those of the exchange.
PERIOD = (
    CONTACTS, QUESTIONS, DIRECT, DIRECT_NET, GOVERNMENT, REPEATS, STATUS_QUESTIONS, STATUS_LINKED,
    TRANSFERRED, WARM, TRANSFER_REACHED, TRANSFER_WAIT, HANDLING_TIME, TALK_TIME, WRAP_UP_TIME,
    COMPLETE, LINKED, PROACTIVE, KEPT, EMAIL_KEPT, LETTER_KEPT, SOCIAL_KEPT, ATTEMPTS, MISROUTED,
    CASES_REGISTERED, CASES_CLOSED, CASES_ON_TIME, CASES_IN_NORM, SATISFACTION, TELEPHONE_LEVEL,
    TELEPHONE_LOST, TELEPHONE_WAIT,
)  # fmt: skip
FIGURES = (*STOCK, *PERIOD, REPEAT_TIME)
BY_SLUG = {figure.slug: figure for figure in FIGURES}
BY_KPI = {figure.kpi: figure for figure in FIGURES if figure.kpi}
# KPIs of the catalogue the application cannot measure, and why.
UNMEASURED = {
    "kennis_gebruik_pct": _("Which source an answer came from is not recorded."),
    "rapport_gepubliceerd_dag": _("Comes with the monthly reports."),
}

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
