"""Who may read which reports (product.md "People"): heads those of their departments and of the
organisation, employees those of their own department, the board those of the organisation, the
contact centre all of them. A draft is the KCC manager's alone."""

from django.db.models import Q

from dashboard.models import Report
from kcc.organisation.access import Access
from kcc.organisation.models import Role

READS_ALL = frozenset({Role.MANAGER, Role.KCC_LEAD})
READS_ORGANISATION = READS_ALL | {Role.HEAD, Role.BOARD}
# An agent works for no department: who also does has another role there.
READS_OWN = frozenset({Role.HEAD, Role.HANDLER})
READS_REPORTS = READS_ORGANISATION | READS_OWN

# In an address, where a department has its slug: no department can be called so.
ORGANISATION = "*"
State = Report.State
# What others than the manager see at all; of what is withdrawn the title and the reason.
SHOWN = (State.PUBLISHED, State.WITHDRAWN)


def may_read(access: Access) -> bool:
    """Whether there can be any report for this person."""
    return access.has(*READS_REPORTS)


def readable(access: Access) -> Q:
    """The condition on reports that this person may find. What it does not give is not there."""
    if access.has(Role.MANAGER):
        return Q()
    return Q(state__in=SHOWN) & _places(access)


def _places(access: Access) -> Q:
    if access.has(*READS_ALL):
        return Q()
    found = Q(pk__in=[])
    if access.has(*READS_ORGANISATION):
        found |= Q(department__isnull=True)
    if access.has(*READS_OWN):
        found |= Q(department__in=access.department_ids)
    return found


def sees_contents(access: Access, report: Report) -> bool:
    """Of a report this person may find: of a withdrawn one only the title and the reason are left,
    except for the manager. Without figures there is nothing to see yet."""
    if report.state == State.DUE:
        return False
    return report.state != State.WITHDRAWN or access.has(Role.MANAGER)


def sees_owners(access: Access, report: Report) -> bool:
    """Who does what is for the department itself and who steers; the board reads how many."""
    if report.department_id is None:
        return access.has(*READS_ALL, Role.HEAD)
    return True
