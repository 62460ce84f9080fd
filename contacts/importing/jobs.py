"""The work of an import, and of clearing up after it."""

import csv
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.importing.mappingfile import load
from contacts.importing.running import Import, Tally, import_file
from contacts.importing.services import NOT_STARTED_FOR, remove_files, remove_upload, report_of
from contacts.models import ImportRun
from kcc.audit.services import record
from kcc.jobs.models import Job
from kcc.jobs.services import Progress
from kcc.lib.csvfile import BOM, neutral
from kcc.lib.errors import DomainError


def run_import(job: Job, progress: Progress) -> dict:
    """Import the file of the run. Where an earlier attempt was broken off, it goes on; the numbers
    are those of one import."""
    run = ImportRun.objects.select_related("created_by").get(public_id=job.payload["run"])
    if not job.result.get("finished"):
        if not run.file:
            raise DomainError(_("The file of this import is no longer there. Upload it again."))
        _import(run, job, progress)
    # Only now: whoever continues after this line has nothing to read any more.
    remove_upload(run)
    return job.result


run_import.label = gettext_lazy("Import of contacts")


def _import(run: ImportRun, job: Job, progress: Progress) -> None:
    earlier = Tally(**job.result) if job.result else None
    with _report(run) as on_problem:
        tally = import_file(
            Import(
                path=Path(run.file.path),
                mapping=load(run.mapping),
                by=run.created_by,
                now=progress.clock(),
                run=run,
                on_problem=on_problem,
                seen=progress,
                landed=lambda tally, total: progress.checkpoint(
                    tally.position, total, asdict(tally)
                ),
                resume=earlier,
            )
        )
    if not tally.errors:
        report_of(run).unlink()
    with transaction.atomic():
        job.result = asdict(tally) | {"finished": True}
        progress.checkpoint(tally.position, tally.position, job.result)
        detail = {"read": tally.read, "imported": tally.imported, "errors": tally.errors}
        record(by=run.created_by, action="import.finished", obj=run, detail=detail)


@contextmanager
def _report(run: ImportRun):
    """Writes line, column and reason of each bad row; begins anew with each attempt."""
    path = report_of(run)
    with path.open("w", encoding="utf-8", newline="") as file:
        path.chmod(0o600)
        file.write(BOM)
        writer = csv.writer(file, delimiter=";")
        writer.writerow([_("Line"), _("Column"), _("Reason")])
        yield lambda found, problem: writer.writerow(
            [neutral(cell) for cell in (found.line, problem.column, problem.reason)]
        )


def clean_up(job: Job, progress: Progress) -> dict:
    """Remove what is left of an import: a file nobody started with, an old list of errors."""
    run = ImportRun.objects.select_related("job").filter(public_id=job.payload["run"]).first()
    now = progress.clock()
    if run is None or (run.job and run.job.finished_at is None):
        return {"removed": False}
    if run.job and now - run.created_at <= 2 * NOT_STARTED_FOR:
        # The one for files nobody started with: this one was.
        return {"removed": False}
    remove_files(run)
    return {"removed": True}


clean_up.label = gettext_lazy("Clearing up after an import")
