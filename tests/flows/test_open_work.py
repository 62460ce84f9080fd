"""A department head in the morning: what is open, how old it is, and which it is."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kcc.lib.periods import Month
from tests.factories import make_callback, make_case, make_contact, make_user, reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def work():
    """An old case, a late callback, and a question that came back."""
    now = timezone.now()
    make_case(at=now - timedelta(days=80))
    first = make_contact(subject="VG01", at=now - timedelta(minutes=50))
    make_contact(
        subject="VG01", at=now - timedelta(minutes=40),
        repeat_of=first.questions.get(), repeat_reason="niet_teruggebeld",
    )  # fmt: skip
    return make_callback(at=now - timedelta(days=9))


def test_a_head_sees_the_new_callback_and_another_head_does_not(new_page, work, axe):
    # Given the head of vergunningen
    departments = reference().department
    page = new_page(make_user("head", departments["vergunningen"]))
    # When opening what is open
    page.goto("/dashboard/")
    # Then it is the own department, with the late callback among the oldest
    expect(page.locator("h1")).to_have_text("Vergunningen, Toezicht en Handhaving")
    expect(page.get_by_role("link", name=work.number)).to_be_visible()
    axe(page)
    # When a number is opened, then it shows the rows that it counts
    page.locator("a.tile").nth(1).click()
    expect(page).to_have_url("/contacts/callbacks/?state=overdue&department=vergunningen")
    expect(page.locator("tbody tr")).to_have_count(1)
    # And another department's head sees nothing of it
    other = new_page(make_user("head", departments["burgerzaken"]))
    other.goto("/dashboard/")
    expect(other.locator("h1")).to_have_text("Burgerzaken")
    expect(other.get_by_text(work.number)).to_have_count(0)


def test_the_manager_compares_departments_and_months(new_page, work, axe):
    # Given the manager, who sees all departments side by side
    page = new_page(make_user("manager"))
    page.goto("/dashboard/")
    axe(page)
    # When the definitions are asked for, then they unfold
    page.locator(".meaning summary").click()
    expect(page.locator(".meaning dd").first).to_be_visible()
    axe(page)
    # When a department is opened, and last month
    page.get_by_role("link", name="Vergunningen, Toezicht en Handhaving").click()
    axe(page)
    page.locator(".month a").first.click()
    # Then the contacts are those of that month, and this month is one step away
    last_month = Month.of(timezone.now()).previous
    expect(page).to_have_url(f"/dashboard/departments/vergunningen/?period={last_month}")
    expect(page.locator(".month a")).to_have_count(2)
