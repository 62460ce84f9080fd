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


def test_a_handler_calls_back_and_answers(new_page, handler, callback, axe):
    # Given a late callback in the list of the department
    page = new_page(handler)
    page.goto(f"{CALLBACKS}?state=overdue")
    axe(page)
    # When it is claimed from the list
    row = page.locator("tbody tr")
    row.locator("button").click()
    # Then the row says whose it is, without leaving the list
    expect(row).to_contain_text("Joost Bakker")
    expect(row.locator("button")).to_have_count(0)
    assert page.url.endswith(f"{CALLBACKS}?state=overdue")
    # When nobody answers, and later somebody does: two keys and a sentence
    row.locator("th a").click()
    expect(page.locator('a[href^="tel:"]')).to_have_attribute("href", "tel:+31612345678")
    axe(page)
    page.keyboard.press("m")
    expect(page.locator(".timeline > li")).to_have_count(3)
    page.locator("#id_text").fill("De controleur komt donderdag om tien uur.")
    page.keyboard.press("Control+Enter")
    # Then the promise is kept, and there is nothing left to do but a note
    expect(page.locator(".answer")).to_contain_text("donderdag om tien uur")
    expect(page.locator('a[href^="tel:"]')).to_have_count(0)
    axe(page)
    saved = Callback.objects.get()
    assert (saved.status, saved.attempts, saved.closed_by) == ("done", 1, handler)


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
    page.locator("#id_text").fill("De controleur komt donderdag.")
    page.keyboard.press("Control+Enter")
    # Then it shows what the first one did, beside what was typed
    expect(page.locator("[role=alert]").first).to_contain_text("Lotte Mulder")
    expect(page.locator("#id_text")).to_have_value("De controleur komt donderdag.")
    axe(page)
    # And saved once more it is saved
    page.locator("#id_text").press("Control+Enter")
    expect(page.locator(".answer")).to_have_text("De controleur komt donderdag.")


def test_it_all_works_without_javascript(new_page, handler, callback):
    there = make_department("burgerzaken")
    make_user("handler", there)
    page = new_page(handler, java_script_enabled=False)
    page.goto(CALLBACKS)
    page.locator("tbody button").click()
    expect(page.locator("tbody tr")).to_contain_text("Joost Bakker")
    page.locator("tbody th a").click()
    page.locator("summary", has=page.locator("use[href$='arrows-left-right']")).click()
    page.locator("#to_department").select_option("burgerzaken")
    page.locator("#to_reason").fill("Gaat over een paspoort.")
    page.locator(".passing button").click()
    expect(page.locator("tbody tr")).to_have_count(0)
    assert Callback.objects.get().department == there


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
    page.locator("#status_status").select_option("2")
    page.locator("form[action$='/status/'] button").click()
    expect(page.locator(".pagehead .status").first).to_have_text("In behandeling")
    page.locator("summary", has=page.locator("use[href$='arrows-left-right']")).click()
    page.locator("#to_to").select_option(f"team:{team.public_id}")
    page.locator("#to_reason").fill("Vakantie")
    page.locator(".passing button").click()
    expect(page.locator(".facts")).to_contain_text("Bouwen")
    axe(page)
    page.keyboard.press("1")
    page.locator("#close_answer").fill("De vergunning is verleend.")
    page.keyboard.press("Control+Enter")
    # Then it has its result, and the whole story is there to read
    expect(page.locator(".answer")).to_have_text("De vergunning is verleend.")
    expect(page.locator(".timeline > li")).to_have_count(5)
    axe(page)
    assert Case.objects.get().result.name == "Verleend"
