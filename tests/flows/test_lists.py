"""A worklist as somebody wants it: columns, a saved view, many rows at once, and taking it back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contacts.models import Callback
from kcc.organisation.models import SavedView
from tests.factories import make_callback, make_customer, make_team, make_user, reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CALLBACKS = "/contacts/callbacks/"
LONG = "Stichting tot Behoud van het Oude Raadhuis en Omstreken te Lindenwaard-Noord"


@pytest.fixture
def head():
    reference()
    return make_user("head", first_name="Rob", last_name="Smit")


@pytest.fixture
def work(head):
    """Three that are late, one of them of somebody with a very long name."""
    asked = timezone.now() - timedelta(days=9)
    long = make_customer(kind="organisation", organisation_name=LONG)
    first = make_callback(at=asked, customer=make_customer(), team=make_team())
    second = make_callback(at=asked, customer=long, caller_name="", urgent=True)
    return [first, second, make_callback(at=asked)]


def test_a_head_makes_a_view_and_shares_it(new_page, head, work, axe):
    # Given a list in which a head looks at what is late
    page = new_page(head)
    page.goto(f"{CALLBACKS}?state=overdue")
    axe(page)
    # When other columns are chosen, by keyboard
    page.locator(".columns > summary").press("Enter")
    page.locator("input[name=columns][value=repeats]").press("Space")
    page.locator("input[name=columns][value=asked_by]").press("Space")
    page.locator(".columns .actions button").press("Enter")
    page.wait_for_url("**columns=**")
    expect(page.locator("thead th a").last).to_have_attribute("href", re.compile("sort=asked_by"))
    # And the list is saved under a name
    page.locator(".views > summary").press("Enter")
    page.locator("#view-name").fill("Maandagochtend")
    page.locator("#view-name").press("Enter")
    # Then the list says which view it is
    expect(page.locator(".viewline")).to_contain_text("Maandagochtend")
    expect(page.locator("tbody tr")).to_have_count(3)
    axe(page)
    # When it is shared with the department and opened first
    page.locator(".viewline a[href*='/views/']").press("Enter")
    axe(page)
    page.locator("#id_shared").select_option("department:vergunningen")
    page.locator("#id_is_default").check()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**view=**")
    page.goto(CALLBACKS)
    expect(page.locator(".viewline")).to_contain_text("Maandagochtend")
    # Then a colleague can choose it, and the owner can leave it
    colleague = new_page(make_user("handler", first_name="Joost", last_name="Bakker"))
    colleague.goto(CALLBACKS)
    expect(colleague.locator(".viewline")).to_have_count(0)
    colleague.locator(".views > summary").press("Enter")
    colleague.locator(".views a", has_text="Maandagochtend").press("Enter")
    expect(colleague.locator(".viewline")).to_contain_text("Rob Smit")
    page.locator(".viewline a").last.press("Enter")
    expect(page.locator(".viewline")).to_have_count(0)
    assert SavedView.objects.get().query == (
        "columns=subject,customer,handler,status,due,asked_by&state=overdue"
    )


def test_many_are_given_to_a_colleague_by_keyboard_and_taken_back(new_page, head, work, axe):
    colleague = make_user("handler", first_name="Joost", last_name="Bakker")
    page = new_page(head)
    page.goto(f"{CALLBACKS}?state=unassigned")
    # Given nothing chosen, the bar is not in the way
    expect(page.locator(".bulk")).to_be_hidden()
    # When two rows are chosen without the mouse
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[name=pick]:checked")).to_have_count(2)
    expect(page.locator(".bulk")).to_be_visible()
    axe(page)
    page.locator(".bulk button[value=assign]").press("Enter")
    # Then it first shows what will happen
    expect(page.locator("button[value=do]")).to_have_count(0)
    page.locator("#id_person").select_option(str(colleague.public_id))
    expect(page.locator(".told.ok")).to_have_count(2)
    axe(page)
    assert Callback.objects.filter(assignee=colleague).count() == 0
    page.locator("#id_reason").fill("Verdeling van vandaag")
    page.keyboard.press("Control+Enter")
    # And then it does, back in the same list
    expect(page.locator("tbody tr")).to_have_count(1)
    assert page.url.endswith(f"{CALLBACKS}?state=unassigned")
    assert Callback.objects.filter(assignee=colleague).count() == 2
    # When it was a mistake
    page.locator("[data-toast] form button").press("Enter")
    # Then everything is as it was
    expect(page.locator("tbody tr")).to_have_count(3)
    assert Callback.objects.filter(assignee=colleague).count() == 0


def test_it_all_works_without_javascript(new_page, head, work):
    there = make_user("handler", reference().department["burgerzaken"])
    page = new_page(head, java_script_enabled=False)
    page.goto(CALLBACKS)
    for box in page.locator("[name=pick]").all():
        box.check()
    page.locator(".bulk button[value=reroute]").click()
    page.locator("#id_department").select_option("burgerzaken")
    page.locator("button[value=preview]").click()
    expect(page.locator(".told.ok")).to_have_count(3)
    page.locator("#id_reason").fill("Gaat over paspoorten.")
    page.locator("button[value=do]").click()
    expect(page.locator("[data-toast] form button")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(0)
    assert set(Callback.objects.values_list("department__slug", flat=True)) == {"burgerzaken"}
    assert there.is_active
    page.locator("[data-toast] form button").click()
    expect(page.locator("tbody tr")).to_have_count(3)


def test_an_agent_follows_what_was_promised(new_page, axe):
    reference()
    agent = make_user("agent", first_name="Sanne", last_name="Mulder")
    make_callback(by=agent, at=timezone.now() - timedelta(days=2))
    make_callback()
    page = new_page(agent)
    page.goto(CALLBACKS)
    page.locator(".tabs a").last.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    axe(page)
