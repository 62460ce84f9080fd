"""Clearing up once a day: files no row knows of, left behind when something fell over."""

import logging
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy

from cases.documents import files
from cases.models import CaseDocument
from kcc.jobs.models import Job
from kcc.jobs.services import Progress, enqueue
from kcc.lib.periods import local_day

logger = logging.getLogger(__name__)

KIND = "cases.documents_clean_up"
# A file is there before its row: this long it may be on its way.
ON_ITS_WAY = timedelta(hours=2)


def tick(now: datetime) -> None:
    """Every half minute (settings.JOB_TICKS): once a day there is a clean-up to do."""
    enqueue(kind=KIND, key=f"{KIND} {local_day(now)}", payload={}, by=None, now=now)


def clean_up(job: Job, progress: Progress) -> dict:
    """Remove the files that belong to no document, and count the documents whose file is not there,
    as after restoring a database without its files. One statement for each of 256 folders."""
    removed, missing = 0, 0
    before = progress.clock() - ON_ITS_WAY
    for number in range(256):
        place = f"{files.FOLDER}/{number:02x}/"
        # The disk first: a file that comes after this is too young to be removed anyway.
        there = files.names_in(place)
        rows = CaseDocument.objects.filter(path__startswith=place)
        known = set(rows.values_list("path", flat=True))
        orphans = [name for name in there if name not in known and files.is_older(name, before)]
        files.remove(orphans)
        removed += len(orphans)
        missing += sum(not files.path_of(name).is_file() for name in known.difference(there))
        progress(number + 1, 256)
    if missing:
        logger.error("The files of %d documents are not there; restore them", missing)
    return {"removed": removed, "missing": missing}


clean_up.label = gettext_lazy("Clearing up files of documents")
