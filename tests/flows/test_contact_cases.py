"""Cases on the agent's screen: registered with their questions, added to and asked about."""

import pytest
from playwright.sync_api import expect

from cases.models import Case, CaseQuestion
from contacts.models import Draft, Question
from contacts.reference import forget
from tests.factories import make_case, make_customer, make_user, reference
from tests.workers import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUESTIONS = [
    {"key": "plek", "label": "Op welk adres?", "kind": "address", "required": True},
    {
        "key": "soort",
        "label": "Wat komt er?",
        "kind": "choice",
        "choices": ["Dakkapel", "Schuur"],
        "required": True,
    },
    {"key": "kosten", "label": "Wat zijn de bouwkosten?", "kind": "number", "unit": "euro"},
    {"key": "start", "label": "Wanneer begint het werk?", "kind": "date"},
    {"key": "monument", "label": "Is het een monument?", "kind": "yes_no"},
    {"key": "loket", "label": "Nummer in het Omgevingsloket", "help": "Staat op de bevestiging."},
]


@pytest.fixture
def agent():
    case_type = reference().case_type["omgevingsvergunning"]
    for order, values in enumerate(QUESTIONS, start=1):
        CaseQuestion.objects.create(case_type=case_type, order=order, **values)
    forget()
    return make_user("agent", first_name="Sanne", last_name="Bakker")


def subject(page, text):
    page.locator("#id_q0-subject").focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.locator("#id_q0-note")).to_be_focused()


def test_a_case_is_registered_in_one_step_and_its_code_is_read_out(new_page, agent, faults, axe):
    # Given somebody who wants to build a dormer
    faults.allow(422)
    page = new_page(agent)
    page.goto("/contacts/new")
    subject(page, "dakk")
    page.keyboard.type("Wil een dakkapel aan de voorkant.")
    # When it ends as a case, the questions of its type are there
    page.keyboard.press("Tab")
    page.keyboard.press("4")
    expect(page.get_by_label("Wat zijn de bouwkosten?")).to_be_visible()
    axe(page)
    page.get_by_label("Wat zijn de bouwkosten?").fill("1.250")
    page.keyboard.press("Control+Enter")
    # Then what is missing or wrong is named, with a way to its field
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(3)
    expect(page.get_by_label("Wat zijn de bouwkosten?")).to_have_value("1.250")
    axe(page)
    page.locator("[name=q0-detail_plek_postcode]").fill("7811 AB")
    page.locator("[name=q0-detail_plek_number]").fill("3")
    page.get_by_label("Wat komt er?").select_option("Dakkapel")
    page.get_by_label("Wat zijn de bouwkosten?").fill("12.500,50")
    page.keyboard.press("Control+Enter")
    # And it is registered; the code is there to be read out, while the next contact can begin
    case_number = page.locator(".registered .number")
    expect(case_number).to_contain_text("Z-")
    case = Case.objects.get()
    expect(case_number).to_have_text(case.number)
    expect(page.locator(".registered .code")).to_be_in_viewport()
    expect(page.locator("#id_q0-subject")).to_be_focused()
    assert case.details == {
        "plek": {"postcode": "7811AB", "number": "3"}, "soort": "Dakkapel", "kosten": "12500.5",
    }  # fmt: skip
    axe(page)


def test_answers_survive_a_change_of_the_case_type_and_a_new_page(new_page, agent):
    page = new_page(agent)
    page.goto("/contacts/new")
    subject(page, "dakk")
    page.keyboard.press("Tab")
    page.keyboard.press("4")
    page.get_by_label("Nummer in het Omgevingsloket").fill("2026-77")
    page.locator("#id_q0-subject").fill("Geluidsoverlast")
    page.keyboard.press("Escape")
    page.locator("#id_q0-note").focus()
    expect(page.get_by_label("Nummer in het Omgevingsloket")).to_have_count(0)
    page.locator("#id_q0-subject").fill("Dakkapel")
    page.keyboard.press("Escape")
    page.locator("#id_q0-note").focus()
    expect(page.get_by_label("Nummer in het Omgevingsloket")).to_have_value("2026-77")
    # The page may say "kept" of what was typed before.
    wait_until(lambda: Draft.objects.get().data["q0-subject"] == "Dakkapel")
    page.reload()
    expect(page.get_by_label("Nummer in het Omgevingsloket")).to_have_value("2026-77")


def test_one_key_makes_it_about_a_running_case(new_page, agent, axe):
    # Given a customer with a case that runs
    customer = make_customer()
    case = make_case(customer=customer, subject_code="VG01", subject_name="Dakkapel")
    page = new_page(agent)
    page.goto(f"/contacts/new?customer={customer.public_id}")
    expect(page.locator("#klantbeeld")).to_contain_text(case.number)
    # When the agent presses the key, it is about that case: subject, outcome and all
    page.keyboard.press("Alt+c")
    running = page.locator("#q0-running")
    expect(running).to_contain_text(case.number)
    expect(page.locator("#id_q0-subject")).to_have_value("Dakkapel")
    expect(page.locator("#id_q0-note")).to_be_focused()
    axe(page)
    # And what is answered about it counts as a status question, unless it is said
    page.keyboard.type("Vraagt hoe het ermee staat.")
    page.keyboard.press("Tab")
    page.keyboard.press("1")
    expect(page.locator("#q0-status")).to_contain_text("Niets gekozen: ja")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages")).to_contain_text("opgeslagen")
    question = Question.objects.get()
    assert (question.case, question.outcome_category, question.asks_status) == (
        case, "direct", True,
    )  # fmt: skip


def test_a_case_is_found_by_its_number(new_page, agent, axe):
    case = make_case(customer=make_customer())
    page = new_page(agent)
    page.goto("/contacts/new")
    page.keyboard.press("Alt+z")
    page.keyboard.type(case.number.lower())
    box = page.locator("#customer-box")
    expect(box).to_contain_text(case.number)
    page.keyboard.press("Alt+c")
    expect(page.locator("#q0-running")).to_contain_text(case.number)
    # Whose case it is, is the likeliest to ask.
    expect(box).to_contain_text("Hanna de Wit")
    axe(page)


def test_a_case_is_registered_without_scripts(new_page, agent):
    page = new_page(agent, java_script_enabled=False)
    page.goto("/contacts/new")
    page.locator("#id_q0-subject").fill("Dakkapel")
    page.locator("#id_q0-note").fill("Wil een dakkapel.")
    page.locator("label:has(input[value=case])").click()
    page.locator("#q0-details button[value=refresh]").click()
    page.locator("[name=q0-detail_plek_postcode]").fill("7811 AB")
    page.locator("[name=q0-detail_plek_number]").fill("3")
    page.get_by_label("Wat komt er?").select_option("Schuur")
    page.locator("#contact button[value=save]").click()
    expect(page.locator(".registered .code")).to_be_visible()
    assert Case.objects.get().details["soort"] == "Schuur"
