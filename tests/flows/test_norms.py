"""The manager agrees a sharper norm with one department, and sees first what it changes."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contacts.models import Callback
from kcc.organisation.models import ServiceNorm
from tests.factories import make_callback, make_user, reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_manager_sees_what_a_norm_changes_before_it_holds(new_page, faults, axe):
    faults.allow(422)
    reference()
    given = make_callback(at=timezone.now() - timedelta(days=3)).promised_at
    # Given the manager, on the list of norms
    page = new_page(make_user("manager"))
    page.goto("/contacts/norms/")
    axe(page)
    page.keyboard.press("n")
    expect(page.locator("h1")).to_have_text("Nieuwe norm")
    # When a term is forgotten, nothing else that was typed is lost
    page.select_option("#id_department", label="Vergunningen, Toezicht en Handhaving")
    page.fill("#id_valid_from", timezone.localdate().isoformat())
    page.locator("#id_source").press("Enter")
    expect(page.locator("#id_amount")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_department")).to_have_value("vergunningen")
    axe(page)
    # Then, with one working day, it says what it would have changed, and nothing is saved yet
    page.fill("#id_amount", "1")
    page.locator("#id_amount").press("Enter")
    expect(page.locator("#preview")).to_be_focused()
    assert ServiceNorm.objects.count() == 1
    axe(page)
    # And once saved it holds, while the promise that was given keeps its moment
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("Servicenormen")
    norm = ServiceNorm.objects.get(department__slug="vergunningen")
    assert (norm.amount, norm.unit) == (1, "working_days")
    assert Callback.objects.get().promised_at == given
