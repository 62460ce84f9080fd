"""A KCC agent at work: with the keyboard, with a repeat caller, with bad luck."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from contacts.models import Callback, Contact, Draft
from kcc.customers.services import create_customer
from tests.factories import (
    NOW,
    PASSWORD,
    make_callback,
    make_contact,
    make_customer,
    make_reachable,
    make_user,
    reference,
)
from tests.workers import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTE = "Vraagt wat zij moet meenemen."


@pytest.fixture
def agent():
    reference()
    return make_user("agent", first_name="Sanne", last_name="Bakker")


def kept(page, field, value):
    """Wait until the server has what was typed. That the page says so is not enough: on a slow
    machine it may say it of what was typed before."""
    wait_until(lambda: Draft.objects.filter(**{f"data__{field}": value}).exists())
    expect(page.locator("#saved-at")).to_contain_text("Bewaard om")


class Keyboard:
    """Counts what an agent presses."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def press(self, *keys):
        for key in keys:
            self.pressed += len(key.split("+"))
            self.page.keyboard.press(key)

    def type(self, text):
        self.pressed += len(text)
        self.page.keyboard.type(text)


def test_agent_logs_a_simple_call_with_the_keyboard_only(new_page, agent, axe):
    # Given an agent on any page
    page = new_page(agent)
    page.goto("/contacts/")
    keys = Keyboard(page)
    # When the phone rings: n, a subject, the note, how it ended, save
    keys.press("n")
    page.wait_for_url("**/contacts/new")
    expect(page.locator("#id_q0-subject")).to_be_focused()
    keys.type("paspo")
    keys.press("Enter")
    expect(page.locator("#id_q0-note")).to_be_focused()
    page.keyboard.type(NOTE)
    keys.press("Tab", "1", "Control+Enter")
    # Then it is saved, and the next one can begin
    expect(page.locator("#messages")).to_contain_text("opgeslagen")
    expect(page.locator("#id_q0-subject")).to_be_focused()
    question = Contact.objects.get().questions.get()
    assert (question.subject.code, question.note, question.outcome.code) == (
        "BZ01", NOTE, "direct_afgehandeld",
    )  # fmt: skip
    assert keys.pressed <= 12
    assert not Draft.objects.exists()
    axe(page)


def test_agent_is_faster_than_the_list_of_subjects(new_page, agent):
    # Given a list of subjects that is slow to come
    page = new_page(agent)
    asked = []
    # Before the page comes: one that is there already may still ask past it for a moment.
    page.route("**/contacts/subjects/", lambda route: asked.append(route))
    page.goto("/contacts/new")
    # When the first of the list is chosen, and the contact saved, before it is there
    page.keyboard.type("p")
    expect(page.locator("#id_q0-subject")).to_have_value("p")
    page.keyboard.press("Enter")
    page.keyboard.type(NOTE)
    page.keyboard.press("Tab")
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(300)
    assert not Contact.objects.exists()
    # Then the contact is saved once the list came, about that subject
    asked[-1].continue_()
    expect(page.locator("#messages")).to_contain_text("opgeslagen")
    question = Contact.objects.get().questions.get()
    assert (question.subject.code, question.note) == ("BZ01", NOTE)
    assert not Draft.objects.exists()


def test_agent_recognises_a_repeat_caller_with_an_overdue_callback(new_page, agent, axe):
    # Given a customer who was promised a call that did not come
    customer = make_customer(salutation="Mevrouw")
    asked = timezone.now() - timedelta(days=9)
    late = make_callback(customer=customer, at=asked)
    # When she calls again, with the number the telephone shows
    page = new_page(agent)
    page.goto("/contacts/new?phone=0612345678")
    page.get_by_role("button", name="Dit is de klant").click()
    page.locator("#id_q0-subject").fill("dakk")
    expect(page.locator("#customer-box")).to_contain_text("Hanna de Wit")
    expect(page.locator("#klantbeeld")).to_contain_text(late.number)
    page.get_by_role("option", name="Dakkapel").click()
    # Then the screen says so at once, late callback and all
    banner = page.locator("#q0-repeat .banner")
    expect(banner).to_contain_text("2e contact")
    expect(banner).to_contain_text(f"{late.number}")
    axe(page)
    # And one key confirms it, one choice says why, one key adds what is said now
    page.keyboard.press("Alt+j")
    page.locator("#id_q0-repeat_reason").select_option("niet_teruggebeld")
    page.keyboard.press("Alt+a")
    expect(page.locator("#id_q0-repeat_add")).to_be_checked()
    page.locator("#id_q0-note").fill("Nog steeds niet teruggebeld.")
    page.locator("#id_q0-note").press("Tab")
    page.keyboard.press("3")
    expect(page.locator("#q0-promise")).to_contain_text("Teruggebeld vóór")
    axe(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages")).to_contain_text("T-")
    repeat = Contact.objects.latest("pk").questions.get()
    assert (repeat.repeat_state, repeat.repeat_of) == ("confirmed", late.question)
    assert repeat.callback.customer == customer
    # And who works on the callback sees that she had to ask again, and what she said
    late.refresh_from_db()
    assert late.priority == 1
    assert [(event.kind, event.text) for event in late.events.order_by("pk")] == [
        ("repeated", ""), ("note", "Nog steeds niet teruggebeld."),
    ]  # fmt: skip
    page.goto(f"/contacts/{repeat.contact.public_id}/")
    expect(page.get_by_role("link", name=late.number).first).to_be_visible()
    axe(page)


def test_a_question_by_e_mail_is_answered_later_in_writing(new_page, agent, axe):
    # Given an agent with the mailbox open, and a customer who wrote
    handler = make_user("handler", first_name="Joost", last_name="Visser")
    page = new_page(agent)
    page.goto("/contacts/new?channel=e-mail")
    page.locator(".who .more > summary").click()
    page.locator("#id_email").fill("hanna@example.nl")
    # When the question goes to a department: with the keyboard from here on
    page.locator("#id_q0-subject").focus()
    page.keyboard.type("dakk")
    page.keyboard.press("Enter")
    expect(page.locator("#id_q0-note")).to_be_focused()
    page.keyboard.type("Mag de dakkapel aan de voorkant?")
    page.keyboard.press("Tab")
    page.keyboard.press("3")
    # Then the answer goes back by e-mail, to the address it came from
    expect(page.locator("#id_q0-answer_by_1")).to_be_checked()
    expect(page.locator("#id_q0-callback_email")).to_have_value("hanna@example.nl")
    expect(page.locator("#id_q0-callback_phone")).not_to_be_visible()
    expect(page.locator("#q0-promise .promise")).to_be_visible()
    axe(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages")).to_contain_text("T-")
    asked = Callback.objects.get()
    assert (asked.answer_by, asked.email, asked.norm_kind) == ("email", "hanna@example.nl", "email")
    assert asked.question.outcome.code == "taak_uitgezet"
    # When the department answers
    other = new_page(handler)
    other.goto(f"/contacts/callbacks/{asked.public_id}/")
    expect(other.locator('a[href="mailto:hanna@example.nl"]')).to_be_visible()
    other.keyboard.press("1")
    expect(other.locator("#close_answer")).to_be_focused()
    other.keyboard.type("Ja, met een vergunning.")
    other.keyboard.press("Control+Enter")
    expect(other.locator("#close_answer")).to_have_count(0)
    # Then the promise is kept, and the agent finds it by the address
    asked.refresh_from_db()
    assert (asked.status, asked.answer) == ("done", "Ja, met een vergunning.")
    page.locator("#search").fill("hanna@example.nl")
    found = page.get_by_role("link", name=asked.number)
    expect(found).to_be_visible()
    axe(page)


def test_a_caller_asks_for_a_letter_without_scripts(new_page, agent):
    make_reachable(reference().department["vergunningen"])
    page = new_page(agent, java_script_enabled=False)
    page.goto("/contacts/new")
    page.locator("#id_q0-subject").fill("Dakkapel")
    page.locator("#id_q0-note").fill(NOTE)
    page.locator("#q0 label:has(input[value=callback])").click()
    expect(page.locator("#id_q0-callback_phone")).to_be_visible()
    page.locator("#q0-answer label:has(input[value=letter])").click()
    expect(page.locator("#id_q0-callback_phone")).not_to_be_visible()
    page.locator("#id_q0-callback_address").fill("Dorpsplein 1, 7801 AB Lindenwaard")
    page.locator("#contact button[value=save]").click()
    expect(page.locator("#messages")).to_contain_text("T-")
    callback = Callback.objects.get()
    assert (callback.answer_by, callback.reply_to) == (
        "letter", "Dorpsplein 1, 7801 AB Lindenwaard",
    )  # fmt: skip


def test_a_chosen_department_and_number_stay_chosen(new_page, agent):
    page = new_page(agent)
    page.goto("/contacts/new?phone=0612345678")
    page.locator("#id_q0-subject").fill("Dakkapel")
    page.keyboard.press("Escape")
    page.locator("#q0 label:has(input[value=callback])").click()
    expect(page.locator("#id_q0-callback_department")).to_have_value("vergunningen")
    page.locator("#id_q0-callback_department").select_option("burgerzaken")
    page.locator("#id_q0-callback_phone").fill("06 87654321")
    # When the form is drawn anew, and kept once more after that
    page.keyboard.press("Alt+q")
    expect(page.locator("#id_q1-subject")).to_be_focused()
    with page.expect_response(lambda answer: "/contacts/running/" in answer.url):
        page.keyboard.type("paspo")
    kept(page, "q0-callback_department", "burgerzaken")
    expect(page.locator("#id_q0-callback_department")).to_have_value("burgerzaken")
    expect(page.locator("#id_q0-callback_phone")).to_have_value("06 87654321")


def test_expired_session_keeps_everything_typed(new_page, agent, faults):
    faults.allow(401)
    page = new_page(agent)
    page.goto("/contacts/new")
    page.locator("#id_q0-subject").fill("Paspoort of identiteitskaart")
    page.keyboard.press("Escape")
    kept(page, "q0-subject", "Paspoort of identiteitskaart")
    # Given the session ends while the agent is typing
    Session.objects.all().delete()
    page.locator("#id_q0-note").fill(NOTE)
    # Then a window over the page asks to log in again
    dialog = page.locator("#again")
    expect(dialog).to_be_visible()
    dialog.locator("input[type=password]").fill(PASSWORD)
    dialog.locator("input[type=password]").press("Enter")
    expect(dialog).not_to_be_visible()
    # And nothing is lost: on the page, and on the server
    expect(page.locator("#id_q0-note")).to_have_value(NOTE)
    kept(page, "q0-note", NOTE)
    page.locator("label:has(input[value=direct])").click()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages")).to_contain_text("opgeslagen")
    assert Contact.objects.get().questions.get().note == NOTE


def test_double_click_saves_once(new_page, agent):
    page = new_page(agent)
    page.goto("/contacts/new")
    page.locator("#id_q0-subject").fill("Paspoort of identiteitskaart")
    page.keyboard.press("Escape")
    page.locator("label:has(input[value=direct])").click()
    page.locator("#contact button[value=save]").dblclick()
    expect(page.locator("#messages")).to_contain_text("opgeslagen")
    page.wait_for_timeout(500)
    assert Contact.objects.count() == 1


def test_killed_browser_and_another_computer_find_the_contact_back(new_page, agent):
    first = new_page(agent)
    first.goto("/contacts/new")
    first.locator("#id_q0-subject").fill("Dakkapel")
    first.keyboard.press("Escape")
    first.locator("#id_q0-note").fill(NOTE)
    kept(first, "q0-note", NOTE)
    first.context.close()
    other = new_page(agent)
    other.goto("/contacts/new")
    other.get_by_role("button", name="Dakkapel").click()
    expect(other.locator("#id_q0-note")).to_have_value(NOTE)


def test_two_contacts_run_side_by_side(new_page, agent, axe):
    page = new_page(agent)
    page.goto("/contacts/new")
    page.locator("#id_caller_name").evaluate("field => field.closest('details').open = true")
    page.locator("#id_caller_name").fill("Meneer Jansen")
    kept(page, "caller_name", "Meneer Jansen")
    page.reload()
    page.keyboard.press("Alt+n")
    expect(page.locator("#id_caller_name")).to_have_value("")
    page.locator("#id_q0-note").fill("Iets anders")
    kept(page, "q0-note", "Iets anders")
    page.reload()
    axe(page)
    page.keyboard.press("Alt+1")
    expect(page.locator("#contact-title")).to_have_text("Meneer Jansen")
    assert Draft.objects.count() == 2


def test_enter_stays_in_the_contact_it_is_pressed_in(new_page, agent):
    page = new_page(agent)
    page.goto("/contacts/new")
    page.locator("#id_q0-note").fill(NOTE)
    kept(page, "q0-note", NOTE)
    # A second one beside it, without loading the page again first
    page.keyboard.press("Alt+n")
    expect(page.locator("#id_q0-note")).to_have_value("")
    page.locator("#id_phone").fill("06 12345678")
    with page.expect_response(lambda answer: "/contacts/running/" in answer.url):
        page.keyboard.press("Enter")
    expect(page.locator("#contact-title")).to_have_text("06 12345678")
    expect(page.locator("#id_phone")).to_be_focused()
    expect(page.locator("#id_q0-note")).to_have_value("")


def test_contact_is_logged_without_scripts(new_page, agent):
    make_reachable(reference().department["vergunningen"])
    page = new_page(agent, java_script_enabled=False)
    page.goto("/contacts/new")
    page.locator("#id_phone").fill("06 12345678")
    page.locator("#id_q0-subject").fill("Dakkapel")
    page.locator("#id_q0-note").fill(NOTE)
    page.locator("label:has(input[value=callback])").click()
    page.get_by_role("button", name="Toon de belofte").click()
    expect(page.locator("#q0-promise")).to_contain_text("Teruggebeld vóór")
    page.locator("#contact button[value=save]").click()
    expect(page.locator("#messages")).to_contain_text("opgeslagen")
    assert Callback.objects.get().phone == "+31612345678"


def test_the_clock_runs_from_the_call_that_comes_in(new_page, agent):
    page = new_page(agent)
    page.goto("/contacts/new?phone=0687654321")
    expect(page.locator("[data-clock=talk]")).not_to_have_text("00:00")


def test_several_questions_in_one_contact(new_page, agent, axe):
    page = new_page(agent)
    page.goto("/contacts/new")
    page.locator("#id_q0-subject").fill("Paspoort of identiteitskaart")
    page.keyboard.press("Escape")
    page.locator("#q0 label:has(input[value=direct])").click()
    page.keyboard.press("Alt+q")
    expect(page.locator("#id_q1-subject")).to_be_focused()
    page.keyboard.type("verhui")
    page.keyboard.press("Enter")
    page.keyboard.type("Gaat verhuizen.")
    page.keyboard.press("Tab")
    page.keyboard.press("1")
    axe(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages")).to_contain_text("opgeslagen")
    codes = list(Contact.objects.get().questions.values_list("subject__code", flat=True))
    assert codes == ["BZ01", "BZ02"]


def test_faults_lead_to_the_field(new_page, agent, faults, axe):
    faults.allow(422)
    make_contact()
    page = new_page(agent)
    page.goto("/contacts/new")
    page.locator("#contact button[value=save]").click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    axe(page)
    summary.get_by_role("link").first.click()
    expect(page.locator("#id_q0-subject")).to_be_focused()


def test_customer_found_in_the_search_box_is_used_in_the_contact(new_page, agent, axe):
    customer = create_customer(
        by=agent, kind="person", given_name="Hanna", prefix="de", family_name="Wit", now=NOW
    )
    page = new_page(agent)
    page.goto("/contacts/new")
    page.locator("#id_q0-note").fill(NOTE)
    page.locator("#search").fill("hanna")
    expect(page.get_by_role("button", name="Gebruik in dit contact")).to_be_visible()
    page.locator("#search").fill("niemand")
    expect(page.get_by_role("strong").filter(has_text="Niets gevonden")).to_be_visible()
    page.locator("#search").fill("de wit")
    page.get_by_role("button", name="Gebruik in dit contact").click()
    expect(page.locator("#customer-box")).to_contain_text("Hanna de Wit")
    expect(page.locator("#id_q0-note")).to_have_value(NOTE)
    kept(page, "customer", str(customer.public_id))
    page.locator("#id_q0-note").focus()
    axe(page)
