"""What the terms of cases do by themselves."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from cases.services.reminding import remind_of_tasks
from cases.terms.services import resume_unanswered, warn
from kcc.jobs.models import Job
from kcc.jobs.services import Progress, enqueue
from kcc.lib.periods import local_day
from kcc.organisation.calendars import open_at

KIND = "cases.terms"


def tick(now: datetime) -> None:
    """Every half minute (settings.JOB_TICKS): clocks run again, and on each day on which the
    organisation is open one job warns whoever is to know how terms stand, or has a task."""
    resume_unanswered(now)
    if open_at(now):
        enqueue(kind=KIND, key=f"{KIND}:{local_day(now)}", payload={}, by=None, now=now)


def run_warnings(job: Job, progress: Progress) -> dict:
    """Begins anew when it was broken off: nobody is told twice."""
    tasks = remind_of_tasks(progress.clock())
    return {"told": tasks + warn(progress.clock(), lambda told: progress(told, told))}


run_warnings.label = gettext_lazy("Warnings about the terms of cases")
