"""Adding and removing documents: the row, the file, the timeline and the audit log."""

import stat
from hashlib import sha256

import pytest
from django.db import transaction

from cases.documents import services
from cases.documents.selectors import documents_of, may_remove
from cases.models import CaseDocument, CaseEvent
from cases.services import close_case
from kcc.audit.models import AuditEvent
from kcc.lib.errors import DomainError
from kcc.organisation.access import access_of
from tests.cases.documents.building import make_docx, make_pdf, make_picture
from tests.cases.documents.corpus import REFUSED
from tests.factories import NOW, make_case, make_department, make_user
from tests.statements import statements


def events(case):
    rows = case.events.values_list("kind", "text", "detail")
    return [(kind, text, detail["what"]) for kind, text, detail in rows]


def actions():
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


# -- Adding -----------------------------------------------------------------------------------


def test_document_is_kept_by_a_random_name_with_its_hash(add, case, handler, kept, folder):
    content = make_pdf(pages=2)
    document = add("Aanvraag Wmo.pdf", content, description="  De aanvraag ", direction="in")
    assert (document.name, document.description, document.direction) == (
        "Aanvraag Wmo.pdf",
        "De aanvraag",
        "in",
    )
    assert (document.kind, document.size, document.pages) == ("application/pdf", len(content), 2)
    assert document.sha256 == sha256(content).hexdigest()
    (path,) = kept()
    assert document.path == f"documents/{path.parent.name}/{path.name}"
    assert (len(path.name), path.suffix, path.read_bytes()) == (64, "", content)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(place.stat().st_mode) for place in (folder, path.parent)} == {0o700}


def test_adding_leaves_a_line_in_the_timeline_and_the_audit_log(add, case, handler):
    document = add("aanvraag.pdf")
    assert events(case) == [("document", "aanvraag.pdf", "added")]
    assert case.events.get().detail["document"] == str(document.public_id)
    last = AuditEvent.objects.latest("pk")
    assert (last.action, last.actor, last.object_id) == (
        "case.document",
        handler,
        str(case.public_id),
    )


def test_the_version_of_the_case_stays(add, case):
    """Like a note: who is typing something else about the case is not disturbed."""
    add()
    case.refresh_from_db()
    assert case.version == 1


def test_a_bsn_in_the_name_is_masked(add):
    assert "123456782" not in add("BSN 123456782.pdf", description="van 123456782").name
    assert "123456782" not in CaseDocument.objects.get().description


@pytest.mark.parametrize("name", ["brief.pdf", "macro.docx", "reus.png", "leeg.pdf"])
def test_refused_file_leaves_nothing(add, case, kept, name):
    content, why = REFUSED[name]
    with pytest.raises(DomainError) as refused:
        add(name, content)
    assert (refused.value.field, refused.value.code) == ("file", why)
    assert (kept(), CaseDocument.objects.count(), events(case)) == ([], 0, [])


def test_file_that_is_too_large_is_refused(add, kept, settings):
    settings.DOCUMENT_MOST_MEGABYTES = 1
    content = make_picture()
    with pytest.raises(DomainError) as refused:
        add("groot.png", content + b"\0" * 1_000_000)
    assert (refused.value.code, kept()) == ("too_large", [])
    add("net-niet.png", content + b"\0" * (1_000_000 - len(content)))


def test_size_is_counted_whatever_the_sender_says(case, handler, kept, settings):
    settings.DOCUMENT_MOST_MEGABYTES = 1

    class Endless:
        name, size = "eindeloos.pdf", 10

        def chunks(self):
            while True:
                yield b"%PDF-" * 10_000

    with pytest.raises(DomainError) as refused:
        services.add_document(by=handler, case=case, file=Endless(), now=NOW)
    assert (refused.value.code, kept()) == ("too_large", [])


def test_a_full_disk_leaves_nothing_and_says_so(add, kept, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cases.documents.files.os.fsync", full)
    with pytest.raises(DomainError) as refused:
        add()
    assert ("geen ruimte" in str(refused.value), kept()) == (True, [])


def test_same_file_twice_is_refused_until_the_first_is_removed(add, case, handler, kept):
    first = add("a.pdf")
    with pytest.raises(DomainError) as refused:
        add("b.pdf")
    assert (refused.value.code, "a.pdf" in str(refused.value)) == ("exists", True)
    assert len(kept()) == 1
    with_another = add("a.pdf", case=make_case())
    assert with_another.sha256 == first.sha256


def test_file_is_gone_when_the_row_cannot_be_written(add, kept, monkeypatch):
    def broken(*_args, **_values):
        raise RuntimeError

    monkeypatch.setattr("cases.documents.services.leave_traces", broken)
    with pytest.raises(RuntimeError):
        add()
    assert (kept(), CaseDocument.objects.count()) == ([], 0)


def closed(case, handler):
    result = case.case_type.result_types.first()
    return close_case(
        by=handler, case=case, version=case.version, result=result, answer="Verleend", now=NOW
    )


def test_closed_case_takes_no_documents(add, case, handler, kept):
    closed(case, handler)
    with pytest.raises(DomainError) as refused:
        add()
    assert (refused.value.code, kept()) == ("not_now", [])


def test_case_that_is_closed_while_the_file_is_looked_at_takes_none(
    add, case, handler, kept, monkeypatch
):
    look = services.look

    def slow(path):
        closed(type(case).objects.for_acts().get(pk=case.pk), handler)
        return look(path)

    monkeypatch.setattr(services, "look", slow)
    with pytest.raises(DomainError) as refused:
        add()
    assert (refused.value.code, kept(), CaseDocument.objects.count()) == ("not_now", [], 0)


@pytest.mark.parametrize(
    ("role", "slug", "allowed"),
    [
        ("handler", "vergunningen", True),
        ("head", "vergunningen", True),
        ("agent", None, True),
        ("kcc_lead", None, True),
        ("handler", "burgerzaken", False),
        ("manager", None, False),
        ("administrator", None, False),
    ],
)
def test_who_may_add(add, kept, role, slug, allowed):
    by = make_user(role, department=make_department(slug) if slug else None)
    if allowed:
        assert add(by=by).added_by == by
    else:
        with pytest.raises(DomainError):
            add(by=by)
        assert kept() == []


def test_the_system_adds_too(add):
    assert add(by=None).added_by is None


# -- Removing ---------------------------------------------------------------------------------


@pytest.fixture
def remove(case, handler, django_capture_on_commit_callbacks):
    def remove(document, *, by=handler, reason="Hoort bij een andere zaak"):
        with django_capture_on_commit_callbacks(execute=True):
            services.remove_document(by=by, case=case, document=document, reason=reason, now=NOW)

    return remove


def test_removed_document_is_gone_and_its_reason_stays(add, case, handler, remove, kept):
    document = add("verkeerd.pdf")
    remove(document)
    document.refresh_from_db()
    assert (document.path, document.pages, document.removed_at, document.removed_by) == (
        "",
        0,
        NOW,
        handler,
    )
    assert kept() == []
    assert events(case)[-1] == (
        "document",
        "verkeerd.pdf: Hoort bij een andere zaak",
        "removed",
    )
    assert actions()[-1] == "case.document-removed"


def test_file_stays_until_the_removal_is_certain(add, case, handler, kept):
    document = add()
    with transaction.atomic():
        services.remove_document(by=handler, case=case, document=document, reason="Dubbel", now=NOW)
        transaction.set_rollback(True)
    document.refresh_from_db()
    assert (document.removed_at, len(kept())) == (None, 1)


@pytest.mark.parametrize("reason", ["", "  "])
def test_removing_needs_a_reason(add, remove, kept, reason):
    document = add()
    with pytest.raises(DomainError) as refused:
        remove(document, reason=reason)
    assert (refused.value.field, len(kept())) == ("reason", 1)


def test_removing_twice_is_refused(add, remove):
    document = add()
    remove(document)
    with pytest.raises(DomainError):
        remove(document)
    assert CaseEvent.objects.filter(detail__what="removed").count() == 1


def test_an_agent_removes_only_what_is_the_agents_own(add, case, remove):
    agent = make_user("agent")
    theirs, own = add("a.pdf"), add("b.docx", make_docx(), by=agent)
    access = access_of(agent)
    assert [
        may_remove(document, case=case, access=access, user=agent) for document in (theirs, own)
    ] == [False, True]
    remove(own, by=agent)
    with pytest.raises(DomainError):
        remove(theirs, by=agent)


# -- Reading ----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_card_asks_one_statement(add, case, handler, number):
    for each in range(number):
        add(f"{each}.pdf", make_pdf(text=b"%d" % each))
    access = access_of(handler)
    # A process keeps the names of colleagues.
    documents_of(case, access=access, user=handler)
    with statements() as ran:
        papers = documents_of(case, access=access, user=handler)
        names = [(each.document.name, each.document.added_by.pk) for each in papers]
    assert len(ran) == 1
    assert names == [(f"{each}.pdf", handler.pk) for each in reversed(range(number))]
    assert (papers.may_add, len(papers)) == (True, number)


def test_looking_and_fetching_are_recorded(add, handler):
    document = add()
    services.see_document(by=handler, document=document, now=NOW)
    with services.open_document(by=handler, document=document, now=NOW) as file:
        assert file.read() == make_pdf()
    seen = AuditEvent.objects.order_by("-pk")[:2]
    assert [(each.action, each.object_id, each.detail) for each in seen] == [
        ("document.downloaded", str(document.public_id), {"case": document.case.number}),
        ("document.viewed", str(document.public_id), {"case": document.case.number}),
    ]


def test_lost_file_is_told_without_a_look(add, handler, kept, caplog):
    document = add()
    kept()[0].unlink()
    before = actions()
    with pytest.raises(DomainError) as refused:
        services.open_document(by=handler, document=document, now=NOW)
    with pytest.raises(DomainError):
        services.draw_page(document=document, page=1)
    assert (refused.value.code, actions()) == ("lost", before)
    assert str(document.public_id) in caplog.text
    assert document.name not in caplog.text
