"""Who did not open a report is reminded, once."""

from datetime import datetime

import pytest

from dashboard.models import Report, ReportReader
from dashboard.reports.delivery.jobs import tick
from dashboard.reports.delivery.services import deliver, remind
from kcc.jobs.models import Notification, OutboxMessage
from kcc.lib.periods import ZONE
from kcc.organisation.models import Membership
from tests.dashboard.reports.kept import keep_report
from tests.dashboard.reports.mailed import DAY, PUBLISHED, mails, person, schedule
from tests.factories import NOW, make_user, reference
from tests.statements import statements


@pytest.fixture
def ref(db):
    return reference()


# Told on Wednesday the fourth; the fifth working day after it is Wednesday the eleventh.
FIFTH = datetime(2026, 11, 11, 9, 0, tzinfo=ZONE)


def told(here, **values):
    report = keep_report(here, at=PUBLISHED, **values)
    deliver(report=report, now=PUBLISHED)
    return report


def reminders() -> list[str]:
    return mails("report.reminder")


def test_a_head_is_reminded_once_after_five_working_days(ref):
    schedule(roles=["manager"])
    here = ref.department["vergunningen"]
    head, opened = person("head", here, language="en"), person("head", here)
    person("manager")
    report = told(here)
    ReportReader.objects.filter(user=opened).update(opened_at=PUBLISHED)
    tick(FIFTH - DAY)
    # Closed yet.
    tick(FIFTH.replace(hour=7))
    assert reminders() == []
    for _ in range(3):
        tick(FIFTH)
        tick(FIFTH + 30 * DAY)
    assert reminders() == [head.email]
    mail = OutboxMessage.objects.get(kind="report.reminder")
    assert mail.subject == f"Still to read: the report of October 2026, {here.name}"
    assert str(report.public_id) in mail.body
    assert Notification.objects.filter(kind="report.reminder").get().user == head
    assert ReportReader.objects.get(user=head).reminded_at == FIFTH


def test_several_reports_are_one_reminder(ref):
    schedule()
    here, there = ref.department["vergunningen"], ref.department["burgerzaken"]
    head = person("head", here, language="en")
    Membership.objects.create(user=head, role="head", department=there)
    reports = [told(here), told(there)]
    assert remind(now=FIFTH) == 1
    assert reminders() == [head.email]
    mail = OutboxMessage.objects.get(kind="report.reminder")
    assert mail.subject == "Still to read: 2 reports"
    assert all(str(each.public_id) in mail.body for each in reports)


def test_whom_nobody_reminds(ref):
    schedule()
    schedule("organisation", roles=["board", "head"], remind_after=0)
    here, there = ref.department["vergunningen"], ref.department["burgerzaken"]
    person("board"), make_user("head", here)
    left = person("head", there)
    # No reminders of the organisation, none of what has a newer version or was withdrawn.
    told(None)
    old, gone = told(here), told(there)
    keep_report(here, at=PUBLISHED, version=2)
    assert remind(now=FIFTH) == 1  # of `gone`: nothing happened to it yet
    ReportReader.objects.update(reminded_at=None)
    Report.objects.filter(pk=gone.pk).update(
        state="withdrawn", withdrawn_at=FIFTH, withdrawn_because="Een fout"
    )
    assert remind(now=FIFTH) == 0
    # Nor who is no head of it any more.
    Report.objects.filter(pk=gone.pk).update(
        state="published", withdrawn_at=None, withdrawn_because=""
    )
    left.memberships.all().delete()
    assert remind(now=FIFTH) == 0
    assert old.readers.get().reminded_at is None


def test_a_head_without_an_address_is_reminded_under_the_bell(ref):
    schedule()
    here = ref.department["vergunningen"]
    head = make_user("head", here)
    told(here)
    assert remind(now=FIFTH) == 1
    assert reminders() == []
    assert Notification.objects.filter(user=head, kind="report.reminder").count() == 1


def test_statements_of_a_tick_with_nobody_to_remind(ref):
    schedule()
    here = ref.department["vergunningen"]
    with statements() as ran:
        remind(now=NOW)
    assert len(ran) == 1
    person("head", here)
    told(here)
    with statements() as ran:
        remind(now=PUBLISHED)
    assert len(ran) == 2
