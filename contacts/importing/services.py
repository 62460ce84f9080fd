"""An import on screen: upload a file, look at it, start the work, clear up."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.importing.mapping import Mapping
from contacts.importing.reader import layout_of
from contacts.models import ImportRun
from kcc.audit.services import record
from kcc.jobs.models import Job
from kcc.jobs.services import enqueue
from kcc.lib.errors import DomainError
from kcc.lib.text import shorten

IMPORT, CLEAN_UP = "contacts.import", "contacts.import_cleanup"
MOST_MEGABYTES = 300
NOT_STARTED_FOR = timedelta(days=1)
# Long enough to mend the bad rows; then the list of errors goes as well.
REPORT_FOR = timedelta(days=14)


def upload(*, by, file: UploadedFile, mapping: Mapping, now) -> ImportRun:
    """Keep the file until it is imported, for at most a day when it is not.

    Raises DomainError when it is too large, is no CSV or lacks a column of the mapping; then it is
    gone again. The file is outside the database: it is written last.
    """
    if file.size > MOST_MEGABYTES * 1_000_000:
        raise DomainError(
            _("The file is larger than %(size)d MB. Import it in parts, or on the server.")
            % {"size": MOST_MEGABYTES},
            field="file",
        )
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    run = ImportRun(
        mapping=mapping.name,
        original_name=shorten(Path(file.name).name, 200),
        sha256=digest.hexdigest(),
        created_by=by,
        created_at=now,
    )
    run.file.save(file.name, file, save=False)
    try:
        layout = layout_of(Path(run.file.path), mapping.knows)
        mapping.places(layout.header)
        with transaction.atomic():
            run.save()
            record(by=by, action="import.uploaded", obj=run, detail=_about(run), at=now)
            _clean_up_later(run, "not started", now, after=NOT_STARTED_FOR)
    except DomainError as error:
        run.file.delete(save=False)
        error.field = "file"
        raise
    except Exception:
        run.file.delete(save=False)
        raise
    return run


def _about(run: ImportRun) -> dict:
    return {"mapping": run.mapping, "sha256": run.sha256}


def _clean_up_later(run: ImportRun, why: str, now, *, after: timedelta) -> None:
    enqueue(
        kind=CLEAN_UP,
        key=f"{CLEAN_UP} {run.public_id} {why}",
        payload={"run": str(run.public_id)},
        by=None,
        now=now,
        available_at=now + after,
    )


@transaction.atomic
def start(*, by, run: ImportRun, now) -> Job:
    """Let the work begin. Twice is once."""
    if not run.file:
        raise DomainError(_("The file of this import is no longer there. Upload it again."))
    job = enqueue(
        kind=IMPORT,
        key=f"{IMPORT} {run.public_id}",
        payload={
            "run": str(run.public_id),
            "page": reverse("contacts:import-run", args=[run.public_id]),
        },
        by=by,
        now=now,
    )
    if ImportRun.objects.filter(pk=run.pk, job=None).update(job=job):
        run.job = job
        record(by=by, action="import.started", obj=run, detail=_about(run), at=now)
        _clean_up_later(run, "afterwards", now, after=REPORT_FOR)
    return job


@transaction.atomic
def discard(*, by, run: ImportRun, now) -> None:
    """Remove what is kept of the import outside the database: a file that is not imported, a list
    of errors that was read."""
    if run.job is not None and run.job.finished_at is None:
        raise DomainError(_("The import is going on. Wait until it is ready."))
    record(by=by, action="import.discarded", obj=run, at=now)
    transaction.on_commit(lambda: remove_files(run))


def remove_files(run: ImportRun) -> None:
    remove_upload(run)
    report_of(run).unlink(missing_ok=True)


def remove_upload(run: ImportRun) -> None:
    if run.file:
        run.file.delete(save=False)
        run.save(update_fields=["file"])


def report_of(run: ImportRun) -> Path:
    """The list of bad rows: line, column and reason, nothing of what was in them."""
    storage = run.file.storage
    return Path(storage.path(f"imports/{run.public_id}-errors.csv"))
