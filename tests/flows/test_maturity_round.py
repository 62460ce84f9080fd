"""A round of the self-assessment with four people, from the invitation to a plan under way."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from kcc.jobs.models import OutboxMessage
from kcc.lib.periods import Month
from kcc.organisation.models import User
from maturity.models import Assessment, FinalAnswer, ImprovementAction, Respondent, Response, Target
from tests.factories import make_contact, make_user, reference
from tests.flows.conftest import PHONE
from tests.flows.rounds import (
    APART,
    CLOSE,
    COMMENT,
    MEASURED,
    TITLE,
    address,
    begins,
    button,
    by_keyboard,
    by_thumb,
    changes,
    goes_on,
    link,
    there,
    without_a_script,
)
from tests.maturity.town import load_edition

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BEAMER = {"width": 1920, "height": 1080}
NOTE = "Aan de balie wel, aan de telefoon nog niet altijd."
CONCLUSION = "Wij beginnen bij de leiding."
DEED = "Elke maandag bespreekt de leiding tien klantcontacten."


@pytest.fixture
def people(settings):
    """Of each group one; and two more who are not asked."""
    settings.BASE_URL = ""
    permits = reference().department["vergunningen"]
    load_edition()
    found = {
        "manager": make_user("manager"),
        "agent": make_user("agent"),
        "head": make_user("head", permits, email="hoofd@example.org"),
        "board": make_user("board"),
        "handler": make_user("handler", permits),
        "second": make_user("agent"),
    }
    User.objects.update(language="en")
    return {name: User.objects.get(pk=user.pk) for name, user in found.items()}


@pytest.fixture
def figures(people):
    """Last month nobody was answered at once."""
    at = Month.of(timezone.now()).previous.start + timedelta(days=9, hours=9)
    with transaction.atomic():
        for minutes in range(24):
            make_contact(outcome="verwezen_extern", at=at + timedelta(minutes=10 * minutes))


def status(page, name, round_, *args):
    return page.request.get(address(name, round_, *args)).status


# -- The manager starts a round ------------------------------------------------------------------


def start_round(page, people, axe):
    """The short form, of four people of four groups."""
    page.goto(reverse("maturity:home"))
    link(page, "New round").first.click()
    page.get_by_label("Name of the round").fill(TITLE)
    page.locator('[name="form"][value="short"]').check()
    page.get_by_label("Inhabitants of the municipality").fill("60000")
    page.get_by_label("In your own words").fill("Samen weten wij meer.")
    button(page, "Go on: choose people").click()
    # Everybody who fits is shown, and who need not be asked is ticked off
    page.locator('[name="groups"][value="employees"]').check()
    page.get_by_text("Choose departments", exact=True).click()
    page.get_by_label("Vergunningen, Toezicht en Handhaving").check()
    button(page, "Show them").click()
    expect(page.get_by_role("heading", name="6 people fit")).to_be_visible()
    for name in ("manager", "second"):
        page.get_by_label(people[name].get_display_name()).uncheck()
    button(page, "Add these people").click()
    expect(page.locator(".asked")).to_contain_text("4 people")
    link(page, "Go on: open the round").click()
    expect(page.get_by_role("heading", name="4 people are asked")).to_be_visible()
    button(page, "Open and tell them").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    axe(page)
    return Assessment.objects.get()


def nobody_sees_what_was_answered(manager, others, round_):
    """The manager sees who handed in; nobody sees more than that."""
    words = re.compile(f"{re.escape(COMMENT)}|grotendeels|volledig|deels", re.IGNORECASE)
    for name in ("round", "round-people", "round-consensus"):
        manager.goto(address(name, round_))
        expect(manager.locator("main")).not_to_contain_text(words)
    pages = ["consensus", "consensus-screen", "consensus-outcome", "fill", "fill-check"]
    assert {status(manager, name, round_) for name in pages} == {404}
    assert status(manager, "consensus-answer", round_, APART) == 404
    for page in others:
        assert status(page, "round", round_) == 403
        assert {status(page, name, round_) for name in (*pages[:3], "result", "report")} == {404}
        assert COMMENT not in page.request.get(address("fill-check", round_)).text()


# -- The group settles ---------------------------------------------------------------------------


def take_over_what_all_say(page, round_):
    agreed = page.get_by_role("link", name=re.compile("^Take over [0-9]+ "))
    page.goto(address("consensus", round_))
    pillars = agreed.count()
    for left in range(pillars, 0, -1):
        expect(agreed).to_have_count(left)
        agreed.first.click()
        button(page, "Take over what is ticked").click()
        expect(page.locator("#settled")).to_be_visible()
        page.goto(address("consensus", round_))
    return pillars


def settle(page, screen, code, answer, note):
    """With keys; the big screen shows what is talked about."""
    expect(page.locator("p.place .tab").first).to_have_text(code)
    expect(screen.locator("header .place b")).to_have_text(code)
    page.keyboard.press(answer)
    page.get_by_label("Note").fill(note)
    page.keyboard.press("Control+Enter")


# -- The plan ------------------------------------------------------------------------------------


def set_targets(page, round_):
    """As they are proposed: one phase further in a year."""
    page.goto(address("plan", round_))
    link(page, "Set targets").click()
    expect(page.locator("fieldset.aim")).to_have_count(5)
    button(page, "Save").click()
    expect(page.locator("table.aims tbody tr").last).to_contain_text("phase 2")


def choose_an_action(page, people, round_, axe):
    """The first that is suggested, in other words, for the head."""
    link(page, "Suggested actions").first.click()
    first = page.locator(".proposals > li").first
    expect(first).to_contain_text(CLOSE)
    first.get_by_role("link", name=re.compile("^Choose")).click()
    page.get_by_label("Department").select_option(label="Vergunningen, Toezicht en Handhaving")
    button(page, "Next").click()
    text = page.get_by_label("What will be done")
    expect(text).not_to_be_empty()
    text.fill(DEED)
    page.get_by_label("By whom").select_option(label=people["head"].get_display_name())
    due = timezone.localdate() + timedelta(days=90)
    page.get_by_label("Ready on").fill(due.isoformat())
    page.get_by_label("What it takes").fill("Twee uur per maand.")
    page.get_by_label("Which figure should show it").select_option("fcr_pct")
    page.get_by_label("Expected value").fill("60")
    button(page, "Save").click()
    expect(page.get_by_role("rowheader", name=re.compile(re.escape(DEED)))).to_be_visible()
    axe(page)


def move_it_on(page, axe):
    """On the board, and then a word about how it goes."""
    page.goto(reverse("maturity:actions-board"))
    page.get_by_role("button", name=re.compile(f"^Begin.*{DEED}")).click()
    doing = page.locator('[aria-labelledby="lane-doing"]')
    expect(doing).to_contain_text(DEED)
    doing.get_by_role("link", name=DEED).click()
    page.get_by_label("What came of it, or how it goes").fill("De eerste keer is geweest.")
    button(page, "Save").click()
    expect(page.get_by_text("De eerste keer is geweest.")).to_be_visible()
    axe(page)


def test_a_round_with_four_people_from_the_invitation_to_the_plan(
    new_page, people, figures, axe, faults
):
    # Given the KCC manager, who asks four people of four groups
    manager = new_page(people["manager"])
    round_ = start_round(manager, people, axe)
    asked = {row.user_id: row.group for row in Respondent.objects.all()}
    assert asked == {
        people["agent"].pk: "kcc", people["head"].pk: "heads", people["board"].pk: "management",
        people["handler"].pk: "employees",
    }  # fmt: skip
    mail = OutboxMessage.objects.get(to="hoofd@example.org")
    assert address("fill", round_) in mail.body

    # When each fills in: with keys, on a phone, without a script, and in two goes
    agent = new_page(people["agent"])
    by_keyboard(agent, round_)
    head = new_page(people["head"], viewport=PHONE, has_touch=True)
    by_thumb(head, round_, axe)
    without_a_script(new_page(people["board"], java_script_enabled=False), round_)
    begins(new_page(people["handler"]), round_)
    handler = new_page(people["handler"])
    # Then nobody sees an answer of somebody else
    nobody_sees_what_was_answered(manager, [agent, handler], round_)
    goes_on(handler, round_)
    changes(handler, round_)
    assert Response.objects.get(respondent__user=people["handler"], code="P5F1S1").value == 2
    assert Response.objects.count() == 100

    # When the consensus begins, then answers stand side by side without a name
    manager.goto(address("round", round_))
    link(manager, "Begin the consensus").click()
    button(manager, "Begin the consensus").click()
    manager.goto(address("consensus-answer", round_, APART))
    told = manager.locator("main")
    expect(told).to_contain_text(COMMENT)
    expect(manager.locator("table.bars .count")).to_have_text(["1", "0", "0", "2", "1"])
    expect(told).not_to_contain_text("Robin")
    # And who takes part looks along, on a big screen too
    agent.goto(address("consensus-answer", round_, APART))
    expect(agent.locator("main")).not_to_contain_text("Robin")
    expect(button(agent, "Save and stay here")).to_have_count(0)
    screen = new_page(people["agent"], viewport=BEAMER)
    screen.goto(address("consensus-screen", round_))
    # When what all say is taken over, and the rest is settled one by one
    assert take_over_what_all_say(manager, round_) == 5
    link(manager, "Start with what differs most").click()
    settle(manager, screen, APART, "2", NOTE)
    settle(manager, screen, CLOSE, "1", "De leiding vraagt er nog niet naar.")
    settle(manager, screen, MEASURED, "2", "De afdelingen schrijven niet alles op.")
    link(manager, "Settle the result").first.click()
    manager.get_by_label("What the group concludes").fill(CONCLUSION)
    axe(manager)
    screen.close()
    button(manager, "Settle the result").click()
    # Then that is the result
    there(manager, "result", round_)
    assert FinalAnswer.objects.get(code=APART).note == NOTE
    round_.refresh_from_db()
    assert (round_.state, round_.result["phase"]) == ("final", 1)

    # When the head reads it, then it explains itself
    head = new_page(people["head"])
    head.goto(reverse("jobs:notifications"))
    head.get_by_role("button").filter(has_text=f"The result of “{TITLE}” is there.").click()
    there(head, "result", round_)
    expect(head.locator("main")).to_contain_text(CONCLUSION)
    expect(head.get_by_role("img", name=re.compile("Leiderschap")).first).to_be_visible()
    expect(head.locator("table.squares tbody tr")).to_have_count(5)
    reason = "Phase 2 not reached: key statement P5F2S1 is “deels”."
    expect(head.locator(".standings")).to_contain_text(reason)
    expect(head.locator(".mirrors")).to_contain_text("more favourable than your figures")
    expect(head.locator(".mirrors a")).to_have_text([MEASURED])
    axe(head)

    # When the manager sets targets and chooses what is suggested
    set_targets(manager, round_)
    choose_an_action(manager, people, round_, axe)
    assert Target.objects.count() == 5
    # Then the head has it on the board, and begins
    move_it_on(head, axe)
    deed = ImprovementAction.objects.get()
    assert (deed.state, deed.owner, deed.code) == ("doing", people["head"], CLOSE)
    assert deed.department.slug == "vergunningen"
    # And the report tells it all, as a file and on paper
    head.goto(address("result", round_))
    link(head, "Report").first.click()
    expect(head.locator("main")).to_contain_text(DEED)
    axe(head)
    with head.expect_download() as download:
        head.get_by_role("link", name="PDF of this report").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    head.emulate_media(media="print")
    head.set_viewport_size({"width": 718, "height": 1000})  # A4 within its margins
    expect(head.locator("nav:visible")).to_have_count(0)
    expect(head.get_by_role("link", name="PDF of this report")).not_to_be_visible()
    expect(head.locator("h1")).to_be_visible()
    assert head.evaluate("document.documentElement.scrollWidth") <= 718
