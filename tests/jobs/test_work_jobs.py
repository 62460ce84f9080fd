"""The worker without Celery, as a real process: started, killed, stopped."""

import signal
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from kcc.jobs.models import Job
from kcc.jobs.services import LEASE, enqueue, work
from kcc.organisation.models import Domain
from tests.jobs.kinds import HANDLERS
from tests.workers import managing, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.jobs.worker_settings"}


def make(kind="test.steps", **payload):
    return enqueue(kind=kind, key="one", payload=payload, by=None, now=timezone.now())


def test_once_works_what_is_due_and_stops(settings):
    settings.JOB_HANDLERS = HANDLERS
    job = make(steps=2)
    call_command("work_jobs")
    job.refresh_from_db()
    assert (job.state, Domain.objects.count()) == ("done", 2)


def test_a_killed_worker_is_followed_by_another_and_nothing_is_done_twice(settings):
    settings.JOB_HANDLERS = HANDLERS
    job = make(steps=40, pause=0.3)
    with managing("work_jobs", "--loop", **SETTINGS) as worker:
        wait_until(lambda: Domain.objects.count() >= 5, worker=worker)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    done = Domain.objects.count()
    job.refresh_from_db()
    assert (job.state, 5 <= done < 40) == ("running", True)
    dead = f"lease {job.lease_token}"
    Job.objects.filter(pk=job.pk).update(payload={"steps": 40})
    # Nobody may touch it while the lease of the dead worker holds.
    assert work(job_id=job.pk) is False
    later = timezone.now() + LEASE + timedelta(seconds=1)
    assert work(job_id=job.pk, clock=lambda: later) is True
    job.refresh_from_db()
    assert (job.state, job.result, Domain.objects.count()) == ("done", {"done": 40}, 40)
    assert Domain.objects.filter(name=dead).count() == done


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_loop_stops_promptly_and_gives_its_job_back(sign):
    job = make(steps=10_000, pause=0.01)
    with managing("work_jobs", "--loop", **SETTINGS) as worker:
        wait_until(lambda: Domain.objects.count() >= 3, worker=worker)
        worker.send_signal(sign)
        # Promptly: the job itself takes much longer.
        output, _ = worker.communicate(timeout=30)
        assert (worker.returncode, output) == (0, b"")
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result["done"]) == ("due", 0, Domain.objects.count())


def test_the_loop_finds_what_comes_later():
    with managing("work_jobs", "--loop", **SETTINGS) as worker:
        first = make(kind="test.add", a=1, b=1)
        wait_until(lambda: Job.objects.get(pk=first.pk).state == "done", worker=worker)
        second = enqueue(
            kind="test.add", key="two", payload={"a": 2, "b": 2}, by=None, now=timezone.now()
        )
        wait_until(lambda: Job.objects.get(pk=second.pk).state == "done")
        assert worker.poll() is None
