"""The same rows through a real Celery worker on Redis."""

import pytest
from django.db import connection, transaction
from django.utils import timezone

from kcc.jobs.models import Job
from kcc.jobs.services import enqueue
from kcc.jobs.tasks import reconcile
from tests.workers import wait_until

pytestmark = [pytest.mark.celery, pytest.mark.django_db(transaction=True)]


def state_of(job):
    return Job.objects.get(pk=job.pk).state


def make(key):
    # The worker knows the kinds of the application only; this one has nothing to remove.
    payload = {"run": "00000000-0000-0000-0000-000000000000"}
    return enqueue(
        kind="contacts.import_cleanup", key=key, payload=payload, by=None, now=timezone.now()
    )


def test_a_job_is_worked_after_the_commit(celery_worker):
    with transaction.atomic():
        job = make("one")
    wait_until(lambda: state_of(job) == "done")
    assert connection.vendor == "postgresql"


def test_a_lost_message_is_healed_by_the_reconciler(celery_worker, settings):
    redis_url, settings.REDIS_URL = settings.REDIS_URL, ""
    job = make("lost")
    settings.REDIS_URL = redis_url
    assert state_of(job) == "due"
    reconcile.delay()
    wait_until(lambda: state_of(job) == "done")
