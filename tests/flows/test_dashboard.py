"""From the whole organisation down to the list, and back: the period goes along."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from kcc.lib.periods import Month
from tests.factories import (
    make_callback,
    make_case,
    make_contact,
    make_reachable,
    make_team,
    make_user,
    reference,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "Vergunningen, Toezicht en Handhaving"


@pytest.fixture
def work():
    """An old case, a late callback of a team, and a question that came back last month."""
    now = timezone.now()
    vergunningen = reference().department["vergunningen"]
    make_reachable(vergunningen)
    make_case(at=now - timedelta(days=80))
    before = Month.of(now).previous.start + timedelta(days=9, hours=10)
    for hours in range(6):
        first = make_contact(subject="VG01", at=before + timedelta(hours=hours / 2))
    make_contact(
        subject="VG01", at=before + timedelta(hours=4),
        repeat_of=first.questions.get(), repeat_reason="niet_teruggebeld",
    )  # fmt: skip
    # Asked for so long ago that its promise ran out.
    return make_callback(at=now - timedelta(days=9), team=make_team(vergunningen))


def test_a_head_sees_the_new_callback_and_another_head_does_not(new_page, work, axe):
    # Given the head of vergunningen
    departments = reference().department
    page = new_page(make_user("head", departments["vergunningen"]))
    # When opening the figures
    page.goto("/dashboard/")
    # Then it is the own department, with the late callback among the oldest
    expect(page.locator("h1")).to_have_text(NAME)
    expect(page.get_by_role("link", name=work.number)).to_be_visible()
    axe(page)
    # When the number of late callbacks is opened, then it shows the rows that it counts
    page.locator("#work tbody tr").first.locator("td").nth(2).get_by_role("link").click()
    expect(page).to_have_url("/contacts/callbacks/?state=overdue&department=vergunningen")
    expect(page.locator("tbody tr")).to_have_count(1)
    # And another department's head sees nothing of it
    other = new_page(make_user("head", departments["burgerzaken"]))
    other.goto("/dashboard/")
    expect(other.locator("h1")).to_have_text("Burgerzaken")
    expect(other.get_by_text(work.number)).to_have_count(0)


def test_the_manager_goes_down_to_the_rows_and_back(new_page, work, axe):
    # Given the manager, who looks at last month
    month = Month.of(timezone.now()).previous
    page = new_page(make_user("manager"))
    page.goto(f"/dashboard/?period={month}")
    # When going down to a domain, a department and a team, then the period goes along
    page.get_by_role("link", name=str(work.department.domain), exact=True).first.click()
    expect(page).to_have_url(
        reverse("dashboard:domain", args=["vergunningen"]) + f"?period={month}"
    )
    page.get_by_role("link", name=NAME).first.click()
    department = reverse("dashboard:department", args=["vergunningen"])
    expect(page).to_have_url(f"{department}?period={month}")
    page.get_by_role("link", name="Bouwen", exact=True).click()
    team = reverse("dashboard:team", args=["vergunningen", work.team.public_id])
    expect(page).to_have_url(f"{team}?period={month}")
    axe(page)
    # When going back and opening a number, then it shows exactly those rows
    page.go_back()
    page.locator("#months tr.current td").first.get_by_role("link").click()
    expect(page.locator("table tbody tr")).to_have_count(7)
    # And back again is where it was
    page.go_back()
    expect(page).to_have_url(f"{department}?period={month}")
    # When one subject is chosen, then the page is about that one
    page.locator("#subjects").get_by_role("link", name="Dakkapel").click()
    expect(page.locator("#subjects tbody tr")).to_have_count(1)
    axe(page)
    # And what a figure means is one click away
    page.locator('.pagehead a[href$="/definitions/"]').click()
    expect(page.locator("#kept")).to_be_visible()
