"""An import as a job: numbers of one run, also when a worker is killed in the middle of it."""

import io
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from cases.models import Case
from contacts.importing import jobs, running, services
from contacts.importing.mappingfile import load
from contacts.models import Contact, ImportRun, Question
from kcc.audit.models import AuditEvent
from kcc.jobs.models import Job
from kcc.jobs.services import LEASE, claim, work, work_waiting
from kcc.lib.errors import DomainError
from tests.contacts import nyc
from tests.factories import make_user, reference
from tests.workers import managing, wait_until

LIST = "eenvoudige-lijst"
HEAD = "Nummer;Datum;Kanaal;Onderwerp;Afdeling;Telefoon"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def town(db):
    call_command("load_reference_data", stdout=io.StringIO())


def upload(content=None, mapping="nyc311", by=None, now=None, name="lijst.csv"):
    content = nyc.FILE.read_bytes() if content is None else content
    return services.upload(
        by=by or make_user("administrator"),
        file=SimpleUploadedFile(name, content),
        mapping=load(mapping),
        now=now or timezone.now(),
    )


def rows(*lines) -> bytes:
    return "\n".join([HEAD, *lines]).encode()


def work_all(now=None):
    work_waiting(clock=lambda: now or timezone.now())


# -- Uploading --------------------------------------------------------------------------------


def test_an_upload_is_kept_out_of_sight_until_it_is_imported(town, files):
    run = upload(name="../../Contacten café 2026.csv")
    path = Path(run.file.path)
    assert path == files / "imports" / f"{run.public_id}.csv"
    assert (run.original_name, path.stat().st_mode & 0o777) == ("Contacten café 2026.csv", 0o600)
    uploaded = AuditEvent.objects.get(object_id=str(run.public_id))
    assert (uploaded.action, uploaded.actor) == ("import.uploaded", run.created_by)


@pytest.mark.parametrize(
    ("content", "mapping"),
    [
        (b"PK\x03\x04\x00\x00", LIST),
        (b"a;b\n1;2\n", LIST),
        (b"\n", LIST),
        (b"a,b\n1,2\n", "nyc311"),
    ],
)
def test_what_cannot_be_imported_is_not_kept(town, files, content, mapping):
    with pytest.raises(DomainError) as caught:
        upload(content, mapping)
    assert (caught.value.field, ImportRun.objects.count()) == ("file", 0)
    assert list((files / "imports").iterdir()) == []


def test_a_file_that_is_too_large_is_refused_before_it_is_written(town, files, monkeypatch):
    monkeypatch.setattr(services, "MOST_MEGABYTES", 0)
    with pytest.raises(DomainError, match="0 MB"):
        upload()
    assert not (files / "imports").exists()


def test_a_file_nobody_starts_with_goes_after_a_day(town, now):
    run = upload(now=now)
    work_all(now + timedelta(hours=23))
    assert Path(run.file.path).exists()
    work_all(now + timedelta(hours=25))
    run.refresh_from_db()
    assert (bool(run.file), Job.objects.filter(state="due").count()) == (False, 0)
    with pytest.raises(DomainError):
        services.start(by=run.created_by, run=run, now=now)


# -- Working ----------------------------------------------------------------------------------


def test_an_import_from_upload_to_result(town):
    run = upload()
    job = services.start(by=run.created_by, run=run, now=timezone.now())
    assert services.start(by=run.created_by, run=run, now=timezone.now()) == job
    path = Path(run.file.path)
    work_all()
    job.refresh_from_db()
    assert (job.state, job.error, job.progress_done, job.progress_total) == ("done", "", 1000, 1000)
    assert job.result == {
        "read": 1000, "errors": 0, "twice": 0, "imported": 1000, "already": 0, "repeats": 157,
        "position": 1000, "departments": 10, "subjects": 76, "finished": True,
    }  # fmt: skip
    assert (path.exists(), services.report_of(run).exists()) == (False, False)
    assert Case.objects.filter(registered_by=run.created_by).count() == 1000
    assert list(
        AuditEvent.objects.filter(object_id=str(run.public_id))
        .order_by("pk")
        .values_list("action", "actor")
    ) == [
        (f"import.{action}", run.created_by_id)
        for action in ("uploaded", "started", "contacts", "finished")
    ]


def test_bad_rows_are_in_a_list_without_what_was_in_them(town):
    reference()
    good = "1;02-11-2026;Balie;Paspoort of identiteitskaart;Burgerzaken;0612345678"
    run = upload(rows(good, "2;gisteren;Balie;Paspoort;Burgerzaken;0687654321"), LIST)
    services.start(by=run.created_by, run=run, now=timezone.now())
    work_all()
    report = services.report_of(run)
    assert report.read_text(encoding="utf-8-sig").splitlines()[1].startswith("3;Datum;")
    assert "0687654321" not in report.read_text(encoding="utf-8")
    assert report.stat().st_mode & 0o777 == 0o600
    assert Contact.objects.count() == 1


def test_the_list_of_errors_goes_after_two_weeks(town, now):
    run = upload(rows("2;gisteren;Balie;Paspoort;Burgerzaken;"), LIST, now=now)
    services.start(by=run.created_by, run=run, now=now)
    work_all(now)
    # The one that removes files nobody started with leaves it.
    work_all(now + timedelta(days=2))
    assert services.report_of(run).exists()
    work_all(now + timedelta(days=15))
    assert not services.report_of(run).exists()


def test_a_mapping_that_went_is_said_and_nothing_is_lost(town, monkeypatch):
    run = upload()
    ImportRun.objects.update(mapping="gone")
    job = services.start(by=run.created_by, run=run, now=timezone.now())
    work_all()
    job.refresh_from_db()
    assert (job.state, job.attempts, Path(run.file.path).exists()) == ("failed", 1, True)
    assert "gone" in job.error


def test_an_import_that_goes_on_cannot_be_removed(town):
    run = upload()
    services.start(by=run.created_by, run=run, now=timezone.now())
    with pytest.raises(DomainError):
        services.discard(by=run.created_by, run=run, now=timezone.now())


# -- Broken off -------------------------------------------------------------------------------


def test_a_worker_that_lost_its_lease_lands_nothing_more(town, monkeypatch):
    """It slept through its lease within a batch, and another has the job: that batch is undone."""
    monkeypatch.setattr(running, "BATCH", 400)
    run = upload()
    job = services.start(by=run.created_by, run=run, now=timezone.now())
    landed = []
    real = jobs.import_file

    def sleepy(one, **options):
        def lands(tally, total):
            if landed:
                claim(job_id=job.pk, now=timezone.now() + 2 * LEASE)
            landed.append(tally.position)
            one.landed(tally, total)

        return real(jobs.Import(**{**vars(one), "landed": lands}), **options)

    monkeypatch.setattr(jobs, "import_file", sleepy)
    work(job_id=job.pk)
    job.refresh_from_db()
    assert (landed, Contact.objects.count()) == ([400, 800], 400)
    assert (job.state, job.result["position"]) == ("running", 400)
    monkeypatch.setattr(jobs, "import_file", real)
    later = timezone.now() + 4 * LEASE
    work(job_id=job.pk, clock=lambda: later)
    job.refresh_from_db()
    assert (job.state, job.result["imported"], job.result["already"]) == ("done", 1000, 0)


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_is_followed_by_another_and_no_row_lands_twice(settings):
    call_command("load_reference_data", stdout=io.StringIO())
    head, table = nyc.table()
    key = head.index("unique_key")
    # Six nights of the same: long enough to be killed in the middle.
    lines = [",".join(head)]
    for night in range(6):
        for row in table:
            cells = [*row[:key], f"{row[key]}-{night}", *row[key + 1 :]]
            lines.append(",".join('"' + cell.replace('"', '""') + '"' for cell in cells))
    run = upload("\n".join(lines).encode())
    job = services.start(by=run.created_by, run=run, now=timezone.now())
    with managing("work_jobs", "--loop") as worker:
        wait_until(lambda: Contact.objects.exists(), seconds=60, worker=worker)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    job.refresh_from_db()
    landed = Contact.objects.count()
    assert (job.state, job.result["imported"], 0 < landed < 6000) == ("running", landed, True)
    assert work(job_id=job.pk) is False
    later = timezone.now() + LEASE + timedelta(seconds=1)
    with managing("work_jobs", "--once") as early:
        assert early.wait(60) == 0
    assert Contact.objects.count() == landed
    work(job_id=job.pk, clock=lambda: later)
    job.refresh_from_db()
    counts = (Contact.objects.count(), Question.objects.count(), Case.objects.count())
    assert (job.state, counts) == ("done", (6000, 6000, 6000))
    assert (job.result["imported"], job.result["already"], job.result["read"]) == (6000, 0, 6000)
    proposed = Question.objects.filter(repeat_state="proposed").count()
    assert job.result["repeats"] == proposed
    assert not run.file.storage.exists(run.file.name)


def test_a_worker_killed_after_the_last_batch_is_followed_by_one_that_only_finishes(town):
    run = upload()
    job = services.start(by=run.created_by, run=run, now=timezone.now())
    work(job_id=job.pk)
    # As if it died between removing the file and saying that it was ready.
    Job.objects.filter(pk=job.pk).update(state="due", finished_at=None)
    work(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.result["imported"], Contact.objects.count()) == ("done", 1000, 1000)
