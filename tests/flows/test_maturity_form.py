"""The full form of the self-assessment by keys, over a network and a session that go away."""

import pytest
from playwright.sync_api import expect

from kcc.organisation.models import User
from maturity.asked import asked_of
from maturity.filling.given import Given
from maturity.filling.selectors import filling_of
from tests.factories import PASSWORD
from tests.flows.rounds import PILLARS, address, at_pillar, button, saved, tab_to, there
from tests.maturity.town import make_own, make_round

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_full_form_by_keys_loses_nothing(new_page, faults):
    faults.allow(401)
    # Given somebody who is asked all statements, and one of the municipality itself
    own = make_own(pillar="prestaties")
    round_ = make_round(form="full")
    respondent = round_.respondents.order_by("pk").first()
    User.objects.update(language="en")
    codes = [each.code for each in asked_of(round_).of_pillar("prestaties")]
    assert own.code in codes
    page = new_page(respondent.user)
    keys = page.keyboard
    page.goto(address("fill-estimates", round_))
    for pillar in page.locator("fieldset.estimate").all():
        tab_to(page, pillar.locator("input").first)
        keys.press("Space")
    keys.press("Enter")
    at_pillar(page, round_, "prestaties")

    def answer(code, key):
        expect(page.locator(f"#{code}")).to_contain_class("current")
        keys.press(key)

    without, offline, ended, last = own.code, codes[4:8], codes[9], codes[-1]
    for code in codes:
        if code == offline[0]:
            # When the network goes away, it goes on and says so
            page.route("**/statements/**", lambda route: route.abort("aborted"))
        if code == ended:
            page.context.clear_cookies(name="sessionid")
        if code == without:
            answer(code, "x")
            tab_to(page, page.locator(f"#{code}").get_by_label("Why does this not apply?"))
            keys.type("Wij hebben geen wijkteams.")
            keys.press("Shift+Tab")
        else:
            answer(code, "2")
        if code == ended:
            # When the session ended, then a window asks for the password, over what was answered
            expect(page.locator("#id_again-password")).to_be_focused()
            keys.type(PASSWORD)
            keys.press("Enter")
            saved(page)
        if code == offline[-1]:
            expect(page.locator("#saved")).to_have_text("Not saved yet. Trying again.")
            page.unroute("**/statements/**")
            saved(page)
        if code != last:
            keys.press("ArrowDown")
    # Then all of it is there, on another computer too
    whole = f"{len(codes)} of {len(codes)} answered"
    expect(page.locator("#part-done")).to_have_text(whole)
    other = new_page(respondent.user)
    other.goto(address("fill-pillar", round_, "prestaties"))
    expect(other.locator("#part-done")).to_have_text(whole)
    given = filling_of(respondent).given
    reason = Given(not_applicable=True, reason="Wij hebben geen wijkteams.")
    assert given == {**{code: Given(value=2) for code in codes}, without: reason}
    # And the other pillars go the same way, until it can be handed in
    for pillar in PILLARS[1:]:
        keys.press("Control+Enter")
        at_pillar(page, round_, pillar)
        asked = asked_of(round_).of_pillar(pillar)
        for _each in asked:
            keys.press("2")
            keys.press("ArrowDown")
        expect(page.locator("#part-done")).to_have_text(f"{len(asked)} of {len(asked)} answered")
    keys.press("Control+Enter")
    there(page, "fill-check", round_)
    tab_to(page, button(page, "Hand in").first)
    keys.press("Enter")
    expect(page.locator("main")).to_contain_text("You handed this in on")
    respondent.refresh_from_db()
    assert respondent.submitted_at is not None
    assert len(filling_of(respondent).given) == len(asked_of(round_).by_code)
