"""Settling by itself: the few days that people write about in the tick, many of them in a job."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy

from dashboard.tallies.keeping import settle, work_waits
from kcc.jobs.models import Job
from kcc.jobs.services import Progress, enqueue

KIND = "dashboard.settle"
IN_A_TICK = 2  # days


def tick(now: datetime) -> None:
    """Every half minute (settings.JOB_TICKS). Two statements when nothing was written."""
    if not work_waits(now) or _at_work():
        return
    if settle(now, most=IN_A_TICK) == IN_A_TICK:
        # Two ticks of one minute make one job.
        key = f"{KIND}:{now.replace(second=0, microsecond=0).isoformat()}"
        enqueue(kind=KIND, key=key, payload={}, by=None, now=now)


def _at_work() -> bool:
    unfinished = [Job.State.DUE, Job.State.RUNNING]
    return Job.objects.filter(kind=KIND, state__in=unfinished).exists()


def run(job: Job, progress: Progress) -> dict:
    """Piece by piece, so that no transaction takes long; broken off, it begins where it was."""
    days = 0
    while settled := settle(timezone.now()):
        days += settled
        progress(days, days)
    return {"days": days}


run.label = gettext_lazy("Counting days for the figures")
