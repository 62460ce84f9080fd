"""Documents of cases over the API: the same rules as on screen."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile

from cases.documents.services import add_document
from cases.models import CaseDocument
from kcc.audit.models import AuditEvent
from tests.cases.documents.building import make_docx, make_pdf
from tests.cases.documents.corpus import REFUSED
from tests.factories import NOW, make_case
from tests.statements import statements


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "documents"


@pytest.fixture
def case(town):
    return make_case()


@pytest.fixture
def handler(program_of):
    return program_of("handler")


def upload(program, case, content=None, name="aanvraag.pdf", **typed):
    file = BytesIO(make_pdf() if content is None else content)
    file.name = name
    # Not as JSON, which is what programs of these tests speak otherwise.
    url = f"/api/v1/cases/{case.public_id}/documents"
    return super(type(program), program).post(url, {"file": file} | typed)


def put(case, name="aanvraag.pdf", content=None, by=None):
    file = ContentFile(make_pdf() if content is None else content, name=name)
    return add_document(by=by, case=case, file=file, now=NOW)


def test_document_is_added_read_and_fetched(handler, case):
    content = make_pdf(pages=2)
    answer = upload(handler, case, content, description="De aanvraag", direction="out")
    assert (answer.status_code, answer["API-Version"] >= "1.1.0") == (201, True)
    document = CaseDocument.objects.get()
    expected = {
        "id": str(document.public_id),
        "case": {"id": str(case.public_id), "number": case.number},
        "name": "aanvraag.pdf",
        "description": "De aanvraag",
        "direction": "out",
        "kind": "application/pdf",
        "size": len(content),
        "sha256": document.sha256,
        "addedAt": "2026-11-10T09:00:00Z",
        "addedBy": {"id": str(handler.user.public_id), "name": "Robin Handler"},
    }
    assert answer.json() == expected
    assert answer["Location"] == f"http://testserver/api/v1/documents/{document.public_id}"
    assert handler.get(answer["Location"]).json() == expected
    listed = handler.get(f"/api/v1/cases/{case.public_id}/documents")
    assert listed.json() == {"results": [expected]}
    file = handler.get(f"{answer['Location']}/content")
    assert b"".join(file.streaming_content) == content
    assert file["Content-Disposition"] == 'attachment; filename="aanvraag.pdf"'
    assert file["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    last = AuditEvent.objects.latest("pk")
    assert (last.action, last.object_id) == ("document.downloaded", str(document.public_id))


@pytest.mark.parametrize("name", ["brief.pdf", "macro.docx", "bom.docx"])
def test_refused_file_says_why(handler, case, folder, name):
    content, why = REFUSED[name]
    answer = upload(handler, case, content, name)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    problem = answer.json()
    assert (problem["code"], problem["invalidParams"][0]["name"]) == (why, "file")
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_file_that_is_too_large_is_refused(handler, case, settings):
    settings.DOCUMENT_MOST_MEGABYTES = 1
    answer = upload(handler, case, b"%PDF-" + b"a" * 1_200_000)
    assert (answer.status_code, answer.json()["code"]) == (400, "too_large")
    # So much that nobody reads it.
    answer = upload(handler, case, b"%PDF-" + b"a" * 4_000_000)
    assert answer.status_code == 413
    assert CaseDocument.objects.count() == 0


def test_same_file_twice_is_refused_with_a_code(handler, case):
    assert upload(handler, case).status_code == 201
    answer = upload(handler, case)
    assert (answer.status_code, answer.json()["code"]) == (400, "exists")


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"direction": "sideways"}, "direction"), ({"description": "x" * 201}, "description")],
)
def test_what_is_wrong_is_named(handler, case, typed, field):
    answer = upload(handler, case, **typed)
    assert answer.status_code == 400
    assert [each["name"] for each in answer.json()["invalidParams"]] == [field]


def test_a_file_as_json_is_not_a_file(handler, case):
    answer = handler.post(f"/api/v1/cases/{case.public_id}/documents", {"file": "JVBERi0="})
    assert answer.status_code == 415


def test_document_is_removed_with_a_reason(
    handler, case, folder, django_capture_on_commit_callbacks
):
    url = f"/api/v1/documents/{put(case).public_id}"
    assert handler.post(f"{url}/remove", {"reason": ""}).status_code == 400
    with django_capture_on_commit_callbacks(execute=True):
        assert handler.post(f"{url}/remove", {"reason": "Dubbel"}).status_code == 204
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    for answer in (handler.get(url), handler.get(f"{url}/content")):
        assert answer.status_code == 404
    assert handler.post(f"{url}/remove", {"reason": "Dubbel"}).status_code == 404


def test_agent_removes_own_documents_only(program_of, case):
    agent = program_of("agent")
    theirs, own = put(case), put(case, "b.docx", make_docx(), by=agent.user)
    answers = [
        agent.post(f"/api/v1/documents/{each.public_id}/remove", {"reason": "Dubbel"})
        for each in (theirs, own)
    ]
    assert [answer.status_code for answer in answers] == [400, 204]
    assert answers[0].json()["code"] == "not_now"


def test_document_of_a_case_nobody_here_may_see_is_not_there(program_of, case):
    document, other = put(case), program_of("handler", department=None)
    other = program_of(
        "handler", department=case.department.__class__.objects.get(slug="burgerzaken")
    )
    for url in (
        f"/api/v1/cases/{case.public_id}/documents",
        f"/api/v1/documents/{document.public_id}",
        f"/api/v1/documents/{document.public_id}/content",
        f"/api/v1/documents/{uuid4()}",
    ):
        assert other.get(url).status_code == 404
    assert upload(other, case).status_code == 404
    assert not AuditEvent.objects.filter(action="document.downloaded").exists()


def test_lost_file_is_not_there(handler, case, folder):
    document = put(case)
    next(path for path in folder.rglob("*") if path.is_file()).unlink()
    assert handler.get(f"/api/v1/documents/{document.public_id}/content").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_statements_do_not_grow_with_the_documents(handler, case, number):
    for each in range(number):
        put(case, content=make_pdf(text=b"%d" % each), by=handler.user)
    url = f"/api/v1/cases/{case.public_id}/documents"
    handler.get(url)
    with statements() as ran:
        assert len(handler.get(url).json()["results"]) == number
    assert len(ran) == 4
