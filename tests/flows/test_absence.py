"""A team lead hands over the work of a sick colleague; who comes back gets what is left."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contacts.callbacks import services
from contacts.models import Callback
from kcc.organisation.models import Membership
from tests.factories import make_callback, make_case, make_team, make_user, reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ABSENCE = "/contacts/absence/"


@pytest.fixture
def team():
    """A team lead, a sick colleague with two callbacks and a case, and who takes them over."""
    reference()
    bouwen = make_team()
    names = (("Karin", "Boer"), ("Joost", "Bakker"), ("Lotte", "Mulder"))
    lead, sick, other = (
        make_user("handler", team=bouwen, first_name=first, last_name=last) for first, last in names
    )
    Membership.objects.filter(user=lead).update(leads=True)
    now = timezone.now()
    for days in (1, 9):
        make_callback(
            at=now - timedelta(days=days), assignee=sick, team=bouwen, phone=f"+3166000000{days}"
        )
    make_case(at=now - timedelta(days=10), handler=sick)
    return lead, sick, other


def tab_to(page, address):
    """With the Tab key, as somebody without a mouse does."""
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == address:
            return
    raise AssertionError(f"{address} is not reached with the keyboard")


def rows_under(page, title):
    return page.locator("section", has=page.locator(f"#{title}")).locator("tbody tr")


def test_a_team_lead_hands_over_and_the_colleague_gets_back_what_is_left(new_page, team, axe):
    lead, sick, other = team
    # Given the team lead, who sees how much everybody has
    page = new_page(lead)
    page.goto(ABSENCE)
    row = page.get_by_role("row").filter(has_text="Joost Bakker")
    expect(row.locator("td.num")).to_have_text(["2", "1", "1"])
    axe(page)
    # When the work is handed over to a colleague, by keyboard
    tab_to(page, row.get_by_role("link").get_attribute("href"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Joost Bakker")
    axe(page)
    page.get_by_label("Lotte Mulder").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    # Then it is shown first: three pieces of work, to her
    expect(page.locator("#part-1")).to_contain_text("Lotte Mulder")
    expect(rows_under(page, "part-1")).to_have_count(3)
    axe(page)
    page.keyboard.press("Control+Enter")
    # And it is done, can be taken back, and everybody sees who is away
    expect(page.locator(".toast form button")).to_be_visible()
    expect(page.locator(".away li")).to_contain_text("Joost Bakker")
    axe(page)
    # The colleague finds it under "mine"
    receiver = new_page(other)
    receiver.goto("/contacts/callbacks/?state=mine")
    expect(receiver.locator("tbody tr")).to_have_count(2)
    receiver.goto("/cases/?state=mine")
    expect(receiver.locator("tbody tr")).to_have_count(1)
    # When one of them is answered meanwhile, and the sick colleague is back
    answered = Callback.objects.order_by("pk").first()
    services.lapse(
        by=other, callback=answered, version=answered.version, reason="Dubbel",
        now=timezone.now(),
    )  # fmt: skip
    back = new_page(sick)
    back.goto(ABSENCE)
    back.locator(".away a").focus()
    back.keyboard.press("Enter")
    # Then what is left goes back, and what stays says why
    expect(rows_under(back, "goes-title")).to_have_count(2)
    expect(rows_under(back, "stays-title")).to_have_count(1)
    axe(back)
    back.keyboard.press("Control+Enter")
    back.wait_for_url(f"**{ABSENCE}")
    expect(back.locator(".away")).to_have_count(0)
    back.goto("/contacts/callbacks/?state=mine")
    expect(back.locator("tbody tr")).to_have_count(1)
    back.goto("/cases/?state=mine")
    expect(back.locator("tbody tr")).to_have_count(1)


def test_a_hand_over_is_taken_back_with_one_button(new_page, team):
    lead, sick, _other = team
    page = new_page(lead)
    page.goto(f"{ABSENCE}{sick.public_id}/")
    page.locator("input[name=way][value=department]").check()
    page.locator("main form .btn.primary").click()
    page.locator("button[name=confirm]").click()
    expect(page.locator(".away li")).to_have_count(1)
    # When the button in the message is pressed, then nothing has happened
    page.locator(".toast form button").click()
    expect(page.locator(".away")).to_have_count(0)
    row = page.get_by_role("row").filter(has_text="Joost Bakker")
    expect(row.locator("td.num")).to_have_text(["2", "1", "1"])
