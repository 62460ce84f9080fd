"""Writing the audit log. Call it inside the transaction of what is recorded."""

from django.utils import timezone

from kcc.audit import origin
from kcc.audit.models import AuditEvent
from kcc.lib.writing import insert


def record(*, by, action, obj=None, detail=None, result="ok", at=None) -> AuditEvent:
    """Record that `by` (a user, or None for the system) did `action` to `obj`.

    `detail` holds names of fields and references, never personal data. One statement.
    """
    event = AuditEvent(**_values(by, action, obj, detail, result, at))
    insert([event])
    return event


def record_many(*, by, action, objects, detail=None, at=None) -> None:
    """The same for many objects at once: one statement per hundred."""
    insert(AuditEvent(**_values(by, action, obj, detail, "ok", at)) for obj in objects)


def record_together(rows) -> None:
    """Several things that were done in one go, each the arguments of `record`: one statement."""
    insert(AuditEvent(**_values(**BARE | row)) for row in rows)


BARE = {"obj": None, "detail": None, "result": "ok", "at": None}


def _values(by, action, obj, detail, result, at) -> dict:
    identified = by if by is not None and by.is_authenticated else None
    return {
        "at": at or timezone.now(),
        "actor": identified,
        "action": action,
        "object_type": obj._meta.label_lower if obj is not None else "",
        "object_id": str(getattr(obj, "public_id", obj.pk)) if obj is not None else "",
        "result": result,
        "origin": origin.current(),
        "detail": detail or {},
    }
