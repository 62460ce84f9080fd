"""The running terms: numbers that open the rows they count, on a page that keeps itself current."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contacts.models import Callback
from tests.factories import make_callback, make_case, make_user, reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TRACKER = "/contacts/tracker/"


@pytest.fixture
def work():
    """Something seriously late, something late and something for later, of two departments."""
    now = timezone.now()
    make_callback(at=now - timedelta(days=60), phone="+31660000001")
    make_callback(due=now - timedelta(minutes=5), phone="+31660000002")
    make_callback(department=reference().department["burgerzaken"], phone="+31660000003")
    make_case(at=now - timedelta(days=80))


def test_every_number_opens_its_rows(new_page, work, axe):
    # Given the head of vergunningen
    page = new_page(make_user("head"))
    page.goto(TRACKER)
    axe(page)
    expect(page.locator(".clocks tr[id]")).to_have_count(3)
    # When each number is opened, then it shows as many rows as it says
    links = page.locator(".forecast a.status, .forecast td.num a, .counts a").all()
    targets = [(link.get_attribute("href"), link.inner_text().split()[0]) for link in links]
    assert len(targets) >= 4
    for address, number in targets:
        page.goto(address)
        expect(page.locator("tbody tr")).to_have_count(int(number))


def test_it_keeps_itself_current_and_everything_in_its_place(new_page, work):
    # Given an agent on the page, with the focus on a row
    page = new_page(make_user("agent"))
    page.clock.install(time=timezone.now())
    page.goto(TRACKER)
    row = page.locator(".clocks tr[id] th a").nth(1)
    row.focus()
    address = row.get_attribute("href")
    # When nothing happens for half a minute, then the answer is a word
    with page.expect_response("**/tracker/rows/") as nothing:
        page.clock.run_for(31_000)
    assert nothing.value.status == 304
    # When a colleague closes the first one, then it is gone without a reload
    first = Callback.objects.order_by("pk").first()
    Callback.objects.filter(pk=first.pk).update(
        status="lapsed", closed_at=timezone.now(), next_step_at=None, version=2
    )
    page.evaluate("window.same = true")
    with page.expect_response("**/tracker/rows/") as something:
        page.clock.run_for(31_000)
    assert something.value.status == 200
    expect(page.locator(f"#clock-{first.number}")).to_have_count(0)
    assert page.evaluate("window.same") is True
    # And the focus is where it was
    assert page.evaluate("document.activeElement.getAttribute('href')") == address


def test_without_a_script_the_page_is_all_there(new_page, work):
    page = new_page(make_user("manager"), java_script_enabled=False)
    page.goto(TRACKER)
    expect(page.locator(".clocks tr[id]")).to_have_count(4)
    page.locator("#id_department").select_option("burgerzaken")
    page.locator("#tracker-filter").click()
    expect(page.locator(".clocks tr[id]")).to_have_count(1)
    page.locator("#tracker-reload").click()
    expect(page.locator(".clocks tr[id]")).to_have_count(1)
