"""What happened in a period: answers that were promised, and cases."""

from django.utils.translation import gettext_lazy as _

from dashboard.kinds import Basis, Figure, Norm, Unit

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
