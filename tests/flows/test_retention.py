"""Destruction: what one officer draws up and another approves is gone, and a certificate stays."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from cases.models import DestructionList
from kcc.jobs.services import work_waiting
from tests.factories import NOW, make_closed_case, make_user, reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PRIMARY = ".pagehead .btn.primary"


def test_a_closed_case_from_the_list_to_the_certificate(new_page, axe, faults):
    """Given cases whose retention has passed, when one officer leaves one out and another approves
    the rest, then that rest is found nowhere and the certificate says what was destroyed."""
    reference()
    long_ago = NOW - timedelta(days=800)
    gone = make_closed_case(at=long_ago, description="Dakkapel aan de achterkant")
    stays = make_closed_case(at=long_ago + timedelta(days=1), description="Erfafscheiding")
    lead = new_page(make_user("kcc_lead", username="teamleider"))
    assert lead.goto(f"/cases/{gone.public_id}/").status == 200
    # An open page would go on asking who else is there.
    lead.goto("/account/")

    # Given a list, of which one case is kept
    first = new_page(make_user("privacy_officer", username="archief"))
    first.goto("/cases/retention/")
    axe(first)
    first.locator("main .btn.primary").click()
    first.wait_for_url("**/retention/*-*/")
    row = first.locator("tbody tr", has=first.get_by_role("rowheader", name=stays.number))
    row.locator("summary").click()
    axe(first)
    row.locator("[name=reason]").fill("Er loopt een rechtszaak.")
    row.locator("details form button").click()
    first.wait_for_url("**#items")
    expect(row).to_contain_text("Er loopt een rechtszaak.")

    # When it is proposed, who did that does not decide
    first.locator(PRIMARY).click()
    first.wait_for_selector(".pagehead .status.warn")
    assert first.locator(PRIMARY).count() == 0

    # But somebody else does, and is asked once more
    made = DestructionList.objects.get()
    second = new_page(make_user("privacy_officer", username="archief-2"))
    second.goto(f"/cases/retention/{made.public_id}/")
    axe(second)
    second.locator(PRIMARY).click()
    second.locator("#confirm [value='']").click()
    expect(second.locator("#confirm")).to_be_hidden()
    made.refresh_from_db()
    assert made.state == DestructionList.State.PROPOSED
    second.locator(PRIMARY).click()
    second.locator("#confirm [value=yes]").click()
    second.wait_for_selector("main progress")
    axe(second)

    # When the job has run
    assert work_waiting() == 1

    # Then the list is the certificate
    second.goto(f"/cases/retention/{made.public_id}/")
    axe(second)
    heading = second.get_by_role("heading", level=1).inner_text()
    made.refresh_from_db()
    assert made.number in heading
    assert made.counts["cases"] == 1
    assert second.locator(".pagehead .status.ok").count() == 1
    assert "Dakkapel" not in second.locator("main").inner_text()

    # And the case is found no more, the other one is
    faults.allow(404)
    assert lead.goto(f"/cases/{gone.public_id}/").status == 404
    axe(lead)
    assert lead.goto(f"/cases/{stays.public_id}/").status == 200
