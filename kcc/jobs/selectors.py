"""Reading jobs and messages: what is to be worked now, and who may see what."""

from datetime import datetime

from django.db.models import Q, QuerySet

from kcc.jobs.models import Job, Notification, OutboxMessage
from kcc.organisation.access import access_of
from kcc.organisation.models import Role

MAILS_SHOWN = 10


def to_be_worked(now: datetime) -> QuerySet[Job]:
    """Due jobs and jobs whose worker was lost (its lease ran out), the longest waiting first."""
    return Job.objects.filter(
        Q(state=Job.State.DUE, available_at__lte=now)
        | Q(state=Job.State.RUNNING, lease_until__lt=now)
    ).order_by("available_at", "pk")


def visible_to(user) -> QuerySet[Job]:
    """A job is seen by the person who started it, and by administrators."""
    if access_of(user).has(Role.ADMINISTRATOR):
        return Job.objects.all()
    return Job.objects.filter(created_by=user)


def told(user) -> QuerySet[Notification]:
    """What stands under somebody's bell."""
    return Notification.objects.filter(user=user)


def mails_to(user) -> list[OutboxMessage]:
    """The newest mails to this colleague whose words are still there."""
    return list(
        OutboxMessage.objects.filter(user=user)
        .exclude(body="")
        .order_by("-created_at", "-pk")[:MAILS_SHOWN]
    )
