"""Somebody who was asked fills in the self-assessment: with keys, on a phone, in two windows, when
the session ends or the network goes away, and without a script."""

import pytest
from playwright.sync_api import expect

from kcc.organisation.models import User
from maturity.filling.given import Given
from maturity.filling.selectors import filling_of
from tests.factories import PASSWORD
from tests.flows.conftest import PHONE
from tests.maturity.test_filling_services import estimate, given
from tests.maturity.town import make_round

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def respondent():
    """An agent who is asked for the short form, and reads English."""
    found = make_round(form="short").respondents.order_by("pk").first()
    User.objects.update(language="en")
    return found


@pytest.fixture
def address(respondent):
    return f"/maturity/fill/{respondent.assessment.public_id}/"


def start(page, address, pillar="prestaties"):
    page.goto(f"{address}pillars/{pillar}/")
    page.wait_for_selector(".statement.current")


def saved(page):
    expect(page.locator("#saved")).to_contain_text("Saved")


def choose(page, code, value):
    page.locator(f'#{code} [value="{value}"]').check()


def kept(respondent) -> dict:
    return filling_of(respondent).given


def test_the_short_form_from_the_invitation_to_handing_in(new_page, respondent, address, axe):
    # Given somebody who opens the link of the invitation: it says how long it takes
    page = new_page(respondent.user)
    page.goto(address)
    expect(page.locator("main")).to_contain_text("8 minutes")
    axe(page)
    # When the own estimate is given
    page.get_by_role("link", name="Begin", exact=True).click()
    for pillar in page.locator("fieldset.estimate").all():
        pillar.locator("label").nth(2).click()
    axe(page)
    page.get_by_role("button", name="Save and go on").click()
    # Then the statements can be answered with keys alone: a digit, and on with the arrow
    for number in range(5):
        expect(page.locator('.pillars [aria-current="page"]')).to_contain_text(str(number + 1))
        page.wait_for_selector(".statement.current")
        for _ in range(5):
            page.keyboard.press("2")
            page.keyboard.press("ArrowDown")
        expect(page.locator("#part-done")).to_have_text("5 of 5 answered")
        if number == 4:
            axe(page)
        page.keyboard.press("Control+Enter")
    # And everything can be read once more and handed in
    expect(page.get_by_role("heading", name="Everything is answered")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Hand in").last.click()
    expect(page.locator("main .notice.ok")).to_contain_text("You handed this in on")
    axe(page)
    respondent.refresh_from_db()
    assert respondent.submitted_at is not None
    assert {each.value for each in kept(respondent).values()} == {2}
    # When it is taken back, then one answer can be changed
    page.get_by_role("button", name="Take back and change").click()
    page.get_by_role("link", name="Check and hand in").first.click()
    page.get_by_role("link", name="Change P3F1S1").click()
    page.wait_for_selector("#P3F1S1.current")
    page.keyboard.press("w")
    saved(page)
    assert kept(respondent)["P3F1S1"] == Given(unknown=True)


def test_answers_are_there_when_somebody_comes_back(new_page, respondent, address):
    # Given somebody on a phone who answers a statement, with a remark, and leaves
    estimate(respondent)
    page = new_page(respondent.user, viewport=PHONE, has_touch=True)
    start(page, address)
    choose(page, "P1F1S1", 1)
    saved(page)
    page.locator("#P1F1S1 summary").click()
    page.locator("#P1F1S1").get_by_label("Comment").fill("Niet bij elke balie.")
    with page.expect_response("**/statements/P1F1S1/"):
        page.keyboard.press("Tab")
    expect(page.locator("#part-done")).to_have_text("1 of 5 answered")
    # When coming back on another computer
    other = new_page(respondent.user)
    other.goto(address)
    expect(other.locator("main")).to_contain_text("in progress (1 of 5)")
    other.get_by_role("link", name="Go on where you were").click()
    # Then the next open statement is at hand, and the answer stands where it was given
    other.wait_for_selector("#P1F2S1.current")
    expect(other.locator("#P1F1S1").get_by_label("Comment")).to_have_value("Niet bij elke balie.")
    assert kept(respondent) == {"P1F1S1": Given(value=1, comment="Niet bij elke balie.")}


def test_two_windows_lose_nothing(new_page, respondent, address, faults, axe):
    faults.allow(409)
    # Given the same statement in two windows
    estimate(respondent)
    page, other = new_page(respondent.user), new_page(respondent.user)
    start(page, address)
    start(other, address)
    choose(other, "P1F1S1", 3)
    saved(other)
    # When the window that does not know it answers otherwise
    choose(page, "P1F1S1", 0)
    # Then it is told, and nothing is overwritten
    expect(page.locator("#P1F1S1 [role=alert]")).to_contain_text("There you answered “volledig”")
    axe(page)
    assert kept(respondent) == {"P1F1S1": Given(value=3)}
    # And put over it when somebody says so
    page.get_by_role("button", name="Save what stands here").click()
    saved(page)
    expect(page.locator("#P1F1S1 [role=alert]")).to_have_count(0)
    assert kept(respondent) == {"P1F1S1": Given(value=0)}


def test_an_ended_session_loses_nothing(new_page, respondent, address, faults):
    faults.allow(401)
    estimate(respondent)
    page = new_page(respondent.user)
    start(page, address)
    page.context.clear_cookies(name="sessionid")
    # When an answer is given after the session ended, then a window asks for the password
    choose(page, "P1F1S1", 2)
    page.fill("#id_again-password", PASSWORD)
    page.keyboard.press("Enter")
    # And after that the answer is kept
    saved(page)
    assert kept(respondent) == {"P1F1S1": Given(value=2)}


def test_the_own_estimate_is_kept_without_a_button(new_page, respondent, address):
    page = new_page(respondent.user)
    page.goto(f"{address}estimates/")
    choice = page.locator("fieldset.estimate").nth(1).locator("input").nth(3)
    choice.check()
    saved(page)
    page.reload()
    expect(choice).to_be_checked()


def test_without_a_network_it_is_tried_again(new_page, respondent, address):
    estimate(respondent)
    page = new_page(respondent.user)
    # Before the page comes: one that is there already may still ask past it for a moment.
    page.route("**/statements/**", lambda route: route.abort("aborted"))
    start(page, address)
    choose(page, "P1F1S1", 2)
    expect(page.locator("#saved")).to_have_text("Not saved yet. Trying again.")
    page.unroute("**/statements/**")
    saved(page)
    assert kept(respondent) == {"P1F1S1": Given(value=2)}


def test_without_a_script_a_button_saves(new_page, respondent, address):
    estimate(respondent)
    given(respondent, "P1F2S1", value=1)
    page = new_page(respondent.user, java_script_enabled=False)
    page.goto(f"{address}pillars/prestaties/")
    choose(page, "P1F1S1", 2)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#part-done")).to_have_text("2 of 5 answered")
    assert kept(respondent) == {"P1F1S1": Given(value=2), "P1F2S1": Given(value=1)}
