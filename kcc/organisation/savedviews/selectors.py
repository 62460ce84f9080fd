"""Reading saved views: one's own, and those that others share."""

from collections.abc import Iterable

from django.db.models import Q

from kcc.organisation.access import Access
from kcc.organisation.models import Department, Role, SavedView

# May show everybody a view of theirs.
TELL_EVERYBODY = (Role.KCC_LEAD, Role.HEAD, Role.MANAGER)


def views_of(user, access: Access, worklist: str) -> list[SavedView]:
    """What this person can choose from, by name. One statement."""
    Sharing = SavedView.Sharing
    seen = Q(owner=user) | Q(sharing=Sharing.EVERYBODY)
    here = Q(department_id__in=access.department_ids)
    if access.front_office:
        here |= Q(department__is_contact_centre=True)
    seen |= Q(sharing=Sharing.DEPARTMENT) & here
    return list(SavedView.objects.filter(seen, worklist=worklist).select_related("owner"))


def default_of(views: Iterable[SavedView], user) -> SavedView | None:
    return next((view for view in views if view.is_default and view.owner_id == user.pk), None)


def may_tell_everybody(access: Access) -> bool:
    return access.has(*TELL_EVERYBODY) or bool(access.chief_ids)


def own_departments(access: Access) -> list[Department]:
    """With whom a view can be shared. One statement."""
    here = Q(pk__in=access.department_ids)
    if access.front_office:
        here |= Q(is_contact_centre=True)
    return list(Department.objects.filter(here, active=True).order_by("name"))
