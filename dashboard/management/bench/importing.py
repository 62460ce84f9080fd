"""A file as a department would bring it, imported by a worker as on screen."""

import csv
import io
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management.base import CommandError
from django.utils import timezone

from contacts.importing import services
from contacts.importing.mappingfile import load
from contacts.models import Contact, Subject
from dashboard.models import Mark
from kcc.jobs.models import Job
from kcc.jobs.services import work_waiting
from kcc.jobs.ticks import run_ticks
from kcc.organisation.models import Role, User

HEAD = (
    "Nummer", "Datum", "Kanaal", "Onderwerp", "Afdeling", "Resultaat", "Notitie", "Naam",
    "Telefoon", "Adres", "Postcode",
)  # fmt: skip
CHANNELS = ("telefoon", "telefoon", "telefoon", "balie", "e-mail", "webformulier")
RESULTS = ("direct afgehandeld", "direct afgehandeld", "informatie verzonden", "doorverbonden")
PATIENCE = 300.0  # seconds without any row


def sheet(rng: Random, rows: int, until: datetime) -> bytes:
    """A list of `rows` contacts of the last year, oldest first, about what people ask here."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows(_lines(rng, rows, until))
    return file.getvalue().encode()


def _lines(rng: Random, rows: int, until: datetime) -> Iterator[tuple]:
    asked = list(Subject.objects.order_by("pk").values_list("name", "department__name"))
    mark, step = f"{rng.getrandbits(32):08x}", timedelta(days=365) / rows
    for number in range(rows):
        at = until - step * (rows - number)
        subject, department = rng.choice(asked)
        street = rng.randrange(1, 200)
        yield (
            f"{mark}-{number}", f"{at:%d-%m-%Y %H:%M}", rng.choice(CHANNELS), subject, department,
            rng.choice(RESULTS), f"Vraagt naar {subject.lower()}, nummer {number}.",
            rng.choice(("Mevrouw de Vries", "Meneer Bakker", "", "")),
            f"0660{rng.randrange(1_000_000):06d}", f"Dorpsstraat {street}",
            f"79{rng.randrange(10, 99)}AB",
        )  # fmt: skip


def measure(rng: Random, rows: int) -> dict:
    """Seconds from the start of an uploaded file until a worker has imported all of it, and from
    then on until the figures do not have to count its days from the rows any more."""
    now = timezone.now()
    by = User.objects.filter(memberships__role=Role.ADMINISTRATOR).first()
    content = ContentFile(sheet(rng, rows, now), name="lijst.csv")
    before = Contact.objects.count()
    run = services.upload(by=by, file=content, mapping=load("eenvoudige-lijst"), now=now)
    started = time.perf_counter()
    job = services.start(by=by, run=run, now=now)
    result = _finished(job).result
    seconds = time.perf_counter() - started
    there = Contact.objects.count() - before
    if not result["imported"] == there == rows:
        raise CommandError(f"{rows} rows were given, {there} are there: {result}")
    return {"rows": rows, "seconds": seconds, "settled": _settled()}


def _settled() -> float | None:
    """Seconds until all days that these rows were written about are counted again; None when
    nobody gets on with it."""
    started = time.perf_counter()
    while Mark.objects.exists():
        if time.perf_counter() - started > PATIENCE:
            return None
        _let_work()
        if not settings.REDIS_URL:
            run_ticks(now=timezone.now())
    return time.perf_counter() - started


def _let_work() -> None:
    """Without a broker this process is the worker."""
    if settings.REDIS_URL:
        time.sleep(0.1)
    else:
        work_waiting()


def _finished(job: Job) -> Job:
    landed, moved = None, time.monotonic()
    while job.finished_at is None:
        _let_work()
        job = Job.objects.get(pk=job.pk)
        if job.result != landed:
            landed, moved = job.result, time.monotonic()
        if time.monotonic() - moved > PATIENCE:
            raise CommandError("The import does not get on; is there a worker?")
    if job.state != Job.State.DONE:
        raise CommandError(f"The import failed: {job.error}")
    return job
