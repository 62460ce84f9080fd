"""Finding somebody while the phone is at the ear, and keeping one file per customer."""

from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from contacts.logging.drafts import save_draft
from contacts.models import Draft
from kcc.customers.models import Customer, Merge
from tests.factories import NOW, make_callback, make_customer, make_user, reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BSN = "123456782"


@pytest.fixture
def agent():
    reference()
    return make_user("agent")


def test_agent_finds_a_mistyped_name_and_opens_it_by_keyboard(new_page, agent, axe):
    # Given a customer who waits too long for a call, and another one
    customer = make_customer()
    make_customer(family_name="Vries", phones=())
    make_callback(customer=customer, due=NOW - timedelta(days=3))
    page = new_page(agent)
    page.goto("/customers/new/")
    # When the agent presses / and types the name with an error
    page.keyboard.press("/")
    page.keyboard.type("hana witt")
    # Then the customer is there, with the mark, while typing
    results = page.locator("#search-results")
    expect(results.get_by_role("link")).to_have_count(1)
    expect(results).to_contain_text("te laat")
    axe(page)
    # And arrow and Enter open the page
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.split('/customers')[0]}/customers/{customer.public_id}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hanna de Wit")
    axe(page)


def test_agent_opens_a_callback_by_its_number(new_page, agent):
    callback = make_callback()
    page = new_page(agent)
    page.goto("/customers/new/")
    page.keyboard.press("/")
    page.keyboard.type(callback.number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/contacts/callbacks/{callback.public_id}/")


def test_search_without_scripts(new_page, agent, axe):
    customer = make_customer()
    page = new_page(agent, java_script_enabled=False)
    page.goto("/customers/new/")
    page.locator("#search").fill("06-12 34 56 78")
    page.locator("#search").press("Enter")
    page.get_by_role("link", name="Hanna de Wit").click()
    page.wait_for_url(f"**/customers/{customer.public_id}/")


def test_agent_shows_a_bsn_once(new_page, agent):
    # Given a customer with a BSN
    customer = make_customer(bsn=BSN)
    page = new_page(agent)
    page.goto(f"/customers/{customer.public_id}/")
    expect(page.get_by_text("******782")).to_be_visible()
    # When the agent asks for it
    page.get_by_role("button", name="Eén keer tonen").click()
    # Then it is there, in the same page, and gone after reloading
    expect(page.get_by_text(BSN)).to_be_visible()
    page.reload()
    expect(page.get_by_text(BSN)).to_have_count(0)


def test_agent_adds_a_customer_with_a_warning_for_a_double(new_page, agent, axe, faults):
    # Given somebody we know
    make_customer()
    faults.allow(422)
    page = new_page(agent)
    page.goto("/customers/new/")
    axe(page)
    # When the agent adds somebody with the same number
    page.get_by_label("Achternaam").fill("Witte")
    page.locator("#id_phone").fill("06 12 34 56 78")
    page.get_by_role("button", name="Klant toevoegen").click()
    # Then the page asks first
    expect(page.get_by_role("alert")).to_contain_text("Hanna de Wit")
    expect(page.get_by_label("Achternaam")).to_have_value("Witte")
    axe(page)
    page.get_by_role("button", name="Dit is iemand anders").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Witte")
    assert Customer.objects.count() == 2


def test_agent_merges_doubles_and_undoes_it(new_page, agent, axe):
    # Given one person in two files
    kept, double = make_customer(), make_customer(given_name="Johanna")
    page = new_page(agent)
    # When the agent compares and merges them
    page.goto(f"/customers/{kept.public_id}/")
    page.get_by_role("link", name="Dubbelen samenvoegen").click()
    axe(page)
    page.get_by_role("button", name="Vergelijken").click()
    axe(page)
    page.get_by_role("button", name="Samenvoegen tot één klant").click()
    # Then there is one, and undoing makes them two again
    expect(page.locator("#messages")).to_contain_text("één klant")
    assert Merge.objects.get().merged == double
    page.get_by_role("button", name="Ongedaan maken").click()
    page.get_by_role("dialog").get_by_role("button", name="Samenvoeging ongedaan maken").click()
    expect(page.locator("#messages")).to_contain_text("weer twee klanten")
    assert Customer.objects.present().count() == 2


def test_agent_links_the_customer_to_the_running_contact(new_page, agent):
    # Given a running contact, and the page of a customer
    customer = make_customer(salutation="Mevrouw")
    save_draft(
        user=agent, key=uuid4(), data={"q0-note": "Vraagt iets."}, revision=1, now=NOW,
        started_at=NOW, label="Paspoort",
    )  # fmt: skip
    page = new_page(agent)
    page.goto(f"/customers/{customer.public_id}/")
    # When the agent says that it is with this customer
    page.get_by_role("button", name="Paspoort").click()
    # Then the contact goes on with that customer
    page.wait_for_url("**/contacts/running/**")
    expect(page.locator("#customer-box")).to_contain_text("Hanna de Wit")
    assert Draft.objects.get().data["customer"] == str(customer.public_id)
