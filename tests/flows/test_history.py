"""Looking back in a browser: what was logged, what is corrected, who looked."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from contacts.models import Contact
from contacts.models.contact import RepeatState
from kcc.audit.services import record
from tests.factories import NOW, PHONE, make_contact, make_customer, make_user, reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lead():
    reference()
    return make_user("kcc_lead", language="en")


@pytest.fixture
def series():
    """Three calls about one dormer; the later two may be repeats."""
    reference()
    customer = make_customer()
    return [
        make_contact(
            at=NOW + timedelta(days=day), phone=PHONE, customer=customer, subject="VG01",
            outcome="verwezen_extern", note=f"Vraagt naar de dakkapel, keer {day + 1}.",
        )
        for day in range(3)
    ]  # fmt: skip


def test_a_lead_answers_a_proposed_repeat_with_one_key(new_page, lead, series, axe):
    # Given a contact that may be a repeat
    page = new_page(lead)
    page.goto("/contacts/?repeat=proposed")
    axe(page)
    page.locator("tbody a").first.click()
    page.get_by_text("Contact 3 of 3 in this series").wait_for()
    axe(page)
    # When the lead chooses why and presses the key
    page.get_by_label("Why did they have to contact us again?").select_option("niet_teruggebeld")
    page.locator("h1").click()
    page.keyboard.press("j")
    # Then it counts
    page.get_by_text("Kept as a repeat contact.").wait_for()
    question = series[2].questions.get()
    assert question.repeat_state == RepeatState.CONFIRMED
    assert question.repeat_department.slug == "vergunningen"


def test_two_people_correct_one_contact_and_nothing_is_lost(new_page, lead, series, axe, faults):
    # Given two leads with the same contact in front of them
    url = f"/contacts/{series[0].public_id}/correct/"
    first, second = new_page(lead), new_page(make_user("kcc_lead", language="en"))
    for page in (first, second):
        page.goto(url)
    axe(first)
    # When both save
    first.get_by_label("Note").fill("Zei de eerste.")
    first.get_by_label("Why do you correct this?").fill("Tikfout")
    first.keyboard.press("Control+Enter")
    first.get_by_text("The contact is corrected").wait_for()
    axe(first)
    second.get_by_label("Note").fill("Zei de tweede.")
    second.get_by_label("Why do you correct this?").fill("Tikfout")
    faults.allow(409)
    second.keyboard.press("Control+Enter")
    # Then the second one sees both, and saves again
    second.get_by_text("Saved meanwhile: “Zei de eerste.”").wait_for()
    axe(second)
    assert second.get_by_label("Note").input_value() == "Zei de tweede."
    second.keyboard.press("Control+Enter")
    second.get_by_text("The contact is corrected").wait_for()
    contact = Contact.objects.get(pk=series[0].pk)
    assert contact.questions.get().note == "Zei de tweede."
    assert contact.corrections.count() == 2


def test_enter_in_the_customer_field_searches_and_does_not_save(new_page, lead, series):
    other = make_customer(family_name="Vries", house_number=14)
    page = new_page(lead)
    page.goto(f"/contacts/{series[0].public_id}/correct/")
    page.get_by_label("Another customer").fill("de vries")
    page.get_by_label("Another customer").press("Enter")
    page.get_by_label("Hanna de Vries").check()
    page.wait_for_load_state()
    page.get_by_label("Why do you correct this?").fill("Verkeerde klant")
    page.keyboard.press("Control+Enter")
    page.get_by_text("The contact is corrected").wait_for()
    assert Contact.objects.get(pk=series[0].pk).customer == other


def test_the_privacy_officer_reads_sentences(new_page, axe, lead):
    record(by=lead, action="login", obj=lead)
    record(by=lead, action="contacts.exported", detail={"filters": {"channel": "post"}})
    page = new_page(make_user("privacy_officer", language="en"))
    page.goto("/audit/")
    page.locator("td", has_text="exported a list of contacts").wait_for()
    axe(page)
    page.get_by_label("What", exact=True).select_option("login")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("summary", has_text="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Text (CSV)").click()
    assert download.value.suggested_filename == "audit-log.csv"
