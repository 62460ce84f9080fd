"""Jobs: made once, claimed once, tried again, never lost."""

import logging
import time
from datetime import timedelta

import pytest
from celery import Celery
from django.db import IntegrityError, transaction
from django.utils import translation
from kombu.exceptions import OperationalError

from kcc.audit.models import AuditEvent
from kcc.jobs import broker, services
from kcc.jobs.models import Job
from kcc.jobs.selectors import to_be_worked
from kcc.jobs.services import (
    LEASE,
    MAX_ATTEMPTS,
    LeaseLost,
    Progress,
    claim,
    enqueue,
    label_of,
    retry,
    trigger_waiting,
    work,
    work_waiting,
)
from kcc.lib.breaker import Breaker
from kcc.lib.errors import DomainError
from kcc.organisation.models import Domain
from tests.factories import make_user
from tests.jobs import handlers
from tests.jobs.kinds import HANDLERS

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def kinds(settings, monkeypatch):
    settings.JOB_HANDLERS = HANDLERS
    monkeypatch.setattr(broker, "breaker", Breaker(10))


@pytest.fixture
def sent(monkeypatch, settings):
    """The messages to Celery."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    messages = []
    monkeypatch.setattr(
        broker.current_app,
        "send_task",
        lambda name, args, **options: messages.append((name, *args)),
    )
    return messages


def make(now, kind="test.add", key="one", by=None, **payload):
    return enqueue(kind=kind, key=key, payload=payload or {"a": 1, "b": 2}, by=by, now=now)


def run(job, now):
    """Work the job at that moment, and read it back."""
    work(job_id=job.pk, clock=lambda: now)
    job.refresh_from_db()
    return job


# -- Making -------------------------------------------------------------------------------------


def test_enqueue_twice_makes_one_job(db, now):
    first = make(now, a=1, b=2)
    second = make(now + MINUTE, a=5, b=5)
    assert (second.pk, second.payload, Job.objects.count()) == (first.pk, {"a": 1, "b": 2}, 1)


def test_enqueue_tells_a_worker_only_after_the_commit(
    db, now, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        job = make(now)
        assert (sent, len(callbacks)) == ([], 0)
    assert sent == [("kcc.jobs.tasks.run_job", job.pk)]


def test_enqueue_tells_nobody_of_a_known_or_a_later_job(
    db, now, sent, django_capture_on_commit_callbacks
):
    make(now)
    with django_capture_on_commit_callbacks(execute=True):
        make(now)
        enqueue(
            kind="test.add", key="later", payload={}, by=None, now=now, available_at=now + MINUTE
        )
    assert sent == []


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_request_leaves_no_job_and_no_message(now, sent):
    def request():
        with transaction.atomic():
            make(now)
            raise DomainError("No.")

    with pytest.raises(DomainError):
        request()
    assert (sent, Job.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_never_fails_the_request(now, settings, monkeypatch, caplog):
    """Nothing listens on that port: the real client, the real refusal."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    app = Celery("away", broker=settings.REDIS_URL, set_as_current=False)
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    began = time.monotonic()
    monkeypatch.setattr(broker, "current_app", app)
    with transaction.atomic():
        job = make(now)
    assert (Job.objects.get().pk, job.state) == (job.pk, "due")
    # The next ones do not wait for it: nothing is tried for some seconds.
    with transaction.atomic():
        make(now, key="two")
    assert time.monotonic() - began < 3
    said = [one.getMessage() for one in caplog.records if one.levelname != "INFO"]
    assert said == [f"No worker was told of job {job.pk}: OperationalError"]


def test_without_a_broker_nobody_is_told(db, now, settings, monkeypatch):
    def refuse(*args, **options):
        raise OperationalError

    settings.REDIS_URL = ""
    monkeypatch.setattr(broker.current_app, "send_task", refuse)
    job = make(now)
    services.trigger(job_id=job.pk, kind=job.kind)


# -- Claiming -----------------------------------------------------------------------------------


def test_of_two_workers_one_gets_the_job(db, now):
    job = make(now)
    mine = claim(job_id=job.pk, now=now)
    assert claim(job_id=job.pk, now=now) is None
    assert (mine.state, mine.attempts, mine.lease_until) == ("running", 1, now + LEASE)


def test_a_job_is_not_claimed_before_its_time_nor_after_its_end(db, now):
    job = enqueue(
        kind="test.add", key="later", payload={"a": 1, "b": 1}, by=None, now=now,
        available_at=now + MINUTE,
    )  # fmt: skip
    assert claim(job_id=job.pk, now=now) is None
    assert run(job, now + MINUTE).state == "done"
    assert claim(job_id=job.pk, now=now + timedelta(days=1)) is None


def test_an_expired_lease_is_claimed_by_another(db, now):
    job = make(now)
    claim(job_id=job.pk, now=now)
    assert list(to_be_worked(now + LEASE)) == []
    later = now + LEASE + SECOND
    assert list(to_be_worked(later)) == [job]
    assert claim(job_id=job.pk, now=later).attempts == 2


def test_a_worker_that_dies_each_time_is_given_up(db, now):
    job = make(now)
    for attempt in range(MAX_ATTEMPTS):
        assert claim(job_id=job.pk, now=now + attempt * 2 * LEASE).attempts == attempt + 1
    with translation.override("en"):
        assert claim(job_id=job.pk, now=now + 2 * MAX_ATTEMPTS * LEASE) is None
    job.refresh_from_db()
    assert (job.state, job.lease_token) == ("failed", None)
    assert job.error == "The work was broken off 5 times."


# -- Working ------------------------------------------------------------------------------------


def test_work_keeps_the_result(db, now):
    job = run(make(now, a=2, b=3), now)
    assert (job.state, job.result, job.finished_at) == ("done", {"sum": 5}, now)
    assert (job.progress_done, job.progress_total, job.lease_until) == (0, 2, None)


def test_work_that_is_refused_is_not_tried_again(db, now):
    job = run(make(now, kind="test.refuse"), now)
    assert (job.state, job.error, job.attempts) == ("failed", "The file is empty.", 1)


def test_work_that_crashes_is_tried_again_later_and_then_failed(db, now, caplog):
    job = make(now, kind="test.crash")
    waits = []
    for _ in range(MAX_ATTEMPTS - 1):
        job = run(job, now)
        assert (job.state, claim(job_id=job.pk, now=now)) == ("due", None)
        waits.append((job.available_at - now).total_seconds())
        now = job.available_at
    assert waits == [20, 40, 80, 160]
    assert run(job, now).state == "failed"


def test_a_crash_tells_its_name_and_not_the_values_of_the_row(db, now, caplog):
    with caplog.at_level(logging.INFO):
        job = run(make(now, kind="test.crash"), now)
    assert "IntegrityError" in job.error
    assert "+31612345678" not in job.error + caplog.text
    assert "handlers.py" in caplog.text


def test_progress_is_written_at_most_once_a_second(db, now, django_assert_num_queries):
    job = claim(job_id=make(now).pk, now=now)
    moments = iter([now, now + SECOND / 2, now + SECOND])
    progress = Progress(job, clock=lambda: next(moments), stopping=lambda: False)
    for done, statements in ((1, 1), (2, 0), (3, 1)):
        with django_assert_num_queries(statements):
            progress(done, 9)
    job.refresh_from_db()
    assert (job.progress_done, job.progress_total, job.lease_until) == (3, 9, now + SECOND + LEASE)


def test_a_worker_that_will_be_silent_for_a_while_is_not_thought_dead(db, now):
    job = claim(job_id=make(now).pk, now=now)
    progress = Progress(job, clock=lambda: now, stopping=lambda: False)
    progress.hold(3)
    assert claim(job_id=job.pk, now=now + LEASE * 3) is None
    assert claim(job_id=job.pk, now=now + LEASE * 3 + SECOND) is not None


def test_a_worker_that_was_thought_dead_changes_nothing_any_more(db, now):
    job = make(now, kind="test.steps", steps=3)
    asleep = claim(job_id=job.pk, now=now)
    later = now + LEASE + SECOND
    claim(job_id=job.pk, now=later)
    progress = Progress(asleep, clock=lambda: later, stopping=lambda: False)

    def step():
        with transaction.atomic():
            Domain.objects.create(slug="late", name="too late")
            progress.checkpoint(1, 3, {"done": 1})

    with pytest.raises(LeaseLost):
        step()
    assert Domain.objects.count() == 0
    for write in (
        lambda: services.finish(job=asleep, result={}, now=later),
        lambda: services.fail(job=asleep, error="", now=later),
        lambda: services.release(job=asleep, now=later),
        lambda: progress(1, 3),
    ):
        with pytest.raises(LeaseLost):
            write()


def test_a_worker_that_stops_gives_the_job_back(db, now):
    job = make(now, kind="test.steps", steps=3)
    # Asked at the start, and after each step.
    answers = iter([False, False, True, True])
    assert work_waiting(clock=lambda: now, stopping=lambda: next(answers)) == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result, job.available_at) == ("due", 0, {"done": 2}, now)
    assert run(job, now).state == "done"
    assert Domain.objects.count() == 3


def test_getting_anywhere_starts_the_count_of_attempts_anew(db, now):
    job = make(now, kind="test.steps", steps=1)
    Job.objects.update(attempts=MAX_ATTEMPTS - 1)
    assert run(job, now).attempts == 1


def test_work_waiting_works_everything_in_order(db, now):
    for key in ("b", "a"):
        make(now, kind="test.steps", key=key, steps=0)
    crashing = make(now, kind="test.crash", key="c")
    assert work_waiting(clock=lambda: now) == 3
    assert list(Job.objects.filter(state="due")) == [crashing]


def test_the_handler_speaks_the_language_of_the_person(db, now, monkeypatch):
    def language(job, progress):
        return {"language": translation.get_language()}

    monkeypatch.setattr(handlers, "add", language)
    dutch, english = make_user("administrator"), make_user("administrator", language="en")
    assert run(make(now, key="nl", by=dutch), now).result == {"language": "nl"}
    assert run(make(now, key="en", by=english), now).result == {"language": "en"}


def test_the_label_of_an_unknown_kind_is_its_name():
    assert [label_of("test.add"), label_of("old.kind")] == ["Adding up", "old.kind"]


# -- Healing ------------------------------------------------------------------------------------


def test_the_reconciler_triggers_due_jobs_and_lost_ones(db, now, sent):
    lost, running, due = (make(now, key=key) for key in ("lost", "running", "due"))
    claim(job_id=lost.pk, now=now)
    claim(job_id=running.pk, now=now + MINUTE)
    finished = make(now, key="finished")
    run(finished, now)
    assert trigger_waiting(now=now + MINUTE + SECOND) == 2
    assert {job_id for _, job_id in sent} == {lost.pk, due.pk}


def test_the_reconciler_costs_one_statement(db, now, sent, django_assert_num_queries):
    for count in (1, 3):
        make(now, key=str(count))
        make(now, key=f"{count}b")
        with django_assert_num_queries(1):
            trigger_waiting(now=now)


def test_a_failed_job_can_begin_again(db, now):
    user = make_user("administrator")
    job = run(make(now, kind="test.refuse", by=user), now)
    retry(by=user, job=job, now=now)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error, job.finished_at) == ("due", 0, "", None)
    assert list(AuditEvent.objects.values_list("action", "actor")) == [("job.retried", user.pk)]
    with pytest.raises(DomainError):
        retry(by=user, job=job, now=now)


# -- What can never be true -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"state": "running"},
        {"lease_until": "now"},
        {"state": "done"},
        {"state": "due", "finished_at": "now"},
    ],
)
def test_a_lease_only_while_running_and_an_end_only_when_finished(db, now, values):
    make(now)
    values = {name: now if value == "now" else value for name, value in values.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.update(**values)
