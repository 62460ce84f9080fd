"""The work stock of cases: the board by keyboard, many at once, and finding one again."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import Case, CaseEvent, StatusType
from tests.factories import make_case, make_customer, make_user, reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST, BOARD, TYPE = "/cases/", "/cases/board/", "omgevingsvergunning"
LONG = "Stichting tot Behoud van het Oude Raadhuis en Omstreken te Lindenwaard-Noord"


@pytest.fixture
def head():
    reference()
    return make_user("head", first_name="Rob", last_name="Smit")


def day(days):
    return timezone.localdate() + timedelta(days=days)


def statuses():
    return dict(Case.objects.order_by("pk").values_list("number", "status__name"))


@pytest.fixture
def work(head):
    """Late, due soon, suspended with a very long name, and one that was begun."""
    at = timezone.now() - timedelta(days=9)
    long = make_customer(kind="organisation", organisation_name=LONG)
    late = make_case(at=at, customer=make_customer(), due_on=day(-3), location="Lindenstraat 5")
    soon = make_case(at=at, due_on=day(2), priority=2)
    waits = make_case(at=at, customer=long, due_on=day(9))
    begun = make_case(at=at, due_on=day(20))
    Case.objects.filter(pk=waits.pk).update(suspended_on=day(-1), suspended_until=day(8))
    Case.objects.filter(pk=begun.pk).update(status=StatusType.objects.get(order=2))
    return late, soon, waits, begun


def test_a_board_is_moved_through_by_keyboard(new_page, head, work, faults, axe):
    # Given the board of a type, opened from the list with its key
    faults.allow(422)
    late, soon, _waits, begun = work
    page = new_page(head)
    page.goto(LIST)
    page.locator("h1").click()
    page.keyboard.press("b")
    page.wait_for_url(f"**{BOARD}?type={TYPE}")
    axe(page)
    cards = page.locator(".piece")
    expect(cards).to_have_count(4)
    # When somebody walks to the second card with the arrows and moves it on
    page.locator(f"#card-{soon.public_id} [data-card]").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"#card-{late.public_id} [data-card]")).to_be_focused()
    page.keyboard.press("]")
    # Then it stands in the next column, and keeps the focus there
    second = page.locator(".lane").nth(1)
    expect(second.locator(f"#card-{late.public_id}")).to_be_visible()
    expect(page.locator(f"#card-{late.public_id} [data-card]")).to_be_focused()
    assert statuses()[late.number] == "In behandeling"
    # And going back asks why, on the card
    page.keyboard.press("[")
    why = page.locator(f"#why-{late.public_id}")
    expect(why).to_be_focused()
    axe(page)
    page.keyboard.press("Enter")
    expect(page.locator(".piece .error")).to_be_visible()
    expect(why).to_be_focused()
    page.keyboard.type("Stukken [3] ontbreken")
    page.keyboard.press("Enter")
    expect(page.locator(".lane").first.locator(f"#card-{late.public_id}")).to_be_visible()
    assert CaseEvent.objects.filter(kind="status").last().text == "Stukken [3] ontbreken"
    # And the message takes it back
    page.keyboard.press("u")
    expect(second.locator(f"#card-{late.public_id}")).to_be_visible()
    assert page.url.endswith(f"{BOARD}?type={TYPE}")
    # And from the other column the arrows lead back to the first
    page.locator(f"#card-{begun.public_id} [data-card]").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".lane").first.locator("[data-card]:focus")).to_have_count(1)


def test_the_board_works_without_javascript(new_page, head, work):
    # Given a browser without JavaScript
    late, *_rest = work
    page = new_page(head, java_script_enabled=False)
    page.goto(f"{BOARD}?type={TYPE}&state=overdue")
    # When a card is moved on
    page.locator(f"#card-{late.public_id} [data-step=forward]").click()
    # Then the same board shows it in its new column
    assert page.url.endswith(f"{BOARD}?type={TYPE}&state=overdue")
    expect(page.locator(".lane").nth(1).locator(f"#card-{late.public_id}")).to_be_visible()
    # And moved back it asks the reason first
    page.locator(f"#card-{late.public_id} [data-step=back]").click()
    page.locator(f"#why-{late.public_id}").fill("Te vroeg")
    page.locator(".why button").click()
    expect(page.locator(".lane").first.locator(f"#card-{late.public_id}")).to_be_visible()
    assert "ask=" not in page.url
    assert statuses()[late.number] == "Ontvangen"


def test_many_are_given_to_a_colleague_with_the_reason_and_taken_back(new_page, head, work, axe):
    # Given a colleague, and the list
    make_user("handler", first_name="Lotte", last_name="Mulder")
    page = new_page(head)
    page.goto(f"{LIST}?state=open")
    axe(page)
    # When all of the page are chosen by keyboard, and given away
    page.locator("[data-pick-all]").press("Space")
    axe(page)
    page.locator("button[name=act][value=assign]").press("Enter")
    page.wait_for_url(f"**{LIST}bulk/")
    page.locator("#id_person").select_option(label="Lotte Mulder")
    expect(page.locator(".told.ok")).to_have_count(4)
    page.locator("#id_reason").fill("Ik ben drie weken weg.")
    axe(page)
    page.locator("#id_reason").press("Control+Enter")
    # Then all of them are hers, with the reason in the timeline
    page.wait_for_url(f"**{LIST}?state=open")
    expect(page.locator("tbody tr", has_text="Lotte Mulder")).to_have_count(4)
    texts = set(CaseEvent.objects.filter(kind="reassigned").values_list("text", flat=True))
    assert texts == {"Ik ben drie weken weg."}
    # And half a minute long it can be taken back
    page.keyboard.press("u")
    expect(page.locator("tbody tr", has_text="Lotte Mulder")).to_have_count(0)
    assert set(Case.objects.values_list("handler", flat=True)) == {None}


def test_a_view_of_the_list_is_made_kept_and_opened_again(new_page, head, work, axe):
    # Given a list narrowed to what is suspended, with the day until which
    page = new_page(head)
    page.goto(f"{LIST}?state=waiting")
    page.locator(".columns > summary").press("Enter")
    page.locator("input[name=columns][value=suspended]").press("Space")
    page.locator("input[name=columns][value=priority]").press("Space")
    page.locator(".columns .actions button").press("Enter")
    page.wait_for_url("**columns=**")
    axe(page)
    # When it is kept under a name
    page.locator(".views > summary").press("Enter")
    page.locator("#view-name").fill("Wacht op stukken")
    page.keyboard.press("Enter")
    # Then it opens under that name, with the same row
    expect(page.locator(".viewline")).to_contain_text("Wacht op stukken")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("Oude Raadhuis")
    assert re.search(r"state=waiting.*view=", page.url)


def test_a_case_is_found_again_by_what_somebody_knows_of_it(new_page, work, axe):
    # Given an agent on the page that looks for cases
    late, *_rest = work
    page = new_page(make_user("agent"))
    page.goto(f"{LIST}search/")
    axe(page)
    # When an address is typed, and then a name
    page.locator("#id_q").fill("lindenstraat 5")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    axe(page)
    page.locator("#id_q").fill("stichting behoud")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_contain_text("Oude Raadhuis")
    # Then nothing of it stands in the address
    assert page.url.endswith(f"{LIST}search/")
    # And the number opens the case itself
    page.locator("#id_q").fill(late.number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{LIST}{late.public_id}/")
    # And the box on top of every page knows the words of a case as well
    page.keyboard.press("/")
    page.keyboard.type("dakkapel voorkant")
    expect(page.locator("#search-results .row-link").first).to_contain_text("Z-")


def test_a_task_added_twice_on_one_page_is_on_it_at_once(new_page, work, head):
    # Given the page of a case, opened from the list
    case = work[0]
    page = new_page(head)
    page.goto(f"{LIST}{case.public_id}/?state=open")
    # When two tasks are added, one after the other: the second time the page's address is the same
    for words in ("Tekening opvragen", "Terugbellen"):
        # Before its scripts are there the key opens a page of its own.
        page.wait_for_load_state()
        page.keyboard.press("t")
        expect(page.locator("#task_title")).to_be_focused()
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        # Then it stands there, the form is gone, and the keyboard is where it was
        expect(page.locator("#tasks .todo")).to_contain_text(words)
        expect(page.locator("#task_title")).to_have_count(0)
        expect(page.locator("#tasks")).to_be_focused()
