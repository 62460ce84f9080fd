"""The papers of a case: somebody adds one; a colleague looks at it, fetches it and takes it out."""

import hashlib

import pytest
from playwright.sync_api import expect

from cases.models import CaseDocument
from kcc.audit.models import AuditEvent
from tests.cases.documents.building import make_pdf
from tests.cases.documents.corpus import INERT, REFUSED
from tests.factories import make_case, make_customer, make_user, reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "documents"


@pytest.fixture
def case():
    reference()
    return make_case(customer=make_customer())


def put(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def add(page, case, file, *, description=""):
    page.goto(f"/cases/{case.public_id}/")
    page.get_by_role("link", name="Document toevoegen").or_(
        page.get_by_role("link", name="Add a document")
    ).click()
    page.locator('input[type="file"]').set_input_files(file)
    page.locator('input[name="description"]').fill(description)
    page.locator("form.card .btn.primary").click()


def test_from_uploading_to_removing(new_page, case, folder, axe, tmp_path):
    # Given a handler with an application in three pages, in which a script is hidden
    page = new_page(make_user("handler", first_name="Joost", last_name="Bakker"))
    content, _kind = INERT["javascript.pdf"]
    file = put(tmp_path, "Aanvraag Wmo.pdf", content)
    # When it is added to the case
    add(page, case, file, description="De aanvraag met bijlagen")
    # Then it stands in the case
    card = page.locator(".documents")
    expect(card).to_contain_text("Aanvraag Wmo.pdf")
    expect(card).to_contain_text("De aanvraag met bijlagen")
    axe(page)
    # When a colleague opens it
    colleague = new_page(make_user("handler", first_name="Fatma", last_name="Kaya"))
    asked = []
    colleague.on("dialog", lambda dialog: asked.append(dialog.message))
    colleague.goto(f"/cases/{case.public_id}/")
    colleague.get_by_role("link", name="Aanvraag Wmo.pdf").first.click()
    # Then there is a picture of the page, and nothing ran
    picture = colleague.locator(".pages img")
    expect(picture).to_have_count(1)
    expect(picture).to_have_js_property("naturalWidth", 1200)
    assert asked == []
    axe(colleague)
    # When it is fetched: one key
    with colleague.expect_download() as download:
        colleague.keyboard.press("d")
    # Then it is the very same file, by its own name
    fetched = download.value
    assert fetched.suggested_filename == "Aanvraag Wmo.pdf"
    with open(fetched.path(), "rb") as saved:
        assert hashlib.sha256(saved.read()).hexdigest() == CaseDocument.objects.get().sha256
    assert list(
        AuditEvent.objects.filter(action__startswith="document.")
        .order_by("pk")
        .values_list("action", flat=True)
    ) == ["document.viewed", "document.downloaded"]
    # When it turns out to be of another case
    colleague.get_by_role("main").locator('a[href$="/remove/"]').click()
    axe(colleague)
    colleague.locator('input[name="reason"]').fill("Hoort bij een andere zaak")
    colleague.keyboard.press("Control+Enter")
    # Then the file is gone, and the timeline says why
    expect(colleague.locator(".documents .list")).to_have_count(0)
    expect(colleague.locator(".timeline")).to_contain_text(
        "Aanvraag Wmo.pdf: Hoort bij een andere zaak"
    )
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["brief.pdf", "macro.docx", "polyglot.png"])
def test_hostile_file_is_refused_and_nothing_typed_is_lost(
    new_page, case, folder, axe, faults, tmp_path, name
):
    faults.allow(422)
    # Given an agent to whom a customer sent something that is not what it seems
    page = new_page(make_user("agent"))
    # When it is added
    add(page, case, put(tmp_path, name, REFUSED[name][0]), description="Van de klant")
    # Then the page says why, at the field, and keeps what was typed
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator(".field.invalid")).to_have_count(1)
    expect(page.locator('input[name="description"]')).to_have_value("Van de klant")
    axe(page)
    assert (CaseDocument.objects.count(), list(folder.rglob("*/*"))) == (0, [])
    # When a good file is chosen instead
    page.locator('input[type="file"]').set_input_files(put(tmp_path, "goed.pdf", make_pdf()))
    page.locator("form.card .btn.primary").click()
    # Then it is in the case
    expect(page.locator(".documents")).to_contain_text("goed.pdf")


def test_adding_works_without_javascript(new_page, case, tmp_path):
    page = new_page(make_user("handler"), java_script_enabled=False)
    add(page, case, put(tmp_path, "aanvraag.pdf", make_pdf(pages=2)))
    page.get_by_role("link", name="aanvraag.pdf").first.click()
    expect(page.locator(".pages img")).to_have_count(2)
    page.wait_for_load_state("networkidle")
