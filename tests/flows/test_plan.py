"""From a result to a plan: targets, a suggestion that becomes an action, the board by keyboard."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from maturity.models import ImprovementAction, Target
from tests.factories import make_department
from tests.maturity.plans import make_action, owner_of, settled
from tests.maturity.town import make_manager

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_manager_makes_a_plan(new_page, axe, faults):
    # Given a settled round, and somebody who works at permits
    assessment, department = settled(), make_department("vergunningen")
    owner = owner_of(department)
    owner_of(make_department("burgerzaken"))
    page = new_page(make_manager())

    # When the manager keeps the targets that are proposed
    page.goto(reverse("maturity:plan", args=[assessment.public_id]))
    axe(page)
    page.locator(f'a[href="{reverse("maturity:targets", args=[assessment.public_id])}"]').click()
    axe(page)
    page.locator("form[method=post] button.primary").click()
    page.wait_for_url("**" + reverse("maturity:plan", args=[assessment.public_id]))
    assert Target.objects.count() == 5

    # And chooses the first suggestion
    page.goto(reverse("maturity:suggestions", args=[assessment.public_id]))
    axe(page)
    page.locator(".proposals .btn").first.click()
    axe(page)
    page.select_option("#department", "vergunningen")
    page.locator("form.card button.primary").click()
    axe(page)
    page.select_option("#id_owner", str(owner.public_id))
    page.fill("#id_due_on", "2027-06-01")
    page.fill("#id_means", "Twee uur per week")
    page.locator("form[method=post] button.primary").click()

    # Then it stands in the plan
    made = ImprovementAction.objects.get()
    assert (made.code[:4], made.owner, made.due_on) == ("P4F2", owner, date(2027, 6, 1))
    expect(page.locator(".deeds")).to_contain_text(made.text)


def test_an_owner_moves_an_action_on_the_board_by_keyboard(new_page, axe, faults):
    # Given an action of somebody
    action = make_action()
    page = new_page(action.owner)
    page.goto(reverse("maturity:actions-board"))
    axe(page)

    # When it is begun by keyboard, then it stands in the next column
    page.keyboard.press("]")
    page.keyboard.press("]")
    card = page.locator(f"section:has(#lane-doing) #card-{action.public_id}")
    expect(card).to_be_visible()

    # And done is asked what came of it
    faults.allow(422)
    card.locator('[data-step="forward"]').click()
    expect(page.locator(".error-summary")).to_be_visible()
    axe(page)
    page.fill("#id_said", "Negen van de tien.")
    page.locator('form[action$="/move/"] button.primary').click()
    expect(page.locator("h1")).to_have_text(action.text)
    action.refresh_from_db()
    assert (action.state, action.result) == ("done", "Negen van de tien.")
