"""What a round told people, and what was recorded of it."""

from kcc.audit.models import AuditEvent
from kcc.jobs.models import Notification


def told(user) -> list[str]:
    return list(
        Notification.objects.filter(user=user).order_by("pk").values_list("text", flat=True)
    )


def actions() -> list[str]:
    found = AuditEvent.objects.filter(action__startswith="maturity.").order_by("pk")
    return list(found.values_list("action", flat=True))
