"""The functional administrator brings in the contacts of another city."""

import io

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from contacts.models import Contact, ImportRun
from kcc.jobs.services import work_waiting
from tests.contacts import nyc
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_administrator_imports_a_night_of_new_york(new_page, axe, faults):
    # Given a file of another system, and nothing of it here
    call_command("load_reference_data", stdout=io.StringIO())
    administrator = make_user("administrator", language="en")
    page = new_page(administrator)
    page.goto(reverse("contacts:import"))
    axe(page)

    # When nothing is chosen, then that is said at the fields
    faults.allow(422)
    page.get_by_role("button", name="Upload and look").click()
    page.get_by_role("alert").wait_for()
    axe(page)

    # When the file is uploaded, then it is seen before anything is written
    page.get_by_label("File").set_input_files(nyc.FILE)
    page.get_by_label("New York City").check()
    page.get_by_role("button", name="Upload and look").click()
    page.get_by_text("1,000 rows, the whole file").wait_for()
    expect(page.get_by_text("10 new departments")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(10)
    assert Contact.objects.count() == 0
    axe(page)

    # When the import is started, then its page follows the work by itself
    page.get_by_role("button", name="Import").click()
    page.get_by_text("You may leave this page").wait_for()
    axe(page)
    work_waiting()
    page.get_by_role("link", name="See the result").wait_for()
    axe(page)

    # Then the result is there, and the file is not
    page.get_by_role("link", name="See the result").click()
    page.get_by_text("Proposed repeats").wait_for()
    tiles = page.locator(".tile b").all_inner_texts()
    assert tiles == ["1,000", "0", "0", "157"]
    assert not ImportRun.objects.get().file
    axe(page)


def test_an_import_works_without_javascript(new_page):
    administrator = make_user("administrator", language="en")
    call_command("load_reference_data", stdout=io.StringIO())
    page = new_page(administrator, java_script_enabled=False)
    page.goto(reverse("contacts:import"))
    page.get_by_label("File").set_input_files(nyc.FILE)
    page.get_by_label("New York City").check()
    page.get_by_role("button", name="Upload and look").click()
    page.get_by_role("button", name="Import").click()
    refresh = page.get_by_role("link", name="Refresh this page")
    refresh.wait_for()
    work_waiting()
    refresh.click()
    page.get_by_text("Proposed repeats").wait_for()
    assert Contact.objects.count() == 1000
