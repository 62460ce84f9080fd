"""Jobs: made once, claimed by one worker at a time, and never lost.

The row is the truth. A message through Celery only says that there is something to do; when it is
lost, the reconciler or `manage.py work_jobs` finds the row. Every write of a worker carries the
token of its lease: one that was thought dead and wakes up can no longer change anything.
"""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from kcc.audit import origin
from kcc.audit.services import record
from kcc.jobs.broker import tell
from kcc.jobs.models import Job
from kcc.jobs.selectors import to_be_worked
from kcc.lib.errors import DomainError

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=settings.JOB_LEASE_SECONDS)
HEARTBEAT = timedelta(seconds=1)  # progress is written at most this often
MAX_ATTEMPTS = 5  # without any progress in between
FIRST_WAIT = timedelta(seconds=20)  # before the second attempt; doubles with each one
RUN_JOB = "kcc.jobs.tasks.run_job"
TRIGGERED_AT_ONCE = 200  # jobs one round of the reconciler triggers


class LeaseLost(Exception):
    """Another worker has the job now: stop without writing anything more."""


class Stopped(Exception):
    """This worker is asked to stop: the job goes back to where it is due."""


# -- Making -----------------------------------------------------------------------------------


@transaction.atomic(savepoint=False)
def enqueue(
    *, kind: str, key: str, payload: dict, by, now: datetime, available_at: datetime | None = None
) -> Job:
    """The job with this key; made when there is none yet. Joins the caller's transaction.

    A worker is told after the commit; that nobody could be told never fails the caller. With
    `available_at` the job waits until then. `payload` holds references, never personal data.
    """
    job, made = Job.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "payload": payload,
            "created_by": by,
            "created_at": now,
            "available_at": available_at or now,
        },
    )
    if made and job.available_at <= now:
        transaction.on_commit(lambda: trigger(job_id=job.pk, kind=job.kind), robust=True)
    return job


def trigger(*, job_id: int, kind: str, expires: int | None = None) -> None:
    """Tell a Celery worker, when there is a broker; one that has the files, when this kind of work
    needs them. A lost message is no harm."""
    queue = settings.WITH_FILES if kind in settings.JOBS_WITH_FILES else None
    tell(RUN_JOB, job_id, about=f"job {job_id}", expires=expires, queue=queue)


def trigger_waiting(*, now: datetime) -> int:
    """Tell workers of jobs that are due, or whose worker was lost; the number told of."""
    waiting = list(to_be_worked(now).values_list("pk", "kind")[:TRIGGERED_AT_ONCE])
    for job_id, kind in waiting:
        # The next round tells again, so this message need not outlive it.
        trigger(job_id=job_id, kind=kind, expires=30)
    return len(waiting)


@transaction.atomic
def retry(*, by, job: Job, now: datetime) -> None:
    """Let a failed job begin again, from where it got to."""
    again = Job.objects.filter(pk=job.pk, state=Job.State.FAILED).update(
        state=Job.State.DUE, error="", attempts=0, available_at=now, finished_at=None
    )
    if not again:
        raise DomainError(_("Only a failed job can be started again."))
    record(by=by, action="job.retried", obj=job, at=now)
    transaction.on_commit(lambda: trigger(job_id=job.pk, kind=job.kind), robust=True)


# -- Working ----------------------------------------------------------------------------------


def claim(*, job_id: int, now: datetime) -> Job | None:
    """Take the job, or None when it is not to be worked now (any more). Compare-and-set: of two
    workers one gets it."""
    claimable = to_be_worked(now).filter(pk=job_id).order_by()
    token = uuid4()
    taken = claimable.filter(attempts__lt=MAX_ATTEMPTS).update(
        state=Job.State.RUNNING,
        lease_token=token,
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
    )
    if taken:
        return Job.objects.select_related("created_by").get(pk=job_id)
    claimable.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=Job.State.FAILED,
        lease_token=None,
        lease_until=None,
        finished_at=now,
        error=_("The work was broken off %(times)d times.") % {"times": MAX_ATTEMPTS},
    )
    return None


class Progress:
    """How a handler says that it is alive and how far it got. `progress(done, total)`.

    Raises LeaseLost when another worker has the job, Stopped when this one is to stop.
    """

    def __init__(self, job: Job, *, clock: Callable[[], datetime], stopping: Callable[[], bool]):
        self.job = job
        self.clock = clock
        self.stopping = stopping
        self.written_at: datetime | None = None

    def __call__(self, done: int, total: int) -> None:
        """Renews the lease; writes at most once in HEARTBEAT."""
        now = self.clock()
        if self.written_at is None or now - self.written_at >= HEARTBEAT:
            self._write(now, progress_done=done, progress_total=total)
        if self.stopping():
            raise Stopped

    def checkpoint(self, done: int, total: int, state: dict) -> None:
        """Keep how far the work got, to go on from there: call it in the transaction of that work.

        What another worker took over is then rolled back as a whole. `state` is found in
        `job.result` by the next attempt; getting anywhere starts the count of attempts anew.
        """
        self._write(
            self.clock(), progress_done=done, progress_total=total, result=state, attempts=1
        )
        self.job.attempts = 1

    def hold(self, leases: int) -> None:
        """Say that what comes now may take so many leases without a word. When the worker dies
        meanwhile, nobody takes over before that."""
        self._write(self.clock(), lease=LEASE * leases)

    def _write(self, now: datetime, lease: timedelta = LEASE, **values) -> None:
        _update_held(self.job, lease_until=now + lease, **values)
        self.written_at = now


def _update_held(job: Job, **values) -> None:
    held = Job.objects.filter(
        pk=job.pk, state=Job.State.RUNNING, lease_token=job.lease_token
    ).update(**values)
    if not held:
        raise LeaseLost


def _let_go(job: Job, **values) -> None:
    _update_held(job, lease_token=None, lease_until=None, **values)


@transaction.atomic
def finish(*, job: Job, result: dict, now: datetime) -> None:
    """With what follows on it (settings.JOBS_FOLLOWED)."""
    _let_go(job, state=Job.State.DONE, result=result, error="", finished_at=now)
    for name in settings.JOBS_FOLLOWED.get(job.kind, ()):
        import_string(name)(job, now=now)


def fail(*, job: Job, error: str, now: datetime, final: bool = False) -> None:
    """Put the job back to be tried again later; after MAX_ATTEMPTS or when `final` it has failed.

    `error` is a sentence without personal data.
    """
    if final or job.attempts >= MAX_ATTEMPTS:
        _let_go(job, state=Job.State.FAILED, error=error, finished_at=now)
    else:
        wait = FIRST_WAIT * 2 ** (job.attempts - 1)
        _let_go(job, state=Job.State.DUE, error=error, available_at=now + wait)


def release(*, job: Job, now: datetime) -> None:
    """Give the job back because this worker stops: not an attempt that failed."""
    _let_go(job, state=Job.State.DUE, attempts=F("attempts") - 1, available_at=now)


def handler_of(kind: str) -> Callable[[Job, Progress], dict]:
    """The function that does this kind of work, from settings.JOB_HANDLERS."""
    return import_string(settings.JOB_HANDLERS[kind])


def label_of(kind: str) -> str:
    """What this kind of work is called on screen: the `label` of its function."""
    return str(handler_of(kind).label) if kind in settings.JOB_HANDLERS else kind


def work(
    *,
    job_id: int,
    clock: Callable[[], datetime] = timezone.now,
    stopping: Callable[[], bool] = lambda: False,
) -> bool:
    """Claim the job and do it; False when it was not to be worked."""
    job = claim(job_id=job_id, now=clock())
    if job is None:
        return False
    language = job.created_by.language if job.created_by else settings.LANGUAGE_CODE
    with origin.of(f"job {job.public_id}"), translation.override(language):
        try:
            _do(job, Progress(job, clock=clock, stopping=stopping), clock)
        except LeaseLost:
            logger.warning("Job %s goes on elsewhere", job.public_id)
    return True


def _do(job: Job, progress: Progress, clock) -> None:
    try:
        result = handler_of(job.kind)(job, progress)
    except LeaseLost:
        raise
    except Stopped:
        release(job=job, now=clock())
    except DomainError as error:
        fail(job=job, error=str(error), now=clock(), final=True)
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the row must say so
        # Where, but not the message: a database error repeats the values of the row.
        place = traceback.extract_tb(error.__traceback__)[-1]
        name = type(error).__name__
        logger.error("Job %s: %s in %s:%s", job.public_id, name, place.filename, place.lineno)
        fail(job=job, error=_unexpected(name), now=clock())
    else:
        finish(job=job, result=result, now=clock())


def _unexpected(name: str) -> str:
    return _("Something unexpected went wrong (%(name)s).") % {"name": name}


def work_waiting(
    *,
    clock: Callable[[], datetime] = timezone.now,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Work everything that is to be worked, one job after another; the number of jobs."""
    worked = 0
    while not stopping():
        job_id = to_be_worked(clock()).values_list("pk", flat=True).first()
        if job_id is None:
            break
        worked += work(job_id=job_id, clock=clock, stopping=stopping)
    return worked
