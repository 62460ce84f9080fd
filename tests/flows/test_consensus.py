"""The group meets: answers side by side, a leader who settles by keyboard, a big screen that
follows."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from maturity.models import Assessment, FinalAnswer, Response
from tests.maturity.town import make_manager, make_round

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BEAMER = {"width": 1920, "height": 1080}
THREE = [("agent", "kcc"), ("head", "heads"), ("board", "management")]


@pytest.fixture
def group():
    """Three people who differ about the channels."""
    found = make_round(
        "consensus", form="short", respondents=THREE,
        answers=lambda number, code: number if code.startswith("P2") else 2,
    )  # fmt: skip
    Response.objects.filter(code="P2F1S1").update(comment="Soms lukt het.")
    return found


def url(name, group, *args):
    return reverse(f"maturity:{name}", args=[group.public_id, *args])


def heading(page):
    return page.locator("header .place b")


def test_a_group_settles_and_the_big_screen_follows(new_page, axe, faults, group):
    # Given somebody who was asked, with the big screen before them
    watcher = group.respondents.get(group="kcc").user
    screen = new_page(watcher, viewport=BEAMER)
    screen.goto(url("consensus-screen", group))
    axe(screen)
    expect(screen.locator("nav")).to_have_count(0)

    # When the leader opens what differs most, then the screen shows it
    page = new_page(make_manager())
    page.goto(url("consensus", group))
    axe(page)
    page.keyboard.press("s")
    page.wait_for_url("**" + url("consensus-answer", group, "P2F1S1"))
    axe(page)
    expect(heading(screen)).to_have_text("P2F1S1")

    # And settled by keyboard it goes on by itself, on the screen too
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**" + url("consensus-answer", group, "P2F2S1"))
    expect(heading(screen)).to_have_text("P2F2S1")
    assert FinalAnswer.objects.get().value == 1

    # And what everybody says is taken over in one go
    page.goto(url("consensus-agreed", group, "prestaties"))
    axe(page)
    page.locator("main button").click()
    page.wait_for_url("**" + url("consensus-pillar", group, "prestaties"))
    axe(page)
    assert FinalAnswer.objects.count() > 1


def test_a_leader_with_one_screen_walks_and_settles_on_it(new_page, axe, faults, group):
    # Given the big screen of the leader
    page = new_page(make_manager(), viewport=BEAMER)
    page.goto(url("consensus-screen", group))
    expect(heading(page)).to_have_text("P2F1S1")

    # When the arrow is pressed, then the next statement comes, for everybody
    page.keyboard.press("ArrowRight")
    expect(heading(page)).to_have_text("P2F2S1")
    assert Assessment.objects.get().discussing == "P2F2S1"

    # And a figure settles it, and it stays in sight
    page.keyboard.press("2")
    expect(page.locator(".settled b")).to_be_visible()
    expect(heading(page)).to_have_text("P2F2S1")
    assert FinalAnswer.objects.get().value == 2
    axe(page)

    # And it fits on one screen
    page.set_viewport_size(BEAMER)
    size = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert size == [1920, 1080]


def test_somebody_else_was_first(new_page, axe, faults, group):
    faults.allow(409)
    # Given a statement in sight, that another leader settles meanwhile
    page = new_page(make_manager())
    page.goto(url("consensus-answer", group, "P2F1S1"))
    FinalAnswer.objects.create(
        assessment=group, code="P2F1S1", value=3, set_at=group.consensus_at,
        set_by=make_manager(),
    )  # fmt: skip

    # When this one settles it too, then both are told and nothing typed is lost
    page.keyboard.press("1")
    page.locator("textarea").fill("Mijn kant.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".notice.warn[role=alert]")).to_be_visible()
    expect(page.locator("textarea")).to_have_value("Mijn kant.")
    axe(page)

    # And sent again it holds
    page.locator("main button.primary").click()
    page.wait_for_url("**" + url("consensus-answer", group, "P2F2S1"))
    assert FinalAnswer.objects.get().value == 1
