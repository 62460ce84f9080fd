"""Whether the work stock is shown per employee, and to whom."""

from datetime import date, datetime

from django.db.models import Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from dashboard.models import EmployeeConsent
from kcc.lib.periods import LAST_DAY, local_day
from kcc.organisation.access import Access
from kcc.organisation.models import Department, Role

# Among them who looks; of a department employees only those who lead there (`may_look`).
LOOKERS = (Role.HEAD, Role.HANDLER, Role.KCC_LEAD, Role.MANAGER)
# Read what was agreed; only the administrator records it.
READERS = (Role.ADMINISTRATOR, Role.MANAGER, Role.PRIVACY_OFFICER)
# In a smaller group a number is about one person rather than about work.
SMALLEST_GROUP = 5


def every_consent() -> QuerySet[EmployeeConsent]:
    """The last one first, with who recorded it."""
    return EmployeeConsent.objects.select_related("turned_on_by", "turned_off_by")


def in_force(now: datetime) -> QuerySet[EmployeeConsent]:
    """At most one. After its last day it is off by itself."""
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=local_day(now))
    return EmployeeConsent.objects.filter(not_over, turned_off_at__isnull=True)


def last_day() -> Subquery:
    """The last day of the consent that nobody turned off, as a column of other rows; without one
    it is null."""
    rows = EmployeeConsent.objects.filter(turned_off_at__isnull=True).order_by()
    return Subquery(rows.values(day=Coalesce("ends_on", Value(LAST_DAY)))[:1])


def is_shown(access: Access, department: Department, today: date) -> bool:
    """May this person look at the work per employee of this department today? It comes from
    `scopes.departments_for`."""
    until = department.employees_until
    return until is not None and until >= today and may_look(access, department)


def may_look(access: Access, department: Department) -> bool:
    """Who divides the work there, and the manager."""
    if access.has(Role.MANAGER) or department.pk in access.chief_ids:
        return True
    return department.is_contact_centre and access.has(Role.KCC_LEAD)
