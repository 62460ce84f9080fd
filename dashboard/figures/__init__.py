"""What each figure means: one name, one sentence, one norm. Plain: no database, no clock.

The pages, their exports, docs/figures.md, the monthly report and the evidence of the
self-assessment all read from here. Norms rate a share or a mean and never a bare count.
KPI names are those of maturity/data/antwoord-vragen.yaml.
"""

from django.utils.translation import gettext_lazy as _

from dashboard.figures.contacts import (
    COMPLETE,
    CONTACTS,
    DIRECT,
    DIRECT_NET,
    GOVERNMENT,
    HANDLING_TIME,
    LINKED,
    PROACTIVE,
    QUESTIONS,
    REPEAT_TIME,
    REPEATS,
    STATUS_LINKED,
    STATUS_QUESTIONS,
    TALK_TIME,
    TRANSFER_REACHED,
    TRANSFER_WAIT,
    TRANSFERRED,
    WARM,
    WRAP_UP_TIME,
)
from dashboard.figures.others import (
    REPORT_DAY,
    SATISFACTION,
    TELEPHONE_LEVEL,
    TELEPHONE_LOST,
    TELEPHONE_WAIT,
)
from dashboard.figures.promises import (
    ATTEMPTS,
    CASES_CLOSED,
    CASES_IN_NORM,
    CASES_ON_TIME,
    CASES_REGISTERED,
    EMAIL_KEPT,
    KEPT,
    LETTER_KEPT,
    MISROUTED,
    SOCIAL_KEPT,
)
from dashboard.figures.stock import (
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
    TRACKER,
    UNASSIGNED,
    WAITING,
    bucket_label,
)
from dashboard.kinds import FEW, WORDS, Basis, Figure, Norm, Rating, Unit, Value

__all__ = [
    "BUCKETS", "FEW", "TRACKER", "WORDS", "Basis", "Figure", "Norm", "Rating", "Unit", "Value",
    "bucket_label",
]  # fmt: skip

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
# About the reports themselves (dashboard.reports.punctual).
REPORTED = (REPORT_DAY,)
BY_KPI = {figure.kpi: figure for figure in (*FIGURES, *REPORTED) if figure.kpi}
# KPIs of the catalogue the application cannot measure, and why.
UNMEASURED = {
    "kennis_gebruik_pct": _("Which source an answer came from is not recorded."),
}
