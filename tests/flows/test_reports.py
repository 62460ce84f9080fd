"""A report of last month: read over, published, opened, answered with an action, and that action in
the next one."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone, translation
from playwright.sync_api import expect

from dashboard.models import Report, ReportAction, ReportReader
from dashboard.reports.schedule import Period
from dashboard.reports.services import make_rows, publish
from dashboard.words import month_name
from kcc.jobs.models import OutboxMessage
from kcc.jobs.services import work_waiting
from kcc.lib.periods import Month
from tests.factories import make_callback, make_contact, make_reachable, make_user, reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "Vergunningen, Toezicht en Handhaving"
COMMENT = "Two colleagues were ill, and nobody took over their calls."
ACTION = "Call back every morning before ten"
# "October" is the month before last, "November" the last one: both are over, whatever the day is.
NOVEMBER = Month.of(timezone.now()).previous
OCTOBER = NOVEMBER.previous


@pytest.fixture
def people(settings):
    settings.BASE_URL = ""
    vergunningen = reference().department["vergunningen"]
    make_reachable(vergunningen)
    return {
        "manager": make_user("manager", language="en"),
        "head": make_user("head", vergunningen, email="hoofd@example.org", language="en"),
        "other": make_user("head", reference().department["burgerzaken"], language="en"),
    }


@pytest.fixture
def facts(people):
    """Two months with questions, one of which came back, and a promise that was not kept."""
    for month in (OCTOBER, NOVEMBER):
        at = month.start + timedelta(days=9, hours=9)
        for hours in range(6):
            first = make_contact(subject="VG01", at=at + timedelta(hours=hours / 2))
        make_contact(
            subject="VG01", at=at + timedelta(hours=5),
            repeat_of=first.questions.get(), repeat_reason="niet_teruggebeld",
        )  # fmt: skip
        make_callback(at=at + timedelta(days=1))


def make_reports(month):
    """As the clock of the organisation does on the first working day; the workers do the rest."""
    places = dict.fromkeys([row.pk for row in reference().department.values()], "en")
    period = Period("month", month.first_day)
    make_rows(period=period, places=places | {None: "en"}, by=None, now=timezone.now())
    work_waiting()
    return Report.objects.get(first_day=month.first_day, department__slug="vergunningen")


def in_english(month):
    with translation.override("en"):
        return month_name(month)


def confirm(page, name):
    page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


def test_a_report_is_published_answered_and_comes_back(new_page, people, facts, axe):
    october = make_reports(OCTOBER)
    # Given the KCC manager, who finds the drafts of October
    manager = new_page(people["manager"])
    manager.goto("/reports/")
    axe(manager)
    manager.goto(f"/reports/drafts/{OCTOBER}/")
    expect(manager.locator("tbody tr")).to_have_count(4)
    axe(manager)
    # When one is read over and gets a comment
    manager.get_by_role("link", name=f"Edit {NAME}").click()
    manager.get_by_label("Comment").fill(COMMENT)
    manager.get_by_role("button", name="Save", exact=True).click()
    axe(manager)
    # Then the draft says so, and nobody else can open it
    manager.get_by_role("link", name="Read the report").click()
    expect(manager.get_by_text(COMMENT)).to_be_visible()
    axe(manager)
    head = new_page(people["head"])
    head.goto("/reports/")
    expect(head.get_by_text("No reports yet")).to_be_visible()
    # When it is published
    manager.goto(f"/reports/{october.public_id}/edit/")
    manager.get_by_role("button", name="Publish", exact=True).click()
    confirm(manager, "Publish")
    said = f"Published: {in_english(OCTOBER)}, {NAME}."
    expect(manager.get_by_text(said)).to_be_visible()
    october.refresh_from_db()
    assert (october.state, october.published_by) == ("published", people["manager"])
    # When the head follows the line under the bell, then it is the report, with the comment
    head.goto("/jobs/messages/")
    head.get_by_text(f"The report of {in_english(OCTOBER)}, {NAME} is there.").first.click()
    expect(head).to_have_url(f"/reports/{october.public_id}/")
    expect(head.locator("h1")).to_contain_text(NAME)
    expect(head.get_by_text(COMMENT)).to_be_visible()
    axe(head)
    # And the manager can see that it was opened
    reader = ReportReader.objects.get(report=october, user=people["head"])
    assert reader.opened_at is not None
    # When the head agrees an action
    head.get_by_role("link", name="Add an action").click()
    axe(head)
    head.get_by_label("What will be done").fill(ACTION)
    head.get_by_label("By whom").select_option(label=people["head"].get_display_name())
    head.get_by_label("Ready on").fill((timezone.localdate() + timedelta(days=30)).isoformat())
    head.get_by_role("button", name="Save", exact=True).click()
    # Then it stands beside the report and in the list
    expect(head.locator(".agreed ul")).to_contain_text(ACTION)
    head.goto("/reports/actions/")
    expect(head.get_by_role("rowheader", name=ACTION)).to_be_visible()
    axe(head)
    # When the reports of November are made, and all are published at once
    november = make_reports(NOVEMBER)
    manager.goto(f"/reports/drafts/{NOVEMBER}/")
    manager.get_by_role("button", name="Publish all 4 reports").click()
    confirm(manager, "Publish all")
    expect(manager.locator("#bar-title")).to_be_visible()
    axe(manager)
    work_waiting()
    # Then the page says by itself that it is done
    expect(manager.get_by_text("That is done.")).to_be_visible()
    # And the head has one mail, with what it says in short and where it is
    subject = f"Report of {in_english(NOVEMBER)}, {NAME}"
    mail = OutboxMessage.objects.get(to="hoofd@example.org", subject=subject)
    assert f"Read it here: /reports/{november.public_id}/" in mail.body
    # And finds November as new, and in it the action
    head.goto("/reports/")
    line = head.locator("tr.new").filter(has_text=NAME)
    expect(line.get_by_text("new", exact=True)).to_be_visible()
    line.get_by_role("link", name=re.compile(f"^{NAME}")).click()
    expect(head).to_have_url(f"/reports/{november.public_id}/")
    agreed = head.get_by_role("region", name="Agreed earlier").or_(head.locator("#part-actions"))
    expect(agreed.first).to_contain_text(ACTION)
    expect(agreed.first).to_contain_text("To be done")
    axe(head)
    # And another head sees nothing of it
    answer = new_page(people["other"]).request.get(f"/reports/{november.public_id}/")
    assert answer.status == 404
    assert ReportAction.objects.get().text == ACTION


@pytest.fixture
def published(people, facts):
    report = make_reports(OCTOBER)
    return publish(report=report, by=people["manager"], now=timezone.now(), with_files=False)


def test_a_report_is_fit_to_print(new_page, people, published):
    # Given a head with a published report
    page = new_page(people["head"])
    page.goto(f"/reports/{published.public_id}/")
    expect(page.get_by_role("link", name="Add an action")).to_be_visible()
    # When it is printed, then what can be done is left out and nothing runs off the paper
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 within its margins
    expect(page.get_by_role("link", name="Add an action")).not_to_be_visible()
    expect(page.locator("nav.side, .topbar").first).not_to_be_visible()
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 718


def test_a_head_gets_by_without_javascript(new_page, people, published, faults):
    faults.allow(422)
    # Given a browser that runs no scripts
    page = new_page(people["head"], java_script_enabled=False)
    page.goto("/reports/")
    # When the report is opened and an action is agreed
    page.get_by_role("link", name=re.compile(f"^{NAME}")).first.click()
    page.get_by_role("link", name="Add an action").click()
    page.get_by_label("What will be done").fill(ACTION)
    page.get_by_role("button", name="Save", exact=True).click()
    # Then what is missing is named and nothing typed is lost
    expect(page.get_by_label("What will be done")).to_have_value(ACTION)
    expect(page.locator(".errors, .error-summary").first).to_be_visible()
    page.get_by_label("By whom").select_option(label=people["head"].get_display_name())
    page.get_by_label("Ready on").fill((timezone.localdate() + timedelta(days=30)).isoformat())
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".agreed ul")).to_contain_text(ACTION)
