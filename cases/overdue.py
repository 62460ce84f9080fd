"""How the term of a case stands, as conditions for a query; `cases.terms.standing` says the same of
one case that is loaded.

A case that is open counts in exactly one of seriously late, late, due_q (a span of days), waiting
and met. OVERDUE is more than the first two: what was late already stays so while it stands still.
`today` is the local day.
"""

from datetime import date

from django.db.models import F, Q

OPEN = Q(closed_at__isnull=True)


def met_q() -> Q:
    """Open, but the decision was taken: the term was met, or missed for good, on that day."""
    return OPEN & Q(decided_on__isnull=False)


def waiting_q() -> Q:
    """Suspended: the clocks stand still (Awb 4:15)."""
    return _undecided() & Q(suspended_on__isnull=False)


def running_q() -> Q:
    """The term is running, or has passed: open, not decided, not suspended."""
    return _undecided() & Q(suspended_on__isnull=True)


def overdue_q(today: date) -> Q:
    """The last day of the term has passed and there is no decision. What was suspended after that
    is late still; what was suspended before it is not late until its clock runs again."""
    still_runs = Q(suspended_on__isnull=True)
    return _undecided() & Q(due_on__lt=today) & (still_runs | Q(due_on__lt=F("suspended_on")))


def serious_q(today: date) -> Q:
    """Three times the term has passed ("ernstig te laat")."""
    return running_q() & Q(serious_on__lt=today, due_on__lt=today)


def late_q(today: date) -> Q:
    """Late, not seriously."""
    return running_q() & Q(due_on__lt=today, serious_on__gte=today)


def due_q(first: date, last: date | None = None) -> Q:
    """The term ends from `first` up to and including `last`; None is any later day."""
    return running_q() & Q(due_on__gte=first) & (Q(due_on__lte=last) if last else Q())


def due_later_q(first: date) -> Q:
    """What is open and no number above counts: the term ends from that day on, or was met."""
    return due_q(first) | met_q()


def _undecided() -> Q:
    return OPEN & Q(decided_on__isnull=True)
