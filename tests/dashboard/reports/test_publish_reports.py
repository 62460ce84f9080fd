"""`manage.py publish_reports`: the same by hand, and it says what it does."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dashboard.models import Report
from dashboard.reports import services
from kcc.audit.models import AuditEvent
from kcc.jobs.models import Job, Notification
from kcc.jobs.services import work_waiting
from tests.dashboard.reports.making import (
    DAY,
    make_draft,
    make_october,
    make_published,
    make_schedules,
    report_of,
)
from tests.factories import make_department

pytestmark = pytest.mark.django_db
# Long before the moment of the schedule.
NOW = DAY - timedelta(days=3)


@pytest.fixture(autouse=True)
def no_files(monkeypatch):
    monkeypatch.setattr(services, "files_of", lambda document, **values: {})
    monkeypatch.setattr(services, "made_files", lambda report, words: {})


@pytest.fixture
def people(time_machine):
    time_machine.move_to(NOW, tick=False)
    make_schedules()
    return make_october(contacts=2)


def run(*arguments):
    said, problems = StringIO(), StringIO()
    call_command("publish_reports", *arguments, stdout=said, stderr=problems)
    return said.getvalue().splitlines()


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(people):
    make_published("kcc", now=NOW)
    before = (Report.objects.count(), Job.objects.count(), AuditEvent.objects.count())
    assert run("--month", "2026-10", "--dry-run") == [
        "2026-10 burgerzaken: to be made and published",
        "2026-10 kcc: is published already",
        "2026-10 vergunningen: to be made and published",
        "2026-10 organisation: to be made and published",
        "A dry run: nothing was written.",
    ]
    assert before == (Report.objects.count(), Job.objects.count(), AuditEvent.objects.count())


def test_a_month_is_made_and_published(people):
    make_draft("vergunningen", now=NOW, by=people["manager"])
    assert run("--month", "2026-10")[-2:] == [
        "2026-10 organisation: to be made and published",
        "Published now: 4.",
    ]
    found = Report.objects.values_list("state", "published_by", "language")
    assert set(found) == {("published", None, "nl")}
    assert Notification.objects.count() == 3
    event = AuditEvent.objects.filter(action="report.published").first()
    assert (event.actor, event.origin) == (None, "publish_reports")
    # Workers find nothing left to do, and neither does a second run.
    work_waiting(clock=lambda: NOW)
    assert run("--month", "2026-10")[-1] == "Published now: 0."
    assert (Report.objects.count(), Notification.objects.count()) == (4, 3)


def test_of_one_department(people):
    assert run("--month", "2026-10", "--department", "vergunningen") == [
        "2026-10 vergunningen: to be made and published",
        "Published now: 1.",
    ]
    assert Report.objects.get().department.slug == "vergunningen"


def test_of_a_department_no_longer_in_use_when_it_is_named(people):
    make_department("zorg", name="Zorg", active=False)
    run("--month", "2026-10")
    assert Report.objects.count() == 4
    run("--month", "2026-10", "--department", "zorg")
    assert report_of("zorg").state == "published"


def test_of_a_year(people, time_machine):
    time_machine.move_to(NOW + timedelta(days=70), tick=False)
    assert run("--year", "2026") == [
        "2026 organisation: to be made and published",
        "Published now: 1.",
    ]
    report = Report.objects.get()
    assert (report.kind, report.period, report.department) == ("year", "2026", None)


def test_a_withdrawn_report_stays_withdrawn(people):
    report = make_published("kcc", now=NOW)
    services.withdraw(report=report, reason="Telde dubbel", by=people["manager"], now=NOW)
    said = run("--month", "2026-10", "--department", "kcc")
    assert said[0] == "2026-10 kcc: was withdrawn: begin a new version on its page"
    assert said[-1] == "Published now: 0."


def test_one_that_fails_does_not_stop_the_others(people, monkeypatch):
    real = services.deliver

    def broken(*, report, **values):
        if report.department and report.department.slug == "kcc":
            raise ValueError("+31612345678")
        return real(report=report, **values)

    monkeypatch.setattr(services, "deliver", broken)
    with pytest.raises(CommandError, match=r"^Not published: kcc\.$"):
        run("--month", "2026-10")
    assert Report.objects.filter(state="published").count() == 3
    assert report_of("kcc").state == "building"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--month", "2026-11"], "2026-11 is not over yet."),
        (["--year", "2026"], "2026 is not over yet."),
        (["--month", "2025"], "A month is written as 2026-10, a year as 2026."),
        (["--year", "2025-10"], "A month is written as 2026-10, a year as 2026."),
        (["--month", "oktober"], "invalid period value"),
        (["--month", "2026-10", "--department", "niets"], "There is no department niets."),
        (["--year", "2025", "--department", "kcc"], "of the organisation only"),
        ([], "required"),
    ],
)
def test_what_cannot_be_done_is_refused(people, arguments, reason):
    with pytest.raises(CommandError, match=reason):
        run(*arguments)
    assert not Report.objects.exists()
