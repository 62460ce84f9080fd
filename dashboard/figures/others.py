"""What happened in a period: what customers thought of it, and the telephone exchange."""

from django.utils.translation import gettext_lazy as _

from dashboard.kinds import Basis, Figure, Norm, Unit

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
REPORT_DAY = Figure(
    "report-day",
    _("Day of the monthly report"),
    _(
        "On which working day after the end of a month its reports of the departments were "
        "published: half of them earlier or on that day. Of the first version."
    ),
    Unit.WORKING_DAYS,
    Basis.PUBLISHED,
    norm=Norm(5, 10),
    least=1,
    kpi="rapport_gepubliceerd_dag",
)
