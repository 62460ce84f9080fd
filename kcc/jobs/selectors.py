"""Reading jobs: which are to be worked now, and who may see one."""

from datetime import datetime

from django.db.models import Q, QuerySet

from kcc.jobs.models import Job
from kcc.organisation.access import access_of
from kcc.organisation.models import Role


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
