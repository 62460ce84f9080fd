"""A department at work: taking on, calling back, answering; and a case from hand to hand."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import Case
from contacts.callbacks import services
from contacts.models import Callback
from tests.factories import (
    make_callback,
    make_case,
    make_customer,
    make_department,
    make_team,
    make_user,
    reference,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CALLBACKS, CASES = "/contacts/callbacks/", "/cases/"


@pytest.fixture
def handler():
    reference()
    return make_user("handler", first_name="Joost", last_name="Bakker")


@pytest.fixture
def callback(handler):
    """Asked nine days ago, and late by now."""
    asked = timezone.now() - timedelta(days=9)
    return make_callback(at=asked, customer=make_customer(), team=make_team())


def test_a_handler_takes_on_calls_back_and_answers(new_page, handler, callback, axe):
    # Given a late callback in the list of the department
    page = new_page(handler)
    page.goto(f"{CALLBACKS}?state=overdue")
    # When it is claimed from the list
    row = page.locator("tbody tr")
    row.locator("form button").click()
    # Then the row says whose it is, without leaving the list
    expect(row).to_contain_text("Joost Bakker")
    expect(row.locator("form button")).to_have_count(0)
    assert page.url.endswith(f"{CALLBACKS}?state=overdue")
    # When nobody answers: two keys
    row.locator("th a").click()
    expect(page.locator('a[href^="tel:"]')).to_have_attribute("href", "tel:+31612345678")
    axe(page)
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    # Then that was the last one, and the list is back, in which it still stands
    expect(page.locator("[data-toast] form button")).to_be_visible()
    assert page.url.endswith(f"{CALLBACKS}?state=overdue")
    row.locator("th a").click()
    expect(page.locator(".tries")).to_be_visible()
    page.wait_for_load_state()
    # When the customer calls back, and waits for us no longer
    page.keyboard.press("1")
    page.keyboard.type("De controleur komt donderdag om tien uur.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{CALLBACKS}?state=overdue")
    expect(page.locator("tbody tr")).to_have_count(0)
    # Then the promise is kept
    saved = Callback.objects.get()
    assert (saved.status, saved.attempts, saved.closed_by) == ("done", 1, handler)
    page.goto(f"{CALLBACKS}{callback.public_id}/")
    expect(page.locator(".said .answer")).to_contain_text("donderdag om tien uur")
    expect(page.locator('a[href^="tel:"]')).to_have_count(0)
    axe(page)


def morning():
    """Five callbacks nobody has taken on, in the order in which they are due; the last one asks for
    an answer by e-mail."""
    asked, customer = timezone.now() - timedelta(days=3), make_customer()
    found = []
    for hour in range(5):
        at = asked + timedelta(minutes=hour)
        due = timezone.now() + timedelta(hours=hour + 1)
        found.append(make_callback(at=at, due=due, customer=customer))
    written = Callback.objects.filter(pk=found[-1].pk)
    written.update(answer_by="email", phone="", email="hanna@example.nl")
    return found


def test_a_handler_clears_a_mornings_callbacks_by_keyboard(new_page, handler, axe):
    # Given five callbacks that nobody has taken on
    there = make_department("burgerzaken")
    make_user("handler", there)
    answered, tried, waits, passed_on, written = morning()
    page = new_page(handler)
    keys = page.keyboard
    page.goto(f"{CALLBACKS}?state=unassigned&sort=due")

    def shown(callback):
        expect(page.locator(".crumbs [aria-current]")).to_have_text(callback.number)
        page.wait_for_load_state()

    def choose(digit, field):
        keys.press(digit)
        expect(page.locator(field)).to_be_focused()

    # When the first one is opened, and the question is answered
    page.locator("tbody th a").first.focus()
    keys.press("Enter")
    shown(answered)
    axe(page)
    choose("1", "#close_answer")
    axe(page)
    keys.type("De controleur komt donderdag om tien uur.")
    keys.press("Control+Enter")
    # Then the next one is there at once; nobody answers
    shown(tried)
    choose("2", "#attempt_text")
    axe(page)
    keys.press("Enter")
    # And the third has to send something first; another outcome was chosen by mistake
    shown(waits)
    choose("5", "#lapse_reason")
    keys.press("Escape")
    choose("3", "#wait_reason")
    axe(page)
    keys.type("De klant stuurt de tekeningen.")
    keys.press("Enter")
    # And the fourth belongs to another department
    shown(passed_on)
    choose("4", "#reroute_department")
    keys.type("Burger")
    keys.press("Tab")
    axe(page)
    page.locator("#reroute_reason").focus()
    keys.type("Gaat over een paspoort.")
    keys.press("Enter")
    # And the fifth wants an answer in writing
    shown(written)
    expect(page.locator('a[href="mailto:hanna@example.nl"]')).to_be_visible()
    expect(page.locator("[data-toast] form button")).to_be_visible()
    axe(page)
    choose("1", "#close_answer")
    keys.type("Per e-mail beantwoord.")
    keys.press("Control+Enter")
    # Then the list is empty, and says so
    expect(page.locator(".empty")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(0)
    axe(page)
    statuses = Callback.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["done", "attempted", "waiting", "rerouted", "done"]


def test_keys_walk_through_the_list_and_an_act_is_taken_back(new_page, handler, axe):
    # Given a list of five, opened at the first
    first, second, *_rest = morning()
    page = new_page(handler)
    page.goto(f"{CALLBACKS}{first.public_id}/?state=unassigned&sort=due")
    # When j and k are pressed
    number = page.locator(".crumbs [aria-current]")
    for key, there in (("j", second), ("k", first)):
        page.keyboard.press(key)
        expect(number).to_have_text(there.number)
        page.wait_for_load_state()
    # And it is taken on
    page.keyboard.press("c")
    expect(page.locator("#history ~ form button")).to_be_visible()
    axe(page)
    # Then the same page takes it back, also when the message has gone
    page.locator("[data-toast] [data-dismiss]").click()
    page.locator("#history ~ form button").click()
    expect(page.locator(".timeline s")).to_have_count(1)
    assert Callback.objects.get(pk=first.pk).assignee is None
    axe(page)


def test_quiet_acts_by_keyboard(new_page, handler, callback, axe):
    # Given a colleague who is there as well
    make_user("handler", first_name="Lotte", last_name="Mulder")
    page = new_page(handler)
    page.goto(f"{CALLBACKS}{callback.public_id}/")
    # When it is given to that colleague with a word along
    page.keyboard.press("a")
    expect(page.locator("#assign_person")).to_be_focused()
    axe(page)
    page.keyboard.type("Lotte")
    page.keyboard.press("Control+Enter")
    # Then it is with the colleague
    expect(page.locator(".marks .who")).to_have_text("Lotte Mulder")
    # And a note is written under it
    page.keyboard.press("o")
    expect(page.locator("#note_text")).to_be_focused()
    axe(page)
    page.keyboard.type("Dossier ligt bij het archief.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".timeline")).to_contain_text("Dossier ligt bij het archief.")


def test_nothing_typed_is_lost_when_a_colleague_was_faster(
    new_page, handler, callback, faults, axe
):
    # Given two people with the same callback open
    faults.allow(409)
    page = new_page(handler)
    page.goto(f"{CALLBACKS}{callback.public_id}/")
    colleague = make_user("handler", first_name="Lotte", last_name="Mulder")
    services.record_attempt(
        by=colleague, callback=callback, version=1, text="In gesprek", now=timezone.now()
    )
    # When the second one saves
    page.keyboard.press("1")
    page.keyboard.type("De controleur komt donderdag.")
    page.keyboard.press("Control+Enter")
    # Then it shows what the first one did, beside what was typed
    expect(page.locator("[role=alert]").first).to_contain_text("Lotte Mulder")
    expect(page.locator("#close_answer")).to_have_value("De controleur komt donderdag.")
    axe(page)
    # And saved once more it is saved
    page.locator("#close_answer").press("Control+Enter")
    expect(page.locator(".said .answer")).to_have_text("De controleur komt donderdag.")


def test_it_all_works_without_javascript(new_page, handler, faults):
    faults.allow(422)
    # Given two callbacks, and a browser without JavaScript
    there = make_department("burgerzaken")
    make_user("handler", there)
    at = timezone.now() - timedelta(hours=2)
    for number in (1, 2):
        make_callback(at=at, due=timezone.now() + timedelta(hours=number))
    page = new_page(handler, java_script_enabled=False)
    page.goto(f"{CALLBACKS}?state=unassigned")
    page.locator("tbody th a").first.click()
    # When the first is passed on: the choice shows its form
    expect(page.locator("#do-reroute")).to_be_hidden()
    page.locator("[name=outcome][value=reroute]").check()
    page.locator("#reroute_department").select_option("burgerzaken")
    page.locator("#reroute_reason").fill("Gaat over een paspoort.")
    page.locator("#do-reroute button").click()
    # Then the second is there, and the message takes the first back
    expect(page.locator("[data-toast] form button")).to_be_visible()
    with page.expect_navigation():
        page.locator("[data-toast] form button").click()
    assert [each.department.slug for each in Callback.objects.all()] == ["vergunningen"] * 2
    # When it is answered, without an answer first
    page.locator("[name=outcome][value=close]").check()
    page.locator("#do-close button").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.locator("#close_answer").fill("Donderdag om tien uur.")
    page.locator("#do-close button").click()
    # Then the list is back with the one that is left
    expect(page.locator("tbody tr")).to_have_count(1)
    assert sorted(each.status for each in Callback.objects.all()) == ["done", "new"]


def test_a_case_goes_from_hand_to_hand_and_is_closed(new_page, handler, axe):
    # Given a case nobody handles
    make_case(at=timezone.now() - timedelta(days=50), customer=make_customer())
    team = make_team()
    page = new_page(handler)
    page.goto(f"{CASES}?state=unassigned")
    axe(page)
    page.locator("tbody button").click()
    expect(page.locator("tbody tr")).to_contain_text("Joost Bakker")
    page.locator("tbody th a").click()
    # When it is begun, handed to a team and closed
    page.wait_for_load_state()
    page.keyboard.press("2")
    expect(page.locator("#status2_reason")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".track [aria-current=step]")).to_contain_text("In behandeling")
    page.wait_for_load_state()
    page.keyboard.press("a")
    expect(page.locator("#to_to")).to_be_focused()
    page.locator("#to_to").select_option(f"team:{team.public_id}")
    page.locator("#to_reason").fill("Vakantie")
    axe(page)
    page.keyboard.press("Enter")
    expect(page.locator(".marks")).to_contain_text("Bouwen")
    axe(page)
    page.keyboard.press("3")
    expect(page.locator(".closing input[type=radio]").first).to_be_focused()
    page.keyboard.press("1")
    page.locator("#close_answer").fill("De vergunning is verleend.")
    page.keyboard.press("Control+Enter")
    # Then that was the last one of the list, and the case has its result and its whole story
    page.wait_for_url(f"**{CASES}?state=unassigned")
    expect(page.locator("tbody tr")).to_have_count(0)
    case = Case.objects.get()
    page.goto(f"{CASES}{case.public_id}/")
    expect(page.locator(".answer")).to_have_text("De vergunning is verleend.")
    expect(page.locator(".timeline > li")).to_have_count(5)
    axe(page)
    assert case.result.name == "Verleend"
