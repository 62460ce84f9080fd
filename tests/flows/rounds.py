"""What the stories of the self-assessment share: its pages, and four ways to fill in a round."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from tests.flows.conftest import PHONE

TITLE = "Where do we stand"
PILLARS = (
    "prestaties", "producten-kanalen", "processen-besturing", "systemen-informatie",
    "leiderschap-medewerkers",
)  # fmt: skip
# What the group is like: two phases are usual work, the third is begun.
USUAL = {1: 2, 2: 2, 3: 1, 4: 0, 5: 0}
APART, CLOSE, MEASURED = "P2F1S1", "P5F2S1", "P1F1S1"
COMMENT = "Alleen aan de balie weet iedereen dit."


def address(name, round_, *args):
    return reverse(f"maturity:{name}", args=[round_.public_id, *args])


def there(page, name, round_, *args):
    """That page has come, at whatever place in it."""
    page.wait_for_url(re.compile(re.escape(address(name, round_, *args)) + "(#.*)?$"))


def at_pillar(page, round_, pillar):
    there(page, "fill-pillar", round_, pillar)
    page.wait_for_selector(".statement.current")


def key_statements(pillar):
    number = PILLARS.index(pillar) + 1
    return [f"P{number}F{phase}S1" for phase in range(1, 6)]


def usual(code):
    return USUAL[int(code[3])]


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def link(page, name):
    return page.get_by_role("link", name=name, exact=True)


def tab_to(page, target):
    """With the Tab key alone, as somebody without a mouse."""
    for _each in range(80):
        if target.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not come to {target}")


def saved(page):
    expect(page.locator("#saved")).to_contain_text("Saved")


# -- Four people fill in -------------------------------------------------------------------------


def by_keyboard(page, round_):
    """From the line under the bell to handing in, without a mouse."""
    page.goto(reverse("jobs:notifications"))
    line = page.get_by_role("button").filter(has_text=f"You are asked to fill in “{TITLE}”")
    tab_to(page, line)
    page.keyboard.press("Enter")
    there(page, "fill", round_)
    tab_to(page, link(page, "Begin"))
    page.keyboard.press("Enter")
    there(page, "fill-estimates", round_)
    for pillar in page.locator("fieldset.estimate").all():
        tab_to(page, pillar.locator("input").first)
        for _each in range(3):
            page.keyboard.press("ArrowRight")
    tab_to(page, button(page, "Save and go on"))
    page.keyboard.press("Enter")
    for pillar in PILLARS:
        at_pillar(page, round_, pillar)
        for code in key_statements(pillar):
            expect(page.locator(f"#{code}")).to_contain_class("current")
            page.keyboard.press("3" if code == APART else str(usual(code)))
            page.keyboard.press("ArrowDown")
        expect(page.locator("#part-done")).to_have_text("5 of 5 answered")
        page.keyboard.press("Control+Enter")
    there(page, "fill-check", round_)
    tab_to(page, button(page, "Hand in").first)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("You handed this in on")


def by_thumb(page, round_, axe):
    """On a phone, from the link in the mail, with a comment."""
    page.goto(address("fill", round_))
    link(page, "Begin").tap()
    there(page, "fill-estimates", round_)
    for pillar in page.locator("fieldset.estimate").all():
        pillar.locator("label").nth(3).tap()
    button(page, "Save and go on").tap()
    for pillar in PILLARS:
        at_pillar(page, round_, pillar)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        for code in key_statements(pillar):
            value = {APART: 0, CLOSE: 1}.get(code, usual(code))
            choice = page.locator(f"#{code} label").filter(
                has=page.locator(f'[value="{value}"]')
            )  # fmt: skip
            assert choice.bounding_box()["height"] >= 44
            choice.tap()
            if code == APART:
                page.locator(f"#{code} summary").tap()
                page.locator(f"#{code}").get_by_label("Comment").fill(COMMENT)
        page.locator("form.filling .btn.primary").tap()
    there(page, "fill-check", round_)
    expect(page.locator("main")).to_contain_text(COMMENT)
    axe(page)
    page.set_viewport_size(PHONE)
    button(page, "Hand in").first.tap()
    expect(page.locator("main")).to_contain_text("You handed this in on")


def without_a_script(page, round_):
    page.goto(address("fill", round_))
    link(page, "Begin").click()
    there(page, "fill-estimates", round_)
    for pillar in page.locator("fieldset.estimate").all():
        pillar.locator('[value="2"]').check()
    button(page, "Save and go on").click()
    for pillar in PILLARS:
        there(page, "fill-pillar", round_, pillar)
        for code in key_statements(pillar):
            page.locator(f'#{code} [value="{3 if code == APART else usual(code)}"]').check()
        page.locator("form.filling .btn.primary").click()
    button(page, "Hand in").first.click()
    expect(page.locator("main")).to_contain_text("You handed this in on")


def begins(page, round_):
    """And stops in the second pillar: what is not told is not known."""
    page.goto(reverse("maturity:home"))
    page.locator("main").get_by_role("link", name=re.compile(TITLE)).first.click()
    link(page, "Begin").click()
    there(page, "fill-estimates", round_)
    for pillar in page.locator("fieldset.estimate").all():
        pillar.locator("label").nth(3).click()
    button(page, "Save and go on").click()
    answer_with_keys(page, round_, "prestaties")
    page.keyboard.press("Control+Enter")
    at_pillar(page, round_, "producten-kanalen")
    page.keyboard.press("w")
    expect(page.locator("#part-done")).to_have_text("1 of 5 answered")
    saved(page)


def goes_on(page, round_):
    """On another computer, and hands in with one answer that is wrong."""
    page.goto(address("fill", round_))
    expect(page.locator("main")).to_contain_text("in progress (1 of 5)")
    link(page, "Go on where you were").click()
    page.wait_for_selector("#P2F2S1.current")
    answer_with_keys(page, round_, "producten-kanalen", done=(APART,))
    page.keyboard.press("Control+Enter")
    for pillar in PILLARS[2:]:
        answer_with_keys(page, round_, pillar, otherwise={"P5F1S1": 0})
        page.keyboard.press("Control+Enter")
    button(page, "Hand in").first.click()
    expect(page.locator("main")).to_contain_text("You handed this in on")


def changes(page, round_):
    """Takes it back, mends the answer, and hands in again."""
    button(page, "Take back and change").click()
    link(page, "Check and hand in").first.click()
    link(page, "Change P5F1S1").click()
    page.wait_for_selector("#P5F1S1.current")
    page.keyboard.press("2")
    saved(page)
    page.locator("form.filling .btn.primary").click()
    button(page, "Hand in").first.click()
    expect(page.locator("main")).to_contain_text("You handed this in on")


def answer_with_keys(page, round_, pillar, done=(), otherwise=None):
    at_pillar(page, round_, pillar)
    for code in key_statements(pillar):
        if code not in done:
            page.keyboard.press(str((otherwise or {}).get(code, usual(code))))
            page.keyboard.press("ArrowDown")
    expect(page.locator("#part-done")).to_have_text("5 of 5 answered")
