"""The bell of somebody who leaves a page open: the number follows, and nobody is disturbed."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from kcc.jobs.notifications import notify
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def tell(user, key):
    text = "T-7 is vandaag beloofd."
    notify(user=user, key=key, kind="test", text=text, url="/account/", now=timezone.now())


def test_a_new_message_is_counted_and_said_without_taking_the_focus(new_page, axe):
    user = make_user("agent")
    page = new_page(user)
    page.clock.install(time=timezone.now())
    page.goto(reverse("account"))
    field = page.get_by_label("Taal")
    field.focus()
    bell, said = page.locator("[data-bell]"), page.locator("[data-bell-says]")
    expect(bell.locator(".badge")).to_have_count(0)
    tell(user, "one")
    page.clock.run_for(31_000)
    expect(bell.locator(".badge")).to_have_text("1")
    expect(said).not_to_be_empty()
    expect(field).to_be_focused()
    # When the person opens the message, the number goes down again.
    bell.click()
    axe(page)
    page.locator(".messages .unread button").click()
    page.wait_for_url("**/account/")
    expect(bell.locator(".badge")).to_have_count(0)
