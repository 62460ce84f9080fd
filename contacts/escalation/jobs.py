"""The tick that finds steps that have come, and the job that takes them when there are many.

The rows say what is due, so nothing here is remembered: a worker that is killed leaves callbacks
that were worked and callbacks that were not, and never one in between.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy

from contacts.escalation.selectors import to_look_at
from contacts.escalation.services import take_chunk
from kcc.jobs.models import Job
from kcc.jobs.services import Progress, enqueue
from kcc.organisation.calendars import open_at

KIND = "contacts.escalation"
AT_ONCE = 25  # callbacks that the tick itself looks at; more are a job
CHUNK = 50


def tick(now: datetime) -> None:
    """Take the steps that have come. One statement when there are none, nothing at night."""
    if not open_at(now):
        return
    due = len(to_look_at(now).values_list("pk")[: AT_ONCE + 1])
    if 0 < due <= AT_ONCE:
        take_chunk(now=now, limit=AT_ONCE)
    elif due and not _at_work():
        # Two ticks of one minute make one job.
        key = f"escalation:{now.replace(second=0, microsecond=0).isoformat()}"
        enqueue(kind=KIND, key=key, payload={}, by=None, now=now)


def _at_work() -> bool:
    unfinished = [Job.State.DUE, Job.State.RUNNING]
    return Job.objects.filter(kind=KIND, state__in=unfinished).exists()


def run_steps(job: Job, progress: Progress) -> dict:
    """Look at every callback that is due, a chunk at a time. What an earlier attempt looked at is
    not due any more, so this one begins where that one was broken off."""
    looked = job.result.get("looked", 0)
    total = looked + to_look_at(progress.clock()).count()
    after = None
    while True:
        chunk = take_chunk(now=progress.clock(), limit=CHUNK, after=after)
        looked, after = looked + chunk.number, chunk.after
        with transaction.atomic():
            progress.checkpoint(looked, max(total, looked), {"looked": looked})
        progress(looked, max(total, looked))
        if after is None:
            return {"looked": looked}


run_steps.label = gettext_lazy("Reminders of promises")
