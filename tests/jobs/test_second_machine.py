"""More workers on another machine: the address of the database, that of Redis and the keys are all
they need, and what is done with files stays where the files are."""

from collections import Counter
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.utils import timezone

from kcc.jobs import broker
from kcc.jobs.models import Job
from kcc.jobs.services import enqueue
from tests.jobs.elsewhere import own_address, second_machine
from tests.jobs.outside import together
from tests.workers import ROOT, environment, wait_until

QUICK = {"TEST_ROUND": "0.5"}
FILES = "test.where_the_files_are"


def make(numbers, kind="test.where", pause=0.05):
    now = timezone.now()
    return [
        enqueue(
            kind=kind, key=f"{kind} {number}", payload={"number": number, "pause": pause},
            by=None, now=now,
        )
        for number in numbers
    ]  # fmt: skip


def folders() -> Counter:
    """How many jobs were done, by the folder of the worker that did them."""
    done = Job.objects.filter(kind__startswith="test.", state="done")
    return Counter(result["folder"] for result in done.values_list("result", flat=True))


def none_left() -> bool:
    return not Job.objects.filter(kind__startswith="test.", state__in=["due", "running"]).exists()


@pytest.mark.celery
@pytest.mark.django_db(transaction=True)
def test_workers_on_two_machines_share_the_work(tmp_path):
    """Both do some of it, each job is done once, and those with files stay with the files."""
    keys = {"SECRET_KEY": settings.SECRET_KEY, "PERSONAL_DATA_KEY": settings.PERSONAL_DATA_KEY}
    with ExitStack() as stack:
        redis, forge = together(stack, **QUICK)
        forge.start("worker")
        forge.start("beat")
        worker, to_database, to_redis = stack.enter_context(
            second_machine(
                tmp_path, database=environment()["DATABASE_URL"], redis=redis.url, secrets=keys
            )
        )
        number = 0
        # Until the second one has come up as well.
        while len(folders()) < 2:
            make(range(number, number + 10))
            number += 10
            wait_until(none_left, worker=worker)
        make(range(number, number + 60))
        with_files = make(range(8), FILES)
        wait_until(none_left, worker=worker)
        wires = (to_database, to_redis)
        assert [wire.connections > 0 for wire in wires] == [True, True]
        assert {wire.place.rpartition(":")[0] for wire in wires} == {own_address()}
    jobs = Job.objects.filter(kind__startswith="test.")
    assert set(jobs.values_list("state", "attempts")) == {("done", 1)}
    assert jobs.count() == number + 60 + len(with_files)
    # Only ours and the copy.
    assert set(folders()) == {str(ROOT), str(tmp_path / "app")}
    where = jobs.filter(kind=FILES).values_list("result__folder", flat=True)
    assert set(where) == {str(ROOT)}
    assert not (tmp_path / "files").exists()


def test_every_kind_with_files_is_a_kind_there_is():
    assert settings.JOBS_WITH_FILES - settings.JOB_HANDLERS.keys() == set()


@pytest.mark.django_db(transaction=True)
def test_only_who_has_the_files_is_told_of_work_with_files(monkeypatch):
    told = []
    monkeypatch.setattr(settings, "REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(
        broker.current_app, "send_task", lambda _name, **options: told.append(options["queue"])
    )
    now, run = timezone.now(), {"run": "00000000-0000-0000-0000-000000000000"}
    for kind in ("contacts.import_cleanup", "contacts.escalation"):
        enqueue(kind=kind, key=kind, payload=run, by=None, now=now)
    assert told == ["files", None]
