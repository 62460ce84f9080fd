"""Kinds of work that only the tests know."""

import os
import time

from django.db import IntegrityError, transaction

from kcc.lib.errors import DomainError
from kcc.organisation.models import Domain


def add(job, progress):
    progress(0, 2)
    progress(2, 2)
    return {"sum": job.payload["a"] + job.payload["b"]}


add.label = "Adding up"


def steps(job, progress):
    """Writes one row per step; each step and how far it got in one transaction."""
    total = job.payload["steps"]
    for number in range(job.result.get("done", 0), total):
        with transaction.atomic():
            Domain.objects.create(slug=f"step-{number}", name=f"lease {job.lease_token}")
            progress.checkpoint(number + 1, total, {"done": number + 1})
        progress(number + 1, total)
        time.sleep(job.payload.get("pause", 0))
    return {"done": total}


steps.label = "Steps"


def where(job, progress):
    """In which folder the worker is; worked twice it would break on the name of the row."""
    with transaction.atomic():
        Domain.objects.create(slug=f"{job.kind}-{job.payload['number']}"[5:], name=os.getcwd())
    time.sleep(job.payload.get("pause", 0))
    return {"folder": os.getcwd()}


where.label = "Where"
where_the_files_are = where


def refuse(job, progress):
    raise DomainError("The file is empty.")


refuse.label = "Refusing"


def crash(job, progress):
    raise IntegrityError("DETAIL: Key (phone)=(+31612345678) already exists.")


crash.label = "Crashing"


# -- Ticks ----------------------------------------------------------------------------------------

ticked = []


def counting_tick(now):
    ticked.append(now)


def failing_tick(now):
    raise IntegrityError("DETAIL: Key (phone)=(+31612345678) already exists.")
