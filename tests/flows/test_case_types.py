"""An administrator changes a case type, without a developer."""

import pytest
from playwright.sync_api import expect

from cases import loading
from cases.models import CaseType, Stage
from cases.services import open_case
from kcc.organisation import loading as organisation
from tests.factories import NOW, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_new_version_of_a_case_type_from_draft_to_use(new_page, axe):
    """Given a type that a case runs by, when the administrator shortens its norm, renames a status
    and asks something more, then new cases get that and the running one does not."""
    organisation.load()
    loading.load()
    old = CaseType.objects.get(slug="wmo-melding")
    case = open_case(by=None, case_type=old, description="Traplift", now=NOW)
    page = new_page(make_user("administrator", username="beheer"))

    page.goto("/admin/cases/casetype/")
    axe(page)
    page.get_by_role("link", name="Wmo-melding en aanvraag").click()
    with page.expect_navigation():
        page.locator(".object-tools button").click()
    page.wait_for_url("**/change/")
    axe(page)
    assert CaseType.objects.filter(stage=Stage.DRAFT).count() == 1

    page.locator("#id_norm_0").fill("30")
    page.locator("#id_status_types-1-name").fill("Keukentafelgesprek")
    page.locator("#questions-group .add-row a").click()
    page.locator("#id_questions-6-order").fill("7")
    page.locator("#id_questions-6-label").fill("Hoe ver kan de aanvrager lopen?")
    page.locator("#id_questions-6-kind").select_option("choice")
    page.locator("input[name=_save]").click()
    # Something is missing: a choice without answers.
    expect(page.locator(".problems li")).to_have_count(1)
    page.locator("#id_questions-6-choices").fill("Minder dan 100 meter\n100 tot 800 meter\nVerder")
    page.locator("input[name=_save]").click()
    page.wait_for_selector(".standing .ready")

    page.locator(".object-tools a.highlight").click()
    axe(page)
    rows = page.locator(".standing table").first.locator("tbody tr")
    expect(rows).to_have_count(3)
    page.locator("#id_note").fill("Nota sociaal domein")
    page.locator("input[type=submit]").click()
    page.wait_for_url("**/change/")
    axe(page)

    new = CaseType.objects.get(slug="wmo-melding", stage=Stage.CURRENT)
    assert (new.version, new.norm, new.questions.count()) == (2, "P30D", 7)
    assert new.questions.get(order=7).key == "hoe_ver_kan_de_aanvrager_lopen"
    case.refresh_from_db()
    assert case.case_type == old
    assert case.case_type.status_types.get(order=2).name == "Onderzoek"
