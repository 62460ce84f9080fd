"""The pages of documents: adding, seeing, fetching and removing, and what the answers allow."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client

from cases.models import CaseDocument
from kcc.audit.models import AuditEvent
from kcc.organisation.models import User
from tests.cases.documents.building import make_docx, make_pdf, make_picture
from tests.cases.documents.corpus import INERT, REFUSED
from tests.factories import NOW, make_case
from tests.statements import statements

pytestmark = pytest.mark.django_db
HARMLESS = "default-src 'none'; frame-ancestors 'none'; sandbox"


@pytest.fixture(autouse=True)
def at_ten(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def client(handler):
    """Reads English: these tests name words as they stand in the code."""
    User.objects.filter(pk=handler.pk).update(language="en")
    client = Client()
    client.force_login(handler)
    return client


def url(case, document=None, end=""):
    place = f"{document.public_id}/" if document else ""
    return f"/cases/{case.public_id}/documents/{place}{end}"


def sent(name="aanvraag.pdf", content=None, **typed):
    file = BytesIO(make_pdf() if content is None else content)
    file.name = name
    return {"direction": "in", "description": "", "file": file} | typed


def fetched(answer) -> bytes:
    return b"".join(answer.streaming_content)


def looks():
    return list(
        AuditEvent.objects.filter(action__startswith="document.")
        .order_by("pk")
        .values_list("action", flat=True)
    )


# -- Adding -----------------------------------------------------------------------------------


def test_document_is_added_and_the_case_is_shown(client, case, handler):
    answer = client.post(url(case, end="add/"), sent(description="De aanvraag", direction="out"))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/cases/{case.public_id}/")
    document = CaseDocument.objects.get()
    assert (document.name, document.description, document.direction, document.added_by) == (
        "aanvraag.pdf",
        "De aanvraag",
        "out",
        handler,
    )
    assert b"aanvraag.pdf" in client.get(f"/cases/{case.public_id}/").content


@pytest.mark.parametrize("name", ["brief.pdf", "macro.docx", "polyglot.jpg", "exe.eml"])
def test_refused_file_says_why_and_what_was_typed_stays(client, case, kept, name):
    answer = client.post(
        url(case, end="add/"), sent(name, REFUSED[name][0], description="Bewijs van inkomen")
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert ('value="Bewijs van inkomen"' in page, "error-summary" in page, kept()) == (
        True,
        True,
        [],
    )


@pytest.mark.parametrize("size", [1_000_001, 5_000_000])
def test_file_that_is_too_large_is_let_go_of_on_the_way(client, case, kept, settings, size):
    settings.DOCUMENT_MOST_MEGABYTES = 1
    answer = client.post(
        url(case, end="add/"), sent(content=b"%PDF-" + b"a" * size, description="X")
    )
    page = answer.content.decode()
    assert (answer.status_code, kept()) == (422, [])
    assert "The file is larger than 1 MB." in page
    assert ("Choose a file." in page, 'value="X"' in page) == (False, True)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"file": ""}, "Choose a file."),
        ({"direction": "sideways"}, "sideways"),
        ({"description": "x" * 201}, "200"),
    ],
)
def test_what_is_missing_or_wrong_is_said(client, case, kept, typed, words):
    answer = client.post(url(case, end="add/"), sent(**typed))
    assert (answer.status_code, words in answer.content.decode(), kept()) == (422, True, [])


def test_an_empty_file_is_said_to_be_empty(client, case, kept):
    answer = client.post(url(case, end="add/"), sent(content=b""))
    assert (answer.status_code, "The file is empty." in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    "name",
    ["../../../etc/cron.d/a.pdf", "a\u202efdp.exe", "..\\..\\boot.ini", "a%00.pdf", "con.pdf"],
)
def test_name_of_the_file_leads_nowhere(client, case, kept, folder, name):
    assert client.post(url(case, end="add/"), sent(name)).status_code == 302
    (path,) = kept()
    assert path.parent.parent == folder
    shown = CaseDocument.objects.get().name
    assert (shown.isprintable(), "/" in shown, "\\" in shown, shown.endswith(".pdf")) == (
        True,
        False,
        False,
        True,
    )


def test_adding_without_the_token_of_the_page_is_refused(handler, case, kept):
    """The view reads the form itself, after who it is: the token is still asked for."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(handler)
    assert client.post(url(case, end="add/"), sent()).status_code == 403
    page = client.get(url(case, end="add/")).content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    answer = client.post(url(case, end="add/"), sent(csrfmiddlewaretoken=token))
    assert (answer.status_code, len(kept())) == (302, 1)


def test_nothing_is_read_from_who_may_not_add(client_of, case, monkeypatch):
    def read(*_):
        raise AssertionError("read")

    monkeypatch.setattr("django.http.multipartparser.MultiPartParser.parse", read)
    assert Client().post(url(case, end="add/"), sent()).status_code == 302
    assert client_of("administrator").post(url(case, end="add/"), sent()).status_code == 403


# -- Seeing and fetching ----------------------------------------------------------------------


def test_document_comes_as_a_file_that_can_do_nothing(client, case, add):
    content, _kind = INERT["javascript.pdf"]
    document = add("Aanvraag van één.pdf", content)
    answer = client.get(url(case, document))
    assert (answer.status_code, fetched(answer)) == (200, content)
    wanted = {
        "Content-Type": "application/pdf",
        "Content-Disposition": "attachment; filename*=utf-8''Aanvraag%20van%20%C3%A9%C3%A9n.pdf",
        "Content-Security-Policy": HARMLESS,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
        "Content-Length": str(len(content)),
    }
    assert {name: answer.headers[name] for name in wanted} == wanted
    assert looks() == ["document.downloaded"]


@pytest.mark.parametrize("name", ["script.eml", "onderwerp.eml"])
def test_mail_with_a_page_in_it_stays_a_file(client, case, add, name):
    document = add(name, INERT[name][0])
    answer = client.get(url(case, document))
    assert answer.headers["Content-Type"] == "message/rfc822"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert b"<script>" in fetched(answer)
    assert client.get(url(case, document, "preview/")).status_code == 404


def test_preview_is_pictures_of_the_pages(client, case, add):
    document = add(content=make_pdf(pages=3))
    page = client.get(url(case, document, "preview/")).content.decode()
    links = [part.partition('"')[0] for part in page.split('<img src="')[1:]]
    assert [link.partition("?")[0] for link in links] == [
        url(case, document, f"preview/{number}.png") for number in (1, 2, 3)
    ]
    for link in links:
        answer = client.get(link.replace("&amp;", "&"))
        assert answer.content.startswith(b"\x89PNG\r\n\x1a\n")
        assert (answer.headers["Content-Type"], answer.headers["Content-Security-Policy"]) == (
            "image/png",
            HARMLESS,
        )
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    # All of it is one look.
    assert looks() == ["document.viewed"]


def test_page_asked_for_outside_a_preview_is_a_look_of_its_own(
    client, client_of, case, add, time_machine
):
    document = add()
    page = client.get(url(case, document, "preview/")).content.decode()
    link = page.partition('<img src="')[2].partition('"')[0]
    client.get(link)
    assert len(looks()) == 1
    # Without what the preview gave along, by somebody else, and long after it.
    client.get(link.partition("?")[0])
    assert len(looks()) == 2
    client_of("agent").get(link)
    assert len(looks()) == 3
    time_machine.shift(3700)
    client.get(link)
    assert len(looks()) == 4


def test_long_document_shows_its_first_pages(client, case, add):
    document = add(content=make_pdf(pages=52))
    page = client.get(url(case, document, "preview/")).content.decode()
    assert (page.count("<img"), "2 more pages." in page) == (50, True)


@pytest.mark.parametrize("position", [0, 2, 99999])
def test_page_that_is_not_there(client, case, add, position):
    assert client.get(url(case, add(), f"preview/{position}.png")).status_code == 404


def test_page_that_cannot_be_drawn_says_so(client, case, add, kept):
    document = add()
    kept()[0].write_bytes(b"%PDF-")
    answer = client.get(url(case, document, "preview/1.png"))
    assert (answer.status_code, answer.content) == (422, b"This page cannot be shown.")


def test_lost_file_leads_back_with_a_sentence(client, case, add, kept):
    document = add()
    kept()[0].unlink()
    answer = client.get(url(case, document), follow=True)
    assert "The file of this document is not there." in answer.content.decode()


def test_document_is_found_under_its_own_case_only(client, case, add):
    document, other = add(), make_case()
    for end in ("", "preview/", "preview/1.png", "remove/"):
        assert client.get(url(other, document, end)).status_code == 404
        assert client.get(f"/cases/{case.public_id}/documents/{uuid4()}/{end}").status_code == 404


def test_confidential_document_is_not_for_the_contact_centre(client_of, add):
    case = make_case()
    type(case).objects.filter(pk=case.pk).update(confidentiality="vertrouwelijk")
    document, agent = add(case=case), client_of("agent")
    for end in ("", "preview/", "preview/1.png", "remove/"):
        assert agent.get(url(case, document, end)).status_code == 404
    assert agent.post(url(case, end="add/"), sent()).status_code == 404
    assert looks() == []


# -- Removing ---------------------------------------------------------------------------------


def test_document_is_removed_with_a_reason(
    client, case, add, kept, django_capture_on_commit_callbacks
):
    document = add()
    page = url(case, document, "remove/")
    assert client.get(page).status_code == 200
    assert "Say why it is removed." in client.post(page, {"reason": ""}).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page, {"reason": "Van iemand anders"})
    assert (answer.status_code, answer.headers["Location"], kept()) == (
        302,
        f"/cases/{case.public_id}/",
        [],
    )
    for end in ("", "preview/", "preview/1.png", "remove/"):
        assert client.get(url(case, document, end)).status_code == 404
    shown = client.get(f"/cases/{case.public_id}/").content.decode()
    assert ("aanvraag.pdf: Van iemand anders" in shown, "Document removed" in shown) == (True, True)


def test_agent_removes_own_documents_only(client_of, case, add):
    agent = client_of("agent")
    theirs, own = add(), add("b.docx", make_docx(), by=agent.user)
    answers = [
        agent.post(url(case, each, "remove/"), {"reason": "Dubbel"}).status_code
        for each in (theirs, own)
    ]
    assert answers == [403, 302]
    assert list(CaseDocument.objects.filter(removed_at=None)) == [theirs]


# -- Statements -------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_statements_do_not_grow_with_the_documents(client, case, add, number):
    for each in range(number):
        add(f"{each}.png", make_picture(size=(10 + each, 10)))
    document = CaseDocument.objects.first()
    ran = {}
    for end in ("", "preview/", "preview/1.png", "remove/"):
        list(client.get(url(case, document, end)))
        with statements() as asked:
            list(client.get(url(case, document, end)))
        ran[end] = len(asked)
    assert ran == {"": 6, "preview/": 6, "preview/1.png": 6, "remove/": 5}
