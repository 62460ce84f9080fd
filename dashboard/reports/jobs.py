"""The tick that sees which reports there should be, and the jobs that make them.

The rows are the truth: a report that waits for its figures or its files says so itself, and the
tick gives it a job until it has them. Two beats, a lost message or a worker that was killed change
nothing about what there will be.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from django.utils.translation import gettext_lazy

from dashboard.models import Report, ReportSchedule
from dashboard.reports.delivery.recipients import kind_of
from dashboard.reports.planning import (
    default_of,
    next_missing,
    period_of,
    publishes_itself,
    schedule_of,
    to_be_published,
    unfinished,
)
from dashboard.reports.schedule import Period
from dashboard.reports.services import (
    BUILD,
    PUBLISH,
    build,
    enqueue_freeze,
    enqueue_report,
    freeze,
    freeze_key,
    job_key,
    make_rows,
    publish,
)
from dashboard.reports.waiting import tell_of_draft
from kcc.jobs.models import Job
from kcc.jobs.services import Progress, retry
from kcc.lib.errors import Conflict
from kcc.lib.periods import local_day

State = Report.State
# What failed for good is tried again after this: perhaps somebody mended the cause.
AGAIN = timedelta(hours=1)


def tick(now: datetime) -> None:
    """Every half minute (settings.JOB_TICKS). Five statements when nothing is to be done.

    One period at a time, the earliest first: the next one is begun when nothing of it waits any
    more, or what waits has failed.
    """
    schedules = _schedules(now)
    # What is missing is read before what is at work: what another beat makes in between is then
    # either still missing, and making it again does nothing, or seen to be at work.
    missing = next_missing(schedules, now)
    at_work = _see_to(_wanted(schedules, now), now)
    if missing and not at_work:
        make_rows(period=missing.period, places=missing.places, by=None, now=now)


def _schedules(now: datetime) -> list[ReportSchedule]:
    """One of each kind; made when there is none yet."""
    found = {row.kind: row for row in ReportSchedule.objects.all()}
    new = [
        default_of(kind, local_day(now)) for kind in ReportSchedule.Kind.values if kind not in found
    ]
    if new:
        ReportSchedule.objects.bulk_create(new, ignore_conflicts=True)
    return [*found.values(), *new]


def _see_to(keys: Mapping[str, Callable[[], object]], now: datetime) -> bool:
    """Make the jobs with these keys that are not there; whether one of them is still to be done.
    One statement, none for no keys."""
    if not keys:
        return False
    jobs = {job.key: job for job in Job.objects.filter(key__in=keys)}
    at_work = False
    for key, make in keys.items():
        job = jobs.get(key)
        if job is None:
            make()
        elif job.state == Job.State.FAILED:
            if now - job.finished_at < AGAIN:
                continue
            retry(by=None, job=job, now=now)
        at_work = True
    return at_work


def _wanted(schedules: Collection[ReportSchedule], now: datetime) -> dict[str, Callable]:
    """What makes each job that a report waits for, by its key. Two statements at most."""
    waiting = list(unfinished())
    found = {}
    for report in waiting:
        if report.state == State.BUILDING:
            found[job_key(report, BUILD)] = partial(
                enqueue_report, report=report, what=BUILD, by=None, now=now
            )
    due: dict[Period, int] = {}
    for report in waiting:
        if report.state == State.DUE:
            due.setdefault(period_of(report), report.pk)
    for period, first in due.items():
        found[freeze_key(period, first)] = partial(enqueue_freeze, period=period, now=now)
    for report in to_be_published(schedules, now):
        found[job_key(report, PUBLISH)] = partial(
            enqueue_report, report=report, what=PUBLISH, by=None, now=now
        )
    return found


# -- Jobs -----------------------------------------------------------------------------------------


def run_freeze(job: Job, progress: Progress) -> dict:
    """Freeze all reports of one period that wait for it, and let others make their files."""
    now = progress.clock()
    period = Period(job.payload["kind"], date.fromisoformat(job.payload["first_day"]))

    def held(frozen: Sequence[Report]) -> None:
        progress.checkpoint(len(frozen), len(frozen), {"frozen": len(frozen)})
        for report in frozen:
            enqueue_report(report=report, what=BUILD, by=None, now=now)

    progress(0, 1)
    frozen = freeze(period=period, now=now, held=held)
    # What an earlier attempt wrote before it was broken off counts too.
    return {"frozen": len(frozen) or job.result.get("frozen", 0)}


run_freeze.label = gettext_lazy("Freezing the figures of reports")


def run_report(job: Job, progress: Progress) -> dict:
    """Make the files of one report, or make it public; done before, it is left alone."""
    progress(0, 1)
    now = progress.clock()
    rows = Report.objects.select_related("department")
    report = rows.get(public_id=job.payload["report"])
    if report.is_open:
        try:
            _make(report, job, now)
        except Conflict:
            # Somebody else did it meanwhile.
            if rows.get(pk=report.pk).is_open:
                raise
    progress(1, 1)
    return {}


def _make(report: Report, job: Job, now: datetime) -> None:
    if job.payload["what"] == PUBLISH:
        publish(report=report, by=job.created_by, now=now)
    elif publishes_itself(report, schedule_of(kind_of(report)), now):
        publish(report=report, by=None, now=now)
    else:
        build(report=report, now=now)
        tell_of_draft(report=report, now=now)


run_report.label = gettext_lazy("Making a report")
