"""The tick: a few at once, many as a job, and nothing twice."""

from datetime import datetime, timedelta

import pytest

from contacts.escalation import jobs
from contacts.escalation.jobs import AT_ONCE, tick
from contacts.escalation.services import take_steps
from contacts.models import Callback, Escalation
from kcc.jobs.digest import make_digests
from kcc.jobs.models import Job, Notification, OutboxMessage
from kcc.jobs.services import handler_of, label_of, work, work_waiting
from kcc.lib.periods import ZONE
from tests.factories import make_callback, make_steps, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
# Monday 30 November: three weeks after what was promised.
LATER = datetime(2026, 11, 30, 8, 30, tzinfo=ZONE)


@pytest.fixture
def head():
    make_steps()
    return make_user("head", reference().department["vergunningen"])


def make_many(number):
    return [make_callback() for _ in range(number)]


def clock():
    return LATER


def test_the_settings_know_the_work(settings):
    assert "contacts.escalation.jobs.tick" in settings.JOB_TICKS
    assert handler_of(jobs.KIND) is jobs.run_steps
    assert label_of(jobs.KIND)


def test_a_few_are_taken_by_the_tick_itself(head):
    make_many(3)
    tick(LATER)
    assert Notification.objects.filter(user=head).count() == 3
    assert not Job.objects.exists()


def test_many_are_a_job_and_two_ticks_make_one(head, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    monkeypatch.setattr(jobs, "CHUNK", 2)
    make_many(5)
    tick(LATER)
    tick(LATER + timedelta(seconds=30))
    tick(LATER + timedelta(minutes=2))
    assert Job.objects.get().key == "escalation:2026-11-30T08:30:00+01:00"
    assert not Escalation.objects.exists()
    assert work_waiting(clock=clock) == 1
    job = Job.objects.get()
    assert (job.state, job.result, job.error) == ("done", {"looked": 5}, "")
    assert (job.progress_done, job.progress_total) == (5, 5)
    assert Notification.objects.filter(user=head).count() == 5
    assert Escalation.objects.count() == 20
    tick(LATER + timedelta(minutes=3))
    assert Job.objects.count() == 1


def test_what_a_killed_worker_left_is_taken_up_where_it_was(head, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    monkeypatch.setattr(jobs, "CHUNK", 2)
    make_many(5)
    tick(LATER)
    real, calls = jobs.take_chunk, []

    def killed(**values):
        if len(calls) == 2:
            raise KeyboardInterrupt
        calls.append(values)
        return real(**values)

    monkeypatch.setattr(jobs, "take_chunk", killed)
    job = Job.objects.get()
    with pytest.raises(KeyboardInterrupt):
        work(job_id=job.pk, clock=clock)
    assert Notification.objects.filter(user=head).count() == 4
    monkeypatch.setattr(jobs, "take_chunk", real)
    assert work(job_id=job.pk, clock=lambda: LATER + timedelta(minutes=5))
    job.refresh_from_db()
    assert (job.state, job.result, job.progress_total) == ("done", {"looked": 5}, 5)
    assert Notification.objects.filter(user=head).count() == 5
    assert Escalation.objects.count() == 20


def test_a_job_that_runs_when_the_organisation_has_closed_leaves_the_rest(head, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    make_many(3)
    tick(LATER)
    work_waiting(clock=lambda: LATER.replace(hour=17))
    assert Job.objects.get().result == {"looked": 0}
    assert Callback.objects.filter(next_step_at__lte=LATER).count() == 3


def test_the_tick_is_quick_when_nothing_is_due(head):
    tick(LATER)
    with statements() as ran:
        tick(LATER)
    assert len(ran) == 1
    with statements() as ran:
        tick(LATER.replace(hour=3))
    assert len(ran) == 0


def test_the_tick_takes_as_many_as_it_says(head, monkeypatch):
    assert AT_ONCE == 25
    monkeypatch.setattr(jobs, "AT_ONCE", 3)
    make_many(3)
    tick(LATER)
    assert not Job.objects.exists()
    assert Notification.objects.count() == 3


def test_no_mail_is_gathered_while_a_job_still_tells(head, settings, monkeypatch):
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    head.email = "hoofd@example.org"
    head.save(update_fields=["email"])
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    make_many(5)
    tick(LATER)
    # As when a worker is in the midst of it and beat ticks
    assert take_steps(now=LATER, limit=3) == 3
    make_digests(LATER)
    assert not OutboxMessage.objects.exists()
    work_waiting(clock=clock)
    make_digests(LATER)
    assert OutboxMessage.objects.get().notifications.count() == 5
