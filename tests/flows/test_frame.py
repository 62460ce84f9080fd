"""What every page can do: keys, the palette, the search box, logging in again over the page."""

import pytest
from playwright.sync_api import expect

from tests.factories import PASSWORD, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(new_page):
    """The password page of an agent: it has fields, and it is part of the frame itself."""
    page = new_page(make_user(role="agent"))
    page.goto("/account/password/")
    page.wait_for_function("window.kcc")
    return page


def end_session(page):
    kept = [c for c in page.context.cookies() if c["name"] != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(kept)


def test_single_keys_work_on_the_page_and_are_silent_in_fields(page):
    # When somebody types a key in a field,
    page.focus("#id_old")
    page.keyboard.type("/?")
    # then it is text;
    assert page.input_value("#id_old") == "/?"
    assert not page.is_visible("#keys")
    # and on the page it does what the sheet says.
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.wait_for_selector("#keys dt >> text=n")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()


def test_single_keys_can_be_switched_off(new_page):
    user = make_user(role="agent", shortcuts_enabled=False)
    page = new_page(user)
    page.goto("/account/")
    page.wait_for_function("window.kcc")
    for key in ("n", "/", "?"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    assert page.url.endswith("/account/")
    # Combinations still work.
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette[open]")


def test_palette_opens_a_page_by_part_of_its_name(page, axe):
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette[open] [role=option]")
    axe(page)
    page.keyboard.type("xyzzy")
    expect(page.locator("#palette [role=option]")).to_have_count(0)
    page.fill("#palette input", page.text_content(".pop a[href^='/account/']").strip()[:8])
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/")


def test_log_in_again_over_the_page_keeps_what_was_typed(page, axe, faults):
    faults.allow(401, 422)
    # Given somebody who typed for a while, and whose session ended,
    page.fill("#id_old", "not-the-password")
    page.fill("#id_new", "een-heel-ander-wachtwoord-2")
    end_session(page)
    page.evaluate("Date.now = (now => () => now() + 120000)(Date.now)")
    # when the form is sent,
    page.keyboard.press("Control+Enter")
    # then a window asks for the password; a wrong one changes nothing;
    page.fill("#id_again-password", "something-else")
    page.keyboard.press("Enter")
    page.wait_for_selector("#again .error")
    axe(page)
    # and after the right one the form is sent as it was typed.
    page.fill("#id_again-password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("main .error")
    assert page.url.endswith("/account/password/")
    assert page.locator("main .field.invalid").count() == 1


def test_pages_of_the_frame_are_accessible(new_page, axe, faults):
    faults.allow(404)
    page = new_page(make_user(role="agent"))
    for address in ("/account/", "/account/password/", "/no-such-page/"):
        page.goto(address)
        axe(page)
    stranger = new_page()
    stranger.goto("/login/")
    axe(stranger)


def test_menu_on_a_phone_opens_and_closes(new_page, axe):
    page = new_page(make_user(role="agent"), viewport={"width": 320, "height": 640})
    page.goto("/account/")
    assert not page.is_visible("#nav")
    page.click(".menu-btn")
    expect(page.locator("#nav a").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#nav")).to_be_hidden()
