"""The tick and its jobs: what should be there comes about by itself, once and in order."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from dashboard.models import Report, ReportReader, ReportSchedule
from dashboard.reports import jobs
from dashboard.reports.jobs import tick
from dashboard.reports.planning import next_missing, unfinished
from dashboard.reports.schedule import Period
from dashboard.reports.services import FREEZE, MAKE, make_rows, new_version
from kcc.jobs.models import Job, Notification, OutboxMessage
from kcc.jobs.services import handler_of, label_of, work, work_waiting
from kcc.jobs.ticks import run_ticks
from kcc.lib.periods import ZONE
from kcc.organisation import calendars
from kcc.organisation.models import Department, OpeningHours
from tests.dashboard.reports.jobs import EVERYBODY, HALF_MINUTE, of, sort, there, turn
from tests.dashboard.reports.making import DAY, OCTOBER, make_draft, make_published, report_of
from tests.factories import make_department, reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_files")]
# Monday 2 November: the first working day.
FIRST = datetime(2026, 11, 2, 8, 0, tzinfo=ZONE)


def told(kind="report"):
    rows = Notification.objects.filter(kind__startswith=kind).order_by("pk")
    return list(rows.values_list("user__username", "kind", "url"))


# -- By itself ------------------------------------------------------------------------------------


def test_the_settings_know_the_work(settings):
    assert "dashboard.reports.jobs.tick" in settings.JOB_TICKS
    assert handler_of(FREEZE) is jobs.run_freeze
    assert handler_of(MAKE) is jobs.run_report
    assert label_of(FREEZE)
    assert label_of(MAKE)


def test_a_new_installation_has_its_schedules_after_the_first_tick():
    reference()
    tick(DAY)
    found = {row.kind: (row.working_day, row.since.isoformat(), row.review)
             for row in ReportSchedule.objects.all()}  # fmt: skip
    assert found == {
        "departments": (3, "2026-11-01", True),
        "organisation": (4, "2026-11-01", True),
        "year": (10, "2026-01-01", True),
    }
    assert not Report.objects.exists()


def test_reports_are_published_at_their_moment(people):
    turn(DAY - HALF_MINUTE)
    assert there() == []
    turn(DAY)
    turn(DAY + HALF_MINUTE)
    # All of them were frozen together; that of the organisation is published a day later.
    assert sort(there("published")) == of("2026-10", EVERYBODY[:3])
    assert there("built") == [("2026-10", None)]
    assert set(Report.objects.values_list("frozen_at", flat=True)) == {DAY}
    turn(DAY + timedelta(days=1) - HALF_MINUTE)
    assert report_of(None).state == "built"
    turn(DAY + timedelta(days=1))
    assert report_of(None).state == "published"
    assert set(Report.objects.values_list("published_by", flat=True)) == {None}
    readers = sorted(ReportReader.objects.values_list("user__username", flat=True))
    assert readers == ["head", "head", "manager"]


def test_what_is_read_over_first_waits_from_the_first_working_day(people):
    ReportSchedule.objects.update(review=True)
    turn(FIRST - HALF_MINUTE)
    assert there() == []
    turn(FIRST)
    assert sort(there("built")) == of("2026-10")
    for days in (2, 10, 20):
        turn(FIRST + timedelta(days=days))
    assert sort(there("built")) == of("2026-10")
    # The manager was told once that they can be read, and nobody of a report.
    assert told() == [("manager", "report.drafts", "/reports/drafts/2026-10/")]
    # When nobody needs to look any more, what waits is published.
    ReportSchedule.objects.update(review=False)
    turn(FIRST + timedelta(days=20))
    assert sort(there("published")) == of("2026-10")


def test_what_somebody_asked_for_is_published_by_somebody(people):
    make_draft(by=people["manager"])
    turn(DAY)
    turn(DAY + HALF_MINUTE)
    assert report_of().state == "built"
    assert report_of("kcc").state == "published"
    made = new_version(report=report_of("kcc"), reason="Anders", by=people["manager"], now=DAY)
    turn(DAY + HALF_MINUTE)
    made.refresh_from_db()
    assert made.state == "built"
    assert told("report.drafts") == [("manager", "report.drafts", "/reports/drafts/2026-10/")]
    line = Notification.objects.get(kind="report.drafts")
    assert (line.key, line.for_digest) == (f"draft:{made.public_id}", True)


def test_who_reads_them_over_is_told_when_the_last_draft_is_there(people, monkeypatch):
    """Also when the worker was killed before it could tell."""
    ReportSchedule.objects.update(review=True)
    tick(FIRST)
    jobs_to_do = list(Job.objects.values_list("pk", flat=True))
    work(job_id=jobs_to_do[0], clock=lambda: FIRST)
    *others, last = Job.objects.filter(kind=MAKE).order_by("pk")
    for job in others:
        work(job_id=job.pk, clock=lambda: FIRST)
    assert told() == []
    real = jobs.tell_of_draft

    def killed(**values):
        raise KeyboardInterrupt

    monkeypatch.setattr(jobs, "tell_of_draft", killed)
    with pytest.raises(KeyboardInterrupt):
        work(job_id=last.pk, clock=lambda: FIRST)
    assert len(there("built")) == 4
    monkeypatch.setattr(jobs, "tell_of_draft", real)
    work(job_id=last.pk, clock=lambda: FIRST + timedelta(minutes=5))
    assert told() == [("manager", "report.drafts", "/reports/drafts/2026-10/")]


def test_a_kind_that_is_switched_off_is_not_made(people):
    ReportSchedule.objects.filter(kind="departments").update(active=False)
    turn(DAY)
    assert there() == []
    turn(DAY + timedelta(days=1))
    turn(DAY + timedelta(days=1))
    assert there("published") == [("2026-10", None)]


def test_nothing_is_made_without_opening_hours(people):
    OpeningHours.objects.all().delete()
    calendars.forget()
    turn(DAY)
    assert there() == []


def test_the_year_is_reported_too(people):
    ReportSchedule.objects.filter(kind="departments").update(active=False)
    ReportSchedule.objects.filter(kind="organisation").update(active=False)
    ReportSchedule.objects.filter(kind="year").update(since="2026-01-01")
    # The tenth working day of a year in which this town has no closing days yet.
    now = datetime(2027, 1, 14, 8, 0, tzinfo=ZONE)
    turn(now - HALF_MINUTE)
    assert there() == []
    turn(now)
    assert there("published") == [("2026", None)]


def test_a_department_that_came_later_begins_with_the_next_period(people):
    turn(DAY)
    turn(DAY + HALF_MINUTE)
    make_department("zorg", name="Zorg")
    for _ in range(3):
        turn(DAY + timedelta(days=2))
    assert sort(there()) == of("2026-10")
    turn(DAY + timedelta(days=30))
    turn(DAY + timedelta(days=30))
    assert ("2026-11", "zorg") in there("published")


def test_a_department_no_longer_in_use_has_no_new_reports(people):
    Department.objects.filter(slug="kcc").update(active=False)
    turn(DAY)
    assert sort(there()) == of("2026-10", ["burgerzaken", "vergunningen", None])


def test_one_report_made_by_hand_does_not_keep_the_others_away(people):
    make_published()
    turn(DAY)
    turn(DAY + HALF_MINUTE)
    assert sort(there("published")) == of("2026-10", EVERYBODY[:3])


def test_a_withdrawn_report_is_not_made_again(people):
    turn(DAY)
    Report.objects.filter(department__slug="kcc").update(
        state="withdrawn", withdrawn_at=DAY, withdrawn_because="Telde dubbel"
    )
    turn(DAY + HALF_MINUTE)
    assert Report.objects.filter(department__slug="kcc").count() == 1


# -- Missed months --------------------------------------------------------------------------------


def test_three_missed_months_come_in_order_and_without_a_flood(people, settings, time_machine):
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    # Beat and worker were off from the end of October; on 8 January they start again.
    start = datetime(2027, 1, 8, 9, 0, tzinfo=ZONE)
    seen = []
    for number in range(16):
        now = start + number * HALF_MINUTE
        time_machine.move_to(now, tick=False)
        assert run_ticks(now=now) == []
        work_waiting(clock=timezone.now)
        new = {row.first_day for row in Report.objects.filter(state="published")} - set(seen)
        seen += sorted(new)
        # One period at a time: nothing of a later one before the one before it is there.
        assert len({row.first_day for row in unfinished()}) <= 1
    assert [day.isoformat() for day in seen] == ["2026-10-01", "2026-11-01", "2026-12-01"]
    assert sort(there("published")) == sort([
        (period, slug) for period in ("2026-10", "2026-11", "2026-12") for slug in EVERYBODY
    ])  # fmt: skip
    published = Report.objects.order_by("published_at").values_list("first_day", flat=True)
    assert list(published) == sorted(published)
    # Everybody has every report under the bell, once, and a mail of the last ones only
    head = people["head"]
    lines = Notification.objects.filter(kind="report")
    assert lines.filter(user=head).count() == 6
    assert lines.filter(user=people["manager"]).count() == 3
    mails = OutboxMessage.objects.filter(kind="report")
    last = {f"report:{row.public_id}" for row in Report.objects.filter(first_day="2026-12-01")}
    assert {mail.key.rpartition(":")[0] for mail in mails} <= last
    assert mails.filter(user=head).count() == 2
    assert mails.filter(user=people["manager"]).count() == 1
    assert Job.objects.exclude(state="done").count() == 0
    # Nothing more comes of it
    before = (Report.objects.count(), Notification.objects.count(), OutboxMessage.objects.count())
    for number in range(4):
        now = start + timedelta(hours=number)
        time_machine.move_to(now, tick=False)
        run_ticks(now=now)
        work_waiting(clock=timezone.now)
    after = (Report.objects.count(), Notification.objects.count(), OutboxMessage.objects.count())
    assert after == before


def test_of_missed_months_that_are_read_over_all_become_drafts(people):
    ReportSchedule.objects.update(review=True)
    now = datetime(2027, 1, 8, 9, 0, tzinfo=ZONE)
    for _ in range(5):
        turn(now)
    # And the report of the year.
    assert len(there("built")) == 13
    assert next_missing(list(ReportSchedule.objects.all()), now) is None
    assert sorted(told()) == [
        ("manager", "report.drafts", f"/reports/drafts/{period}/")
        for period in ("2026-10", "2026-11", "2026-12", "2026")
    ]


def test_rows_that_somebody_made_before_are_left_as_they_are(people):
    places = {reference().department["kcc"].pk: "en"}
    make_rows(period=Period.parse("2026-10"), places=places, by=people["manager"], now=FIRST)
    turn(DAY)
    turn(DAY + HALF_MINUTE)
    report = report_of("kcc", period=OCTOBER)
    assert (report.language, report.created_by, report.state) == ("en", people["manager"], "built")
