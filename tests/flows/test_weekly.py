"""A head on Monday morning: the list in the mail, and the same numbers wherever they stand."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contacts.weekly.selectors import first_opening, week_of
from contacts.weekly.services import make_lists
from kcc.jobs.models import OutboxMessage
from tests.factories import make_callback, make_case, make_steps, make_user, reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def head():
    return make_user(
        "head",
        reference().department["vergunningen"],
        email="hoofd@example.org",
        language="en",
    )


@pytest.fixture
def work(head):
    """Two late callbacks, one taken on; a new one; a late case; and one of another department."""
    now, town = timezone.now(), reference()
    handler = make_user("handler", town.department["vergunningen"])
    make_steps()
    old = make_callback(at=now - timedelta(days=30))
    make_callback(at=now - timedelta(days=20), assignee=handler)
    make_callback(at=now - timedelta(minutes=5))
    make_case(at=now - timedelta(days=90), due_on=date(2026, 1, 5))
    make_callback(department=town.department["burgerzaken"], subject="BZ01")
    return old


def test_a_head_finds_the_numbers_of_the_weekly_list_everywhere(
    new_page, head, work, settings, axe
):
    settings.BASE_URL = ""
    # Given the list that was mailed at the first opening of the week
    opens = first_opening(week_of(timezone.now()))
    make_lists(now=max(timezone.now(), opens))
    mail = OutboxMessage.objects.get(to="hoofd@example.org")
    assert mail.subject == "Weekly list: 4 open, 3 late"
    assert "3 open, 2 late" in mail.body
    assert work.number in mail.body
    # When the head follows its link
    (link,) = re.findall(r"^On screen, as it is now: (\S+)$", mail.body, re.MULTILINE)
    page = new_page(head)
    page.goto(link)
    # Then the page says the same, and what it was when it was mailed
    expect(page.locator(".lead")).to_contain_text("4 are open, 3 late")
    expect(page.locator(".lead")).to_contain_text(": 4 open.")
    expect(page.locator(".weekly-lines tbody tr")).to_have_count(4)
    numbers = page.locator(".weekly-places tbody tr").first.locator("td.num")
    expect(numbers).to_have_text(["3", "2", "2", "2", "1", "1", "0", "1", "–"])
    axe(page)
    # And each number opens a list of as many rows
    for place in range(8):
        expected = int(numbers.nth(place).inner_text())
        if not expected:  # nothing to open
            continue
        numbers.nth(place).locator("a").click()
        expect(page.locator("tbody tr")).to_have_count(expected)
        page.goto(link)
    # And the page of open work counts the same
    page.goto("/dashboard/departments/vergunningen/")
    counted = page.locator("table.stacked").first.locator("tbody tr")
    expect(counted.nth(0).locator("td.num").first).to_have_text("3")
    expect(counted.nth(1).locator("td.num").first).to_have_text("1")
    # When one of them is opened from the list, then it is there
    page.goto(link)
    page.get_by_role("link", name=work.number).click()
    expect(page).to_have_url(f"/contacts/callbacks/{work.public_id}/")


def test_the_bell_leads_to_it_too(new_page, head, work):
    # Given the list of this week
    opens = first_opening(week_of(timezone.now()))
    make_lists(now=max(timezone.now(), opens))
    # When the head opens the messages
    page = new_page(head)
    page.goto("/jobs/messages/")
    page.get_by_text("Weekly list: 4 open, 3 late").first.click()
    # Then it is the weekly list
    expect(page).to_have_url("/contacts/weekly/")
