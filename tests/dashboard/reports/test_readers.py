"""Who was told of a report and who opened it, for the KCC manager."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from dashboard.models import ReportReader
from dashboard.reports.delivery.selectors import readership, told_of
from dashboard.reports.delivery.services import deliver
from kcc.jobs.models import OutboxMessage
from kcc.lib.periods import ZONE
from tests.dashboard.reports.kept import OCTOBER, keep_report
from tests.factories import make_user, reference
from tests.statements import statements

PUBLISHED = datetime(2026, 11, 4, 8, 0, tzinfo=ZONE)


@pytest.fixture
def ref(db):
    return reference()


def told(department, people=1, **values):
    """A delivered report of October, with that many heads."""
    for _ in range(people):
        user = make_user("head", department)
        user.email = f"{user.username}@lindenwaard.example"
        user.save(update_fields=["email"])
    report = keep_report(department, at=PUBLISHED, **values)
    deliver(report=report, now=PUBLISHED)
    return report


def test_heads_first_with_what_became_of_the_mail(ref):
    here = ref.department["vergunningen"]
    manager = make_user("manager", last_name="Aardema")
    quiet = make_user("head", here, last_name="Zonder")
    report = told(here)
    ReportReader.objects.create(report=report, user=manager, told_at=PUBLISHED)
    OutboxMessage.objects.update(state="failed", finished_at=PUBLISHED)
    ReportReader.objects.filter(user=quiet).update(opened_at=PUBLISHED + timedelta(hours=1))
    [found] = readership([report])
    assert [(each.user.last_name, each.is_head, each.mail) for each in found.readers] == [
        ("Head-2", True, "failed"), ("Zonder", True, ""), ("Aardema", False, ""),
    ]  # fmt: skip
    assert (found.opened, len(found.unopened), found.is_headless) == (1, 2, False)
    assert [each.user for each in found.without_mail] == [quiet]
    assert [each.user.last_name for each in found.failed] == ["Head-2"]
    assert found.has_problem


def test_a_report_that_no_head_was_told_of(ref):
    report = keep_report(ref.department["vergunningen"], at=PUBLISHED)
    deliver(report=report, now=PUBLISHED)
    whole = keep_report(None, at=PUBLISHED)
    found = readership([report, whole])
    assert [(each.is_headless, each.has_problem) for each in found] == [
        (True, True),
        (False, False),
    ]


def test_the_reports_of_a_period_the_organisation_first(ref):
    here, there = ref.department["vergunningen"], ref.department["burgerzaken"]
    first, whole, other = told(here), keep_report(None), told(there)
    second = keep_report(here, version=2)
    keep_report(there, date(2026, 9, 1))
    keep_report(there, version=2, state="built")
    assert told_of("month", OCTOBER) == [whole, other, second, first]


@pytest.mark.parametrize("number", [1, 3])
def test_statements_of_the_pages(ref, client_of, number):
    client = client_of("manager")
    reports = [told(department, number) for department in list(ref.department.values())[:number]]
    with statements() as ran:
        answer = client.get(reverse("reports:readers", args=[reports[0].public_id]))
    assert (answer.status_code, len(ran)) == (200, 3 + 3)
    with statements() as ran:
        answer = client.get(reverse("reports:period-readers", args=["2026-10"]))
    assert (answer.status_code, len(ran)) == (200, 3 + 3)


def test_what_nobody_was_told_of_is_not_there(ref, client_of):
    client = client_of("manager")
    draft = keep_report(ref.department["vergunningen"], state="built")
    assert client.get(reverse("reports:readers", args=[draft.public_id])).status_code == 404
    for period in ("2026-09", "2026", "2026-13", "vandaag"):
        assert client.get(reverse("reports:period-readers", args=[period])).status_code == 404
