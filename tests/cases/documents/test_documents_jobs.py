"""Clearing up: files without a document go, documents without a file are counted."""

import os
from datetime import timedelta

import pytest

from cases.documents.jobs import KIND, tick
from kcc.jobs.models import Job
from kcc.jobs.services import work
from tests.factories import NOW


@pytest.fixture
def clean_up(settings, folder):
    """`clean_up()`: what the clean-up of today found. Files in the folder are of just before."""

    def clean_up():
        for path in folder.rglob("*"):
            os.utime(path, (NOW.timestamp() - 60,) * 2)
        age(folder)
        tick(NOW)
        job = Job.objects.get(kind=KIND)
        work(job_id=job.pk, clock=lambda: NOW)
        job.refresh_from_db()
        assert (job.state, job.error) == (Job.State.DONE, "")
        return job.result

    return clean_up


def age(folder):
    for path in folder.rglob("*.old"):
        os.utime(path, (NOW.timestamp() - 3 * 3600,) * 2)


def put(folder, name):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-")
    return path


def test_there_is_one_clean_up_a_day(db):
    for hours in (0, 1, 2, 24):
        tick(NOW + timedelta(hours=hours))
    assert list(Job.objects.filter(kind=KIND).order_by("key").values_list("key", flat=True)) == [
        f"{KIND} 2026-11-10",
        f"{KIND} 2026-11-11",
    ]


def test_only_old_files_without_a_document_are_removed(add, folder, kept, clean_up):
    document = add()
    on_its_way = put(folder, "00/abc")
    put(folder, "00/def.old")
    put(folder, "ff/ghi.old")
    assert clean_up() == {"removed": 2, "missing": 0}
    assert {path.name for path in kept()} == {on_its_way.name, document.path.rpartition("/")[2]}


def test_document_without_its_file_is_counted_and_told(add, kept, clean_up, caplog):
    add()
    kept()[0].unlink()
    assert clean_up() == {"removed": 0, "missing": 1}
    assert "The files of 1 documents are not there" in caplog.text


def test_there_is_nothing_to_clean_up_before_the_first_document(db, clean_up):
    assert clean_up() == {"removed": 0, "missing": 0}
