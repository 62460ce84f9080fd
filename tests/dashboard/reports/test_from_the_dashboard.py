"""From what is counted now to what was published."""

import pytest
from django.urls import reverse

from tests.dashboard.reports.kept import keep_report
from tests.factories import reference

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["head", "handler", "manager", "kcc_lead"])
def test_a_department_leads_to_its_reports(client_of, role):
    place = reference().department["vergunningen"]
    client = client_of(role, place if role in ("head", "handler") else None)
    mine = keep_report(place)
    keep_report(reference().department["burgerzaken"])
    page = client.get(reverse("dashboard:department", args=[place.slug]))
    found = client.get(page.context["reports_url"])
    assert [report.pk for report in found.context["page"].items] == [mine.pk]


def test_an_agent_reads_no_reports(client_of):
    reference()
    page = client_of("agent").get(reverse("dashboard:department", args=["vergunningen"]))
    assert page.context["reports_url"] == ""


@pytest.mark.parametrize(
    ("role", "leads"), [("manager", True), ("kcc_lead", True), ("board", True), ("agent", False)]
)
def test_the_organisation_leads_to_its_reports(client_of, role, leads):
    reference()
    mine = keep_report(None)
    keep_report(reference().department["burgerzaken"])
    client = client_of(role)
    page = client.get(reverse("dashboard:organisation"))
    assert bool(page.context["reports_url"]) == leads
    if leads:
        found = client.get(page.context["reports_url"])
        assert [report.pk for report in found.context["page"].items] == [mine.pk]
