"""The import through a real Celery worker on Redis: from the upload to the rows."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from contacts.importing import services
from contacts.importing.mappingfile import load
from contacts.models import Contact
from kcc.jobs.models import Job
from tests.contacts import nyc
from tests.factories import make_user
from tests.workers import wait_until

pytestmark = [pytest.mark.celery, pytest.mark.django_db(transaction=True)]


def test_a_worker_imports_what_was_uploaded(celery_worker):
    call_command("load_reference_data", stdout=io.StringIO())
    user, now = make_user("administrator"), timezone.now()
    file = SimpleUploadedFile("nacht.csv", nyc.FILE.read_bytes())
    run = services.upload(by=user, file=file, mapping=load("nyc311"), now=now)
    try:
        job = services.start(by=user, run=run, now=now)
        done = wait_until(lambda: Job.objects.filter(pk=job.pk, finished_at__isnull=False).first())
        assert (done.state, done.error) == ("done", "")
        assert (done.result["imported"], Contact.objects.count()) == (1000, 1000)
        assert not run.file.storage.exists(run.file.name)
    finally:
        services.remove_files(run)
