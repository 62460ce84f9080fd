"""Reading the audit log back."""

from datetime import timedelta

from django.db.models import QuerySet

from kcc.audit.models import AuditEvent
from kcc.lib.periods import start_of
from kcc.organisation.models import User


def events(*, action="", person="", object_type="", object_id="", start=None, end=None) -> QuerySet:
    """The lines that answer the filters, with their actor; `start` and `end` are local days, both
    included. Unordered: the page walks them newest first."""
    found = AuditEvent.objects.select_related("actor")
    if action:
        found = found.filter(action=action)
    if person:
        found = found.filter(actor__public_id=person)
    if object_type:
        found = found.filter(object_type=object_type)
    if object_id:
        found = found.filter(object_id=object_id)
    if start:
        found = found.filter(at__gte=start_of(start))
    if end:
        found = found.filter(at__lt=start_of(end + timedelta(days=1)))
    return found


def people() -> list[User]:
    """Everybody who can stand in the log, by name."""
    fields = ("public_id", "first_name", "last_name", "username")
    return list(User.objects.only(*fields).order_by("last_name", "first_name", "username"))
