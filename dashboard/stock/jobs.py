"""Keeping the stock of every evening by itself: a few days in the tick, many of them in a job."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy

from dashboard.stock.keeping import AT_ONCE, keep, missing_days
from kcc.jobs.models import Job
from kcc.jobs.services import Progress, enqueue

KIND = "dashboard.stock"
IN_A_TICK = 3  # days


def tick(now: datetime) -> None:
    """Every half minute (settings.JOB_TICKS). Three statements when nothing is missing."""
    days = missing_days(now, most=IN_A_TICK + 1)
    if not days:
        return
    if len(days) <= IN_A_TICK:
        keep(now)
    elif not _at_work():
        # Two ticks of one minute make one job.
        key = f"{KIND}:{now.replace(second=0, microsecond=0).isoformat()}"
        enqueue(kind=KIND, key=key, payload={}, by=None, now=now)


def _at_work() -> bool:
    unfinished = [Job.State.DUE, Job.State.RUNNING]
    return Job.objects.filter(kind=KIND, state__in=unfinished).exists()


def run(job: Job, progress: Progress) -> dict:
    """Piece by piece, so that no transaction takes long; broken off, it begins where it was."""
    days, now = 0, timezone.now()
    while kept := keep(now):
        days += kept
        progress(days, days + len(missing_days(now, most=AT_ONCE)))
        now = timezone.now()
    return {"days": days}


run.label = gettext_lazy("Keeping what was open at the end of each day")
