"""Browser stories: a customer follows a case on a telephone, in Dutch and in English."""

import re

import pytest
from playwright.sync_api import expect

from cases.following.loading import load
from cases.models import Case, CaseType, StatusType
from cases.services import change_status
from contacts import reference as lists
from contacts.models import Contact, Outcome
from kcc.organisation.models import Channel
from tests.factories import make_case, make_customer, make_user, reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TELEPHONE = {"width": 360, "height": 740}
WORDS = {
    1: ("Ontvangen", "Received", "Wij hebben uw aanvraag.", "We have your request."),
    2: ("Wij bekijken uw aanvraag", "We look at your request",
        "Een collega leest alles.", "A colleague reads everything."),
    3: ("Klaar", "Done", "U krijgt een brief.", "You get a letter."),
}  # fmt: skip


@pytest.fixture
def case(db):
    ref = reference()
    load()
    CaseType.objects.update(
        public_name="uw aanvraag voor een vergunning", public_name_en="your request for a permit"
    )
    for order, (name, english, text, text_en) in WORDS.items():
        StatusType.objects.filter(order=order).update(
            public_name=name, public_name_en=english, public_text=text, public_text_en=text_en
        )
    Outcome.objects.create(code="aan_zaak_toegevoegd", name="Aan zaak", category="case", order=20)
    Channel.objects.create(code="webformulier", name="Webformulier", kind="written", order=9)
    lists.forget()
    handler = make_user("handler", ref.department["vergunningen"])
    return make_case(customer=make_customer(), handler=handler)


def code_made_by(page, case):
    """A colleague makes a code and reads it to the customer."""
    page.goto(f"/cases/{case.public_id}/follow-code/")
    page.locator("form[action$='/follow-code/'] button").click()
    expect(page.locator(".code-shown")).to_have_count(2)
    shown = page.locator(".code-shown").all_inner_texts()
    assert shown[0] == case.number
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", shown[1])
    return shown[1]


def fill_in(page, number, code):
    page.fill("[name=number]", number)
    page.fill("[name=code]", code)
    page.locator("main form button").click()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_customer_follows_a_case_and_asks_something(new_page, faults, axe, case, language):
    faults.allow(422)
    colleague = new_page(case.handler)
    code = code_made_by(colleague, case)
    axe(colleague)

    # Given somebody with a telephone, who types the code wrong at first
    page = new_page(viewport=TELEPHONE)
    start = "/volg/" if language == "nl" else "/volg/en/"
    page.goto(start)
    axe(page)
    fill_in(page, case.number, "00000-00000")
    expect(page.locator(".error-summary")).to_have_count(1)
    axe(page)

    # When the code is right, however it is typed
    page.set_viewport_size(TELEPHONE)
    fill_in(page, case.number.lower().replace("-", " "), code.lower().replace("-", " "))

    # Then the page says how far it is
    page.wait_for_url(f"**{start}zaak/")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator(".where")).to_have_text(WORDS[1][0 if language == "nl" else 1])
    expect(page.locator(".road [aria-current=step]")).to_have_count(1)
    axe(page)
    page.set_viewport_size(TELEPHONE)

    # And after a colleague went on, a step further
    status = StatusType.objects.get(case_type=case.case_type, order=2)
    now = case.registered_at
    change_status(by=case.handler, case=case, version=case.version, status=status, now=now)
    page.reload()
    expect(page.locator(".where")).to_have_text(WORDS[2][0 if language == "nl" else 1])
    expect(page.locator(".road .done")).to_have_count(1)

    # And when something is asked, it arrives at the case
    page.locator("main a.btn").click()
    axe(page)
    page.set_viewport_size(TELEPHONE)
    page.check("[name=about][value=status]")
    page.fill("[name=text]", "Hoe lang duurt het nog?")
    page.locator("main form button").click()
    page.wait_for_url(f"**{start}zaak/")
    expect(page.locator("main .notice.ok")).to_have_count(1)
    question = Contact.objects.get().questions.get()
    assert (question.case, question.note) == (case, "Hoe lang duurt het nog?")

    # And who closes the page leaves nothing behind on the device
    page.locator(".foot button").click()
    page.wait_for_url(f"**{start}")
    page.goto(f"{start}zaak/")
    assert page.url.endswith(start)


def test_other_language_is_one_press_away(new_page, case):
    page = new_page(viewport=TELEPHONE)
    page.goto("/volg/")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Follow your case")
    page.get_by_role("link", name="Nederlands").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")


def test_it_works_with_the_keyboard_alone(new_page, case):
    code = code_made_by(new_page(case.handler), case)
    page = new_page(viewport=TELEPHONE)
    page.goto("/volg/en/")
    page.locator("[name=number]").focus()
    page.keyboard.type(case.number)
    page.keyboard.press("Tab")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/volg/en/zaak/")
    expect(page.locator("main")).to_contain_text(Case.objects.get().number)
