"""What happened in a period: contacts, their questions and the calls that were put through."""

from django.utils.translation import gettext_lazy as _

from dashboard.kinds import Basis, Figure, Norm, Unit

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
