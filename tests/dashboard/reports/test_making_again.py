"""Reports made by jobs: nothing is lost and nothing is made twice, whatever comes in between."""

from datetime import timedelta

import pytest

from dashboard.models import Report, ReportReader, ReportSchedule
from dashboard.reports import jobs
from dashboard.reports.jobs import tick
from dashboard.reports.services import MAKE, publish_later
from kcc.jobs.models import Job, Notification
from kcc.jobs.services import work, work_waiting
from tests.dashboard.reports.jobs import EVERYBODY, HALF_MINUTE, of, sort, there, turn
from tests.dashboard.reports.making import DAY, make_draft, report_of
from tests.statements import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_files")]


def test_two_ticks_at_once_make_one_of_each(people):
    tick(DAY)
    tick(DAY)
    assert Job.objects.count() == 1
    work_waiting(clock=lambda: DAY)
    first = (Report.objects.count(), Job.objects.count(), Notification.objects.count())
    for _ in range(3):
        turn(DAY + HALF_MINUTE)
    again = (Report.objects.count(), Job.objects.count(), Notification.objects.count())
    assert first == again == (4, 5, 1)


@pytest.mark.parametrize("before", [True, False])
def test_another_beat_in_between_begins_no_second_period(people, monkeypatch, before):
    """Whether it made the first of three missed months before this one looked, or after it."""
    now = DAY + timedelta(days=90)
    real = jobs.next_missing

    def slow(*args):
        monkeypatch.setattr(jobs, "next_missing", real)
        found = None if before else real(*args)
        tick(now)
        return real(*args) if before else found

    monkeypatch.setattr(jobs, "next_missing", slow)
    tick(now)
    assert sort(there("due")) == of("2026-10")
    assert Job.objects.count() == 1


def test_a_report_that_waits_without_a_job_gets_one(people):
    """As after a restore of the tables of reports alone."""
    tick(DAY)
    Job.objects.all().delete()
    turn(DAY + HALF_MINUTE)
    assert sort(there("published")) == of("2026-10", EVERYBODY[:3])
    Report.objects.filter(department=None).update(state="building", built_at=None)
    Job.objects.all().delete()
    turn(DAY + HALF_MINUTE)
    assert report_of(None).state == "built"


@pytest.mark.parametrize("place", ["freeze_all", "document_to_file", "deliver", "record"])
def test_what_a_killed_worker_left_is_taken_up(people, monkeypatch, place):
    """Killed in the midst of each step; the lease runs out and another goes on."""
    name = f"dashboard.reports.services.{place}"

    def killed(*args, **values):
        raise KeyboardInterrupt

    tick(DAY)
    if place != "freeze_all":
        work(job_id=Job.objects.get().pk, clock=lambda: DAY)
    with monkeypatch.context() as patch:
        patch.setattr(name, killed)
        with pytest.raises(KeyboardInterrupt):
            work_waiting(clock=lambda: DAY)
    assert there("published") == []
    assert not Notification.objects.exists()
    later = DAY + timedelta(minutes=5)
    turn(later)
    turn(later)
    assert sort(there("published")) == of("2026-10", EVERYBODY[:3])
    assert Notification.objects.count() == ReportReader.objects.count() == 1


def test_a_worker_that_was_thought_dead_freezes_nothing_any_more(people, monkeypatch):
    tick(DAY)
    job = Job.objects.get()
    real = jobs.freeze

    def slow(**values):
        # Meanwhile another one took the job over and finished it.
        monkeypatch.setattr(jobs, "freeze", real)
        work(job_id=job.pk, clock=lambda: DAY + timedelta(minutes=5))
        Report.objects.update(state="due", figures=None, frozen_at=None)
        return real(**values)

    monkeypatch.setattr(jobs, "freeze", slow)
    assert work(job_id=job.pk, clock=lambda: DAY)
    assert set(Report.objects.values_list("state", flat=True)) == {"due"}
    assert Job.objects.get(pk=job.pk).result == {"frozen": 4}


def test_a_report_that_cannot_be_made_does_not_hold_the_others_up(people, monkeypatch):
    real = jobs.publish

    def broken(*, report, **values):
        if report.department and report.department.slug == "kcc":
            raise ValueError("DETAIL: (phone)=(+31612345678)")
        return real(report=report, **values)

    monkeypatch.setattr(jobs, "publish", broken)
    now = DAY
    for _ in range(8):
        turn(now)
        now += timedelta(minutes=6)
    job = Job.objects.get(state="failed")
    assert "(ValueError)" in job.error
    assert sort(there("published")) == of("2026-10", ["burgerzaken", "vergunningen"])
    # November comes, while October still misses one
    turn(DAY + timedelta(days=29, hours=1))
    monkeypatch.setattr(jobs, "publish", real)
    # Mended, it comes by itself.
    now = DAY + timedelta(days=29, hours=3)
    for _ in range(4):
        turn(now)
        now += timedelta(minutes=6)
    assert report_of("kcc").state == "published"
    assert len(there("published")) == 4 + 3


def test_who_published_it_first_is_not_overruled_by_a_job(people):
    make_draft()
    publish_later(reports=[report_of()], by=people["manager"], now=DAY)
    make_published_by_hand = report_of()
    jobs.publish(report=make_published_by_hand, by=None, now=DAY)
    work_waiting(clock=lambda: DAY)
    assert report_of().published_by is None
    assert set(Job.objects.filter(kind=MAKE).values_list("state", flat=True)) == {"done"}


def test_the_tick_is_quick_when_nothing_is_due(people):
    turn(DAY)
    turn(DAY + HALF_MINUTE)
    with statements() as ran:
        tick(DAY + HALF_MINUTE)
    assert len(ran) == 5
    ReportSchedule.objects.update(since="2027-01-01")
    with statements() as ran:
        tick(DAY + HALF_MINUTE)
    assert len(ran) == 3


def test_the_tick_asks_as_much_for_three_periods_as_for_one(people):
    now = DAY + timedelta(days=90)
    for _ in range(8):
        turn(now)
    assert len(there("published")) == 13
    with statements() as ran:
        tick(now)
    assert len(ran) == 5
