"""Three cases from the first contact to the last word, with the case types as they are delivered:
help at home, a hole in the pavement, and an objection. And two people who have one case open."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases import loading as case_types
from cases.models import Case, CaseRole, CaseTask, Suspension
from cases.services import claim
from cases.services import open_case as register_case
from cases.terms import loading as terms
from contacts import loading as contacts
from contacts import reference
from kcc.organisation import calendars
from kcc.organisation import loading as organisation
from kcc.organisation.models import Department
from tests.factories import make_case, make_customer, make_user
from tests.factories import reference as small_town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town():
    """As it is delivered."""
    for loader in (organisation, case_types, contacts, terms):
        loader.load()
    calendars.forget()
    reference.forget()


@pytest.fixture
def agent(town):
    return make_user("agent", first_name="Sanne", last_name="Mulder")


def works_at(slug, **names):
    return make_user("handler", Department.objects.get(slug=slug), **names)


def register(page, customer, subject, words, answers):
    """One contact that becomes a case."""
    page.goto(f"/contacts/new?customer={customer.public_id}")
    page.locator("#id_q0-subject").focus()
    page.keyboard.type(subject)
    page.keyboard.press("Enter")
    expect(page.locator("#id_q0-note")).to_be_focused()
    page.keyboard.type(words)
    page.keyboard.press("Tab")
    page.keyboard.press("4")
    expect(page.locator("label", has=page.locator("[name^=q0-detail_]")).first).to_be_visible()
    answers(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".registered .number")).to_contain_text("Z-")
    return Case.objects.get()


def yes(page, name, answer="yes"):
    page.locator("label", has=page.locator(f"input[name={name}][value={answer}]")).click()


def open_case(page, case):
    page.goto(f"/cases/{case.public_id}/")
    page.wait_for_load_state("networkidle")


def leave(page, key, where=None):
    """Press a key that loads a page."""
    with page.expect_navigation():
        (where or page.keyboard).press(key)
    page.wait_for_load_state("networkidle")


def go_to(page, key, field, words=""):
    """A step by its digit, with a word about it."""
    page.keyboard.press(key)
    expect(page.locator(field)).to_be_focused()
    page.keyboard.type(words)
    leave(page, "Enter")


def close(page, key, result, answer):
    page.keyboard.press(key)
    expect(page.locator(".closing input[type=radio]").first).to_be_focused()
    page.keyboard.press(result)
    page.locator("#close_answer").fill(answer)
    leave(page, "Control+Enter", page.locator("#close_answer"))


def now_at(page):
    return page.locator(".track [aria-current=step] .name")


# -- Three cases --------------------------------------------------------------------------------


def test_help_at_home_from_the_first_call_to_the_decision(new_page, agent, axe):
    # Given somebody who asks for help at home
    page = new_page(agent)
    case = register(
        page, make_customer(), "huishouden", "Mevrouw kan niet meer zelf stofzuigen.",
        lambda page: (
            page.locator("[name=q0-detail_voor_wie]").select_option("Voor mijzelf"),
            yes(page, "q0-detail_spoed", "no"),
        ),
    )  # fmt: skip
    assert (case.case_type.slug, case.confidentiality) == ("wmo-melding", "vertrouwelijk")
    # When a colleague of the department takes it on, by the keyboard
    handler = works_at(case.department.slug, first_name="Ans", last_name="Kok")
    page = new_page(handler)
    open_case(page, case)
    expect(page.locator(".answers")).to_contain_text("Voor mijzelf")
    axe(page)
    leave(page, "c")
    # And plans the visit
    page.keyboard.press("t")
    expect(page.locator("#task_title")).to_be_focused()
    page.keyboard.type("Gesprek aan huis")
    axe(page)
    page.keyboard.press("Enter")
    expect(page.locator(".todo")).to_contain_text("Gesprek aan huis")
    page.wait_for_load_state("networkidle")
    go_to(page, "2", "#status2_reason")
    expect(now_at(page)).to_have_text("Onderzoek")
    # Then it cannot be closed while there is something to do
    page.keyboard.press("6")
    expect(page.locator(".closing .notice")).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.locator("button.tick").click()
    page.wait_for_load_state("networkidle")
    assert CaseTask.objects.get().done_by == handler
    for key in ("3", "4", "5"):
        go_to(page, key, f"#status{key}_reason")
    expect(now_at(page)).to_have_text("Besluit genomen")
    # And what is granted ends later than the case, which moves the day of destruction
    page.keyboard.press("6")
    page.locator("#close_expires_on").fill("2030-01-01")
    page.keyboard.press("Escape")
    close(page, "6", "1", "U krijgt drie uur hulp per week.")
    expect(page.locator(".said .answer")).to_have_text("U krijgt drie uur hulp per week.")
    axe(page)
    case.refresh_from_db()
    assert (case.result.name, str(case.expires_on), str(case.archive_on)) == (
        "Verstrekt", "2030-01-01", "2045-01-01",
    )  # fmt: skip
    assert case.handler == handler


def test_a_hole_in_the_pavement_from_the_call_to_the_repair(new_page, agent, faults, axe):
    faults.allow(422)
    page = new_page(agent)
    case = register(
        page, make_customer(), "stoep", "Er ligt een stoeptegel los bij de bushalte.",
        lambda page: (
            yes(page, "q0-detail_gevaar"),
            page.locator("[name=q0-detail_plek_street]").fill("Kerkstraat"),
        ),
    )  # fmt: skip
    # When the customer calls again, it is added to the same case from its page
    open_case(page, case)
    axe(page)
    leave(page, "m")
    expect(page.locator("#q0-running")).to_contain_text(case.number)
    page.locator("#id_q0-note").fill("Nu is er ook iemand over gestruikeld.")
    page.locator("#id_q0-note").press("Control+Enter")
    expect(page.locator("#messages")).to_contain_text("opgeslagen")
    # And the agent makes it more pressing
    open_case(page, case)
    expect(page.locator("#origins .list > li")).to_have_count(2)
    leave(page, "e")
    page.locator("input[name=priority][value='2']").check(force=True)
    axe(page)
    page.locator("#edit_description").press("Control+Enter")
    expect(page.locator(".marks .tag.strong")).to_be_visible()
    # Then the department repairs it, and tells
    page = new_page(works_at(case.department.slug, first_name="Wim", last_name="Vos"))
    open_case(page, case)
    leave(page, "c")
    go_to(page, "2", "#status2_reason", "Gevaarlijk")
    go_to(page, "3", "#status3_reason", "Morgen")
    # It turns out to be judged too soon: one step back, with the reason
    go_to(page, "2", "#status2_reason")
    expect(page.locator(".error-summary")).to_be_visible()
    page.locator("#status2_reason").fill("Eerst de leiding nakijken")
    leave(page, "Enter", page.locator("#status2_reason"))
    expect(now_at(page)).to_have_text("Beoordeeld")
    close(page, "4", "1", "De tegel ligt weer vast.")
    case.refresh_from_db()
    assert (case.result.name, case.priority, case.questions.count()) == ("Uitgevoerd", 2, 2)


def test_an_objection_with_a_lawyer_a_hearing_and_missing_grounds(new_page, agent, axe):
    day = timezone.localdate() - timedelta(days=7)
    page = new_page(agent)
    customer = make_customer()
    case = register(
        page, customer, "bezwaar tegen een besluit", "Is het niet eens met de weigering.",
        lambda page: (
            page.locator("[name=q0-detail_besluitdatum]").fill(day.isoformat()),
            yes(page, "q0-detail_gronden", "no"),
        ),
    )  # fmt: skip
    # When the agent adds the lawyer who calls
    lawyer = make_customer(family_name="Vries", given_name="Piet", phones=())
    open_case(page, case)
    page.keyboard.press("p")
    expect(page.locator("#find_q")).to_be_focused()
    page.keyboard.type("Vries")
    page.keyboard.press("Enter")
    expect(page.locator(".options-found input:checked")).to_have_count(1)
    axe(page)
    page.locator("input[name=kind][value=gemachtigde]").check(force=True)
    with page.expect_navigation():
        page.locator("#place-role form .btn.primary").last.click()
    expect(page.locator("#people .list")).to_contain_text("Piet de Vries")
    assert CaseRole.objects.get().customer == lawyer
    # And the lawyers of the town suspend the term until the grounds are there
    handler = works_at(case.department.slug, first_name="Lotte", last_name="Dam")
    page = new_page(handler)
    open_case(page, case)
    leave(page, "c")
    page.locator(".clocks footer a").first.click()
    page.locator("input[name=reason][value=incomplete]").check()
    page.locator("input[name=until]").fill((timezone.localdate() + timedelta(days=14)).isoformat())
    page.keyboard.press("Control+Enter")
    expect(page.locator(".clocks .notice")).to_be_visible()
    page.wait_for_load_state("networkidle")
    axe(page)
    assert Suspension.objects.get().resumed_on is None
    # Another objection about the same decision is linked
    other = make_case_like(case)
    page.keyboard.press("l")
    expect(page.locator("#find_q")).to_be_focused()
    page.keyboard.type(other.number)
    page.keyboard.press("Enter")
    expect(page.locator(".options-found")).to_contain_text(other.number)
    page.locator("#place-link input[name=kind][value=onderwerp]").check(force=True)
    with page.expect_navigation():
        page.locator("#place-link .btn.primary").click()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#others .list")).to_contain_text(other.number)
    for key in ("2", "3", "4", "5"):
        go_to(page, key, f"#status{key}_reason")
    close(page, "6", "1", "Het bezwaar is gegrond: de vergunning wordt verleend.")
    expect(page.locator(".said .answer")).to_contain_text("gegrond")
    case.refresh_from_db()
    assert (case.closed_at is not None, case.suspended_on, case.handler) == (True, None, handler)


def make_case_like(case):
    return register_case(
        by=None, case_type=case.case_type, description="Ook tegen dit besluit.",
        department=case.department, now=timezone.now(),
    )  # fmt: skip


# -- Two people, one case -----------------------------------------------------------------------


@pytest.fixture
def handlers():
    small_town()
    return [
        make_user("handler", first_name="Joost", last_name="Bakker"),
        make_user("handler", first_name="Anna", last_name="Smit"),
    ]


def test_two_people_change_the_same_case(new_page, handlers, faults, axe):
    faults.allow(409, 422)
    joost, anna = handlers
    case = make_case(location="Marktplein 1")
    # Given that both have the form open
    one, two = new_page(joost), new_page(anna)
    one.goto(f"/cases/{case.public_id}/edit/")
    one.wait_for_load_state("networkidle")
    two.goto(f"/cases/{case.public_id}/edit/")
    # Then each sees that the other is busy
    expect(two.locator("#presence")).to_contain_text("Joost Bakker")
    # When Anna saves first
    two.locator("#edit_location").fill("Kerkstraat 5")
    two.locator("#edit_description").fill("Dakkapel aan de achterkant")
    two.locator("#edit_description").press("Control+Enter")
    expect(two.locator(".about-case")).to_contain_text("Kerkstraat 5")
    # And Joost after her
    one.locator("#edit_location").fill("Dorpsstraat 7")
    one.locator("#edit_location").press("Enter")
    # Then both are laid side by side, and what only Anna changed is as she has it
    clash = one.locator(".clash")
    expect(clash).to_have_count(1)
    expect(clash).to_contain_text("Anna Smit")
    expect(clash.locator(".theirs")).to_contain_text("Kerkstraat 5")
    expect(clash.locator("input[type=text]")).to_have_value("Dorpsstraat 7")
    expect(one.locator("#edit_description")).to_have_value("Dakkapel aan de achterkant")
    axe(one)
    # When he forgets to choose he is asked, and when he chose it is saved
    one.locator("#edit_location").press("Enter")
    expect(clash.locator(".error")).to_be_visible()
    axe(one)
    clash.locator("input[value=mine]").check()
    one.locator("#edit_location").press("Enter")
    expect(one.locator(".about-case")).to_contain_text("Dorpsstraat 7")
    case.refresh_from_db()
    assert (case.location, case.description) == ("Dorpsstraat 7", "Dakkapel aan de achterkant")


def test_an_open_page_says_that_the_case_changed(new_page, handlers, axe):
    joost, anna = handlers
    case = make_case()
    page = new_page(joost)
    open_case(page, case)
    claim(by=anna, case=case, version=1, now=timezone.now())
    # When he comes back to the page
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#presence .notice")).to_contain_text("Anna Smit")
    axe(page)
    page.locator("#presence a").click()
    expect(page.locator(".marks")).to_contain_text("Anna Smit")


def test_a_case_is_carried_without_a_script(new_page, handlers):
    joost, anna = handlers
    case = make_case(customer=make_customer())
    page = new_page(joost, java_script_enabled=False)
    page.goto(f"/cases/{case.public_id}/")
    page.locator("form[action$='/claim/'] button").click()
    page.locator("a[href$='/tasks/add/']").click()
    page.locator("#task_title").fill("Bellen")
    page.locator(".beside .btn.primary").click()
    page.locator("button.tick").click()
    page.locator("input[name=step][value='2']").check(force=True)
    page.locator(".panel:visible .btn.primary").click()
    expect(now_at(page)).to_have_text("In behandeling")
    page.locator("a[href$='/hand-over/']").click()
    page.locator("#to_to").select_option(f"person:{anna.public_id}")
    page.locator("#to_reason").fill("Vakantie")
    page.locator(".beside .btn.primary").click()
    expect(page.locator(".marks")).to_contain_text("Anna Smit")
    page.locator("input[name=step][value='3']").check(force=True)
    page.locator("input[name=result]").first.check(force=True)
    page.locator("#close_answer").fill("Verleend.")
    page.locator(".panel:visible .btn.primary").click()
    expect(page.locator(".said .answer")).to_have_text("Verleend.")
    case.refresh_from_db()
    assert case.handler == anna
