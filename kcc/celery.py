"""The Celery application: it only triggers work that already exists as a row (see kcc.jobs)."""

import os

from celery import Celery
from celery.signals import celeryd_init
from django.conf import settings

from kcc.lib.limits import give_time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kcc.settings")

app = Celery("kcc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def give_jobs_time(**kwargs) -> None:
    """In a worker only, before it opens a connection: a job may take longer than a page."""
    give_time(
        settings.DATABASES["default"],
        statement_seconds=settings.JOB_STATEMENT_SECONDS,
        lock_seconds=settings.LOCK_SECONDS,
    )
