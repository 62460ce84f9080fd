"""Browser stories: a customer gives a mark on a telephone, and the head of the department reads
it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import Invitation, SurveyOptOut
from tests.factories import make_contact, make_customer, make_user, reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TELEPHONE = {"width": 360, "height": 740}


@pytest.fixture
def contact(db):
    reference()
    at = timezone.now() - timedelta(minutes=10)
    return make_contact(customer=make_customer(), at=at)


@pytest.fixture
def link(new_page, axe, contact):
    """An agent makes a link to print."""
    page = new_page(make_user("agent"))
    page.goto(f"/contacts/{contact.public_id}/")
    page.locator(f"a[href='/satisfaction/contact/{contact.public_id}/']").click()
    axe(page)
    page.locator("main form button.primary").click()
    page.wait_for_selector(".survey-link")
    axe(page)
    return page.locator(".survey-link").inner_text()


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_customer_gives_a_mark_on_a_telephone(new_page, faults, axe, link, language, script):
    faults.allow(404, 422)
    if language == "en":
        link = link.replace("/tevredenheid/", "/tevredenheid/en/")
    page = new_page(viewport=TELEPHONE, java_script_enabled=script)
    page.goto(link)
    assert page.locator("html").get_attribute("lang") == language
    assert page.context.cookies() == []

    # Given somebody who forgets the mark
    page.fill("[name=comment]", "Hanna is snel geholpen. Bel 0612345678.")
    page.locator("main form button").click()
    page.wait_for_selector(".error-summary")
    if script:
        axe(page)
        page.set_viewport_size(TELEPHONE)

    # When a mark is chosen
    page.check("[name=score][value='9']", force=True)
    page.locator("main form button").click()

    # Then it is kept, the address says nothing any more, and the link works no more
    page.wait_for_url("**/bedankt/")
    if script:
        axe(page)
    kept = Invitation.objects.get()
    assert (kept.score, kept.comment_masked) == (9, "[naam] is snel geholpen. Bel [nummer].")
    assert page.goto(link).status == 404
    assert page.locator("[name=score]").count() == 0
    if script:
        axe(page)

    # And the head reads it without names
    department = reference().department["burgerzaken"]
    head = new_page(make_user("head", department))
    head.goto("/satisfaction/comments/")
    assert "[naam] is snel geholpen." in head.locator(".comments").inner_text()
    axe(head)


def test_customer_uses_the_keyboard_alone(new_page, link):
    page = new_page(viewport=TELEPHONE)
    page.goto(link)
    page.locator("[name=score]").first.focus()
    for _each in range(7):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("Prima")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bedankt/")
    assert Invitation.objects.get().score == 8


def test_customer_does_not_want_to_be_asked_again(new_page, axe, link):
    page = new_page(viewport=TELEPHONE)
    page.goto(link)
    page.locator(".foot a").click()
    page.wait_for_url("**/afmelden/")
    axe(page)
    page.set_viewport_size(TELEPHONE)
    page.locator("main form button").click()
    page.wait_for_url("**/afgemeld/")
    axe(page)
    assert SurveyOptOut.objects.count() == 1


def test_manager_decides_who_is_asked(new_page, axe, contact):
    page = new_page(make_user("manager"))
    page.goto("/satisfaction/")
    axe(page)
    page.check("[name=active]")
    page.fill("[name=percentage]", "25")
    page.locator("main form button.primary").click()
    page.wait_for_selector(".toast")
    assert page.locator("[name=percentage]").input_value() == "25"
    assert page.locator("[name=active]").is_checked()
