"""Settling by itself: what people write about in the tick, much at once in a job; after an import
at once."""

from datetime import datetime
from time import monotonic

from django.utils.translation import gettext_lazy

from dashboard.tallies.keeping import settle_in_pieces, work_waits
from kcc.jobs.models import Job
from kcc.jobs.services import Progress, enqueue

KIND = "dashboard.settle"
TICK_SECONDS = 4.0  # the other ticks come after it


def tick(now: datetime) -> None:
    """Every half minute (settings.JOB_TICKS), for as long as there is something, but not longer
    than TICK_SECONDS: the rest is for a job. Two statements when nothing was written."""
    if not work_waits(now) or _at_work():
        return
    began = monotonic()
    for _days in settle_in_pieces(clock=lambda: now, seconds=TICK_SECONDS):
        pass
    if monotonic() - began >= TICK_SECONDS and work_waits(now):
        # Two ticks of one minute make one job.
        key = f"{KIND}:{now.replace(second=0, microsecond=0).isoformat()}"
        enqueue(kind=KIND, key=key, payload={}, by=None, now=now)


def follow(job: Job, *, now: datetime) -> None:
    """An import is done (settings.JOBS_FOLLOWED): thousands of days may be marked."""
    enqueue(kind=KIND, key=f"{KIND}:{job.public_id}", payload={}, by=None, now=now)


def _at_work() -> bool:
    unfinished = [Job.State.DUE, Job.State.RUNNING]
    return Job.objects.filter(kind=KIND, state__in=unfinished).exists()


def run(job: Job, progress: Progress) -> dict:
    """Until nothing is marked, in pieces, so that no transaction takes long; broken off, it begins
    where it was."""
    days = 0
    for settled in settle_in_pieces(clock=progress.clock):
        days += settled
        progress(days, days)
    return {"days": days}


run.label = gettext_lazy("Counting days for the figures")
