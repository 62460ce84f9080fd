"""Reading saved views: one's own, and those that others share."""

from collections.abc import Iterable

from django.db.models import BigIntegerField, CharField, Q, QuerySet

from kcc.lib.ready import Ready
from kcc.organisation.access import Access
from kcc.organisation.models import Department, Role, SavedView

# May show everybody a view of theirs.
TELL_EVERYBODY = (Role.KCC_LEAD, Role.HEAD, Role.MANAGER)


def views_of(user, access: Access, worklist: str) -> list[SavedView]:
    """What this person can choose from, by name. One statement."""
    return _views(access, owner=user.pk, worklist=worklist)


def _views_of(access: Access, *, owner, worklist) -> QuerySet[SavedView]:
    Sharing = SavedView.Sharing
    seen = Q(owner=owner) | Q(sharing=Sharing.EVERYBODY)
    here = Q(department_id__in=access.department_ids)
    if access.front_office:
        here |= Q(department__is_contact_centre=True)
    seen |= Q(sharing=Sharing.DEPARTMENT) & here
    # Of the owner the name alone: a person has twenty columns.
    of_owner = (f"owner__{name}" for name in ("username", "first_name", "last_name"))
    of_view = ("public_id", "name", "query", "worklist", "is_default", "sharing", "department_id")
    rows = SavedView.objects.filter(seen, worklist=worklist).select_related("owner")
    return rows.only(*of_view, *of_owner)


_views = Ready(_views_of, owner=BigIntegerField(), worklist=CharField())


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
