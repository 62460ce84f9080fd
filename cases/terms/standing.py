"""How the term of one loaded case stands. The same in a query: `cases.overdue`."""

from datetime import date, datetime
from enum import StrEnum

from cases.models import Case
from kcc.lib.periods import local_day
from kcc.organisation.calendars import calendar_for
from kcc.organisation.due import Due
from kcc.organisation.worktime import days_between


class Stand(StrEnum):
    RUNNING = "running"
    LATE = "late"
    SERIOUS = "serious"
    WAITING = "waiting"  # suspended: the clocks stand still
    MET = "met"  # decided, and still open
    CLOSED = "closed"


def stand(case: Case, today: date) -> Stand:
    """In exactly one of these ways, on this local day."""
    if case.closed_at is not None:
        return Stand.CLOSED
    if case.decided_on is not None:
        return Stand.MET
    if case.suspended_on is not None:
        return Stand.WAITING
    if case.due_on >= today:
        return Stand.RUNNING
    return Stand.SERIOUS if case.serious_on < today else Stand.LATE


def is_overdue(case: Case, today: date) -> bool:
    """Late now; what was late when it was suspended is late still."""
    found = stand(case, today)
    if found == Stand.WAITING:
        return case.due_on < min(case.suspended_on, today)
    return found in (Stand.LATE, Stand.SERIOUS)


def term_passed(case: Case, day: date) -> bool:
    """Whether the term had ended before that day: only then can the municipality be in default."""
    ends = case.due_on
    if case.suspended_on is not None and ends >= case.suspended_on:
        return False
    return ends < day


def due_of(case: Case, now: datetime) -> Due:
    """How the end of the term looks in a list or above a page: late or soon only while that is
    still to be mended. While the clock stands still, the days that are left when it goes on."""
    found = stand(case, local_day(now))
    if found in (Stand.RUNNING, Stand.LATE, Stand.SERIOUS):
        return Due.of_day(case.due_on, now)
    if found == Stand.WAITING:
        if is_overdue(case, local_day(now)):
            return Due.of_day(case.due_on, now)
        return Due(False, False, (case.due_on - case.suspended_on).days + 1)
    return Due(False, False, 0)


def days_decided_late(case: Case) -> int | None:
    """Working days from the end of the term to the decision; None when it was in time, or is still
    to be taken. 0 is possible: a weekend after a term that ends on a Friday."""
    if case.decided_on is None or case.decided_on <= case.due_on:
        return None
    return days_between(calendar_for(), case.due_on, case.decided_on)
