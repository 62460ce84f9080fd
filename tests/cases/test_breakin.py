"""Attempts to get at cases without the right to, without a trace, or alone where two are needed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from cases import services
from cases.following.loading import load as load_messages
from cases.following.services import make_code
from cases.following.telling import address_of
from cases.models import (
    Case,
    CaseDocument,
    CaseEvent,
    CaseLink,
    CaseRole,
    Confidentiality,
    DefaultNotice,
)
from cases.retention import services as retention
from cases.retention.destroying import destroy_piece, finish
from contacts.callbacks.services import add_note as note_callback
from contacts.callbacks.services import close_with_answer
from contacts.following.services import leave_question
from contacts.models import Contact
from kcc.audit.models import AuditEvent
from kcc.jobs.models import OutboxMessage
from kcc.lib.errors import DomainError
from tests.factories import (
    NOW,
    make_callback,
    make_case,
    make_closed_case,
    make_contact,
    make_customer,
    make_department,
    make_user,
    reference,
)

# Who may do what is decided in code, whichever database is asked.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def town(db):
    return reference()


def secret(case: Case) -> Case:
    Case.objects.filter(pk=case.pk).update(confidentiality=Confidentiality.CONFIDENTIAL)
    case.refresh_from_db()
    return case


# -- A confidential case, and everything that hangs on it ---------------------------------------


@pytest.fixture
def hidden():
    """The case, and the addresses of all that can be asked of it: below it by themselves."""
    handler, case = make_user("handler"), make_case(customer=make_customer())
    task = services.add_task(by=handler, case=case, title="Bellen", now=NOW)
    role = services.add_role(
        by=handler, case=case, customer=make_customer(family_name="Bos", phones=()),
        kind=CaseRole.Kind.ADVISER, now=NOW,
    )  # fmt: skip
    link = services.add_link(
        by=make_user("kcc_lead"), case=case, other=make_case(), kind=CaseLink.Kind.ABOUT, now=NOW
    )
    paper = CaseDocument.objects.create(
        case=case, name="brief.pdf", kind="application/pdf", size=1, sha256="0" * 64,
        path="documents/x", pages=2, added_at=NOW,
    )  # fmt: skip
    notice = DefaultNotice.objects.create(
        case=case, received_on=NOW.date(), premature=True, added_at=NOW
    )
    nested = (
        f"tasks/{task.public_id}/done/", f"tasks/{task.public_id}/reopen/",
        f"tasks/{task.public_id}/remove/", f"people/{role.public_id}/remove/",
        f"links/{link.public_id}/remove/", f"default-notice/{notice.public_id}/withdraw/",
        f"documents/{paper.public_id}/", f"documents/{paper.public_id}/preview/",
        f"documents/{paper.public_id}/preview/1.png", f"documents/{paper.public_id}/remove/",
    )  # fmt: skip
    return secret(case), nested


OWN = (
    "", "claim/", "take-over/", "release/", "status/", "close/", "reopen/", "note/", "hand-over/",
    "edit/", "presence/", "tasks/add/", "people/add/", "links/add/", "links/parent/remove/",
    "follow-code/", "suspend/", "resume/", "extend/", "default-notice/", "documents/add/",
)  # fmt: skip
TYPED = {"version": 1, "to": 2, "reason": "Zomaar"}


def answers(client, urls) -> set[int]:
    return {
        answer.status_code for url in urls for answer in (client.get(url), client.post(url, TYPED))
    }


@pytest.mark.parametrize(
    ("role", "department", "refusals"),
    [
        ("agent", None, {404, 405}),
        ("handler", "burgerzaken", {404, 405}),
        ("head", "burgerzaken", {404, 405}),
        ("manager", None, {403, 405}),
        ("board", None, {403, 405}),
        ("administrator", None, {403, 405}),
        ("privacy_officer", None, {403, 405}),
    ],
)
def test_no_address_of_a_case_that_is_not_theirs_answers(
    client_of, hidden, role, department, refusals
):
    case, nested = hidden
    client = client_of(role, department and make_department(department))
    events = CaseEvent.objects.count()
    urls = [f"/cases/{case.public_id}/{end}" for end in (*OWN, *nested)]
    assert answers(client, [*urls, f"/cases/board/{case.public_id}/move/"]) <= refusals
    assert CaseEvent.objects.count() == events


def test_nothing_of_another_case_is_reached_through_an_own_one(client_of, hidden):
    _case, nested = hidden
    own = make_case(department=make_department("burgerzaken"))
    client = client_of("handler", make_department("burgerzaken"))
    assert answers(client, [f"/cases/{own.public_id}/{end}" for end in nested]) == {404, 405}


@pytest.mark.parametrize("kind", ["vervolg", "part-of"])
def test_linking_does_not_tell_whether_a_case_exists(client_of, hidden, kind):
    case, _nested = hidden
    own, client = make_case(department=make_department("kcc")), client_of("agent")
    said = []
    for chosen in (case.public_id, uuid4()):
        sent = {"q": case.number, "save": "1", "chosen": str(chosen), "kind": kind}
        answer = client.post(f"/cases/{own.public_id}/links/add/", sent)
        said.append((answer.status_code, answer.context["pick"].errors))
    assert said[0] == said[1]
    assert said[0][0] == 422


@pytest.mark.parametrize("role", ["agent", "handler"])
@pytest.mark.parametrize("kind", ["initiator", "adviseur"])
def test_nobody_adds_a_customer_they_may_not_know(client_of, role, kind):
    hidden = make_customer(family_name="Bos", confidential=True, phones=())
    case = make_case()
    sent = {"q": "Bos", "save": "1", "chosen": str(hidden.public_id), "kind": kind}
    answer = client_of(role).post(f"/cases/{case.public_id}/people/add/", sent)
    assert answer.status_code == 422
    case.refresh_from_db()
    assert (case.customer_id, CaseRole.objects.count()) == (None, 0)


def test_remark_about_a_confidential_person_is_not_told(client_of):
    case = make_case()
    services.add_role(
        by=None, case=case, kind=CaseRole.Kind.ADVISER, remark="haar broer", now=NOW,
        customer=make_customer(family_name="Bos", confidential=True, phones=()),
    )  # fmt: skip
    page = f"/cases/{case.public_id}/"
    assert "haar broer" not in client_of("agent").get(page).content.decode()
    assert "haar broer" in client_of("handler").get(page).content.decode()


def test_contact_tells_only_the_number_of_a_case_one_may_not_open(client_of):
    contact, case = make_contact(), secret(make_case())
    contact.questions.update(case=case)
    page = client_of("agent").get(f"/contacts/{contact.public_id}/").content.decode()
    assert case.number in page
    assert "Omgevingsvergunning" not in page


def test_upload_from_elsewhere_is_refused():
    case, client = make_case(), Client(enforce_csrf_checks=True)
    client.force_login(make_user("handler"))
    answer = client.post(f"/cases/{case.public_id}/documents/add/", {"direction": "in"})
    assert answer.status_code == 403


@pytest.mark.parametrize("field", ["status", "version"])
def test_number_without_end_is_refused(client_of, field):
    case, client = make_case(), client_of("handler")
    sent = {"version": 1, "status": 2} | {field: "9" * 5000}
    assert client.post(f"/cases/{case.public_id}/status/", sent).status_code == 422
    assert client.post(f"/cases/{case.public_id}/presence/", sent).status_code == 200


# -- The page to follow a case --------------------------------------------------------------------


def test_key_of_a_question_says_nothing_about_another_case():
    one, two, key = make_case(), make_case(), uuid4()
    for case in (one, two):
        leave_question(case=case, key=key, about="more", text="Vraag", now=NOW)
    contacts = Contact.objects.prefetch_related("questions")
    assert {row.questions.all()[0].case for row in contacts} == {one, two}


@pytest.mark.parametrize("confidential", [True, False])
def test_address_typed_on_the_page_gets_no_mail_about_the_case(confidential):
    case = make_case(customer=make_customer(confidential=confidential))
    leave_question(
        case=case, key=uuid4(), about="more", text="Vraag", email="ik@elders.example", now=NOW
    )
    assert address_of(case) == ""


# -- Looking without a trace ------------------------------------------------------------------


def looks(action="case.viewed") -> int:
    return AuditEvent.objects.filter(action=action).count()


def test_refused_act_that_shows_the_case_is_a_look(client_of):
    case = make_case()
    client = client_of("agent")
    answer = client.post(f"/cases/{case.public_id}/note/", {"text": ""})
    assert answer.status_code == 422
    assert case.description in answer.content.decode()
    assert looks() == 1


def test_late_act_that_shows_the_case_is_a_look(client_of):
    case = make_case()
    Case.objects.filter(pk=case.pk).update(version=5)
    answer = client_of("handler").post(f"/cases/{case.public_id}/claim/", {"version": 1})
    assert answer.status_code == 409
    assert case.description in answer.content.decode()
    assert looks() == 1


def test_page_to_change_a_case_is_a_look(client_of):
    case = make_case()
    answer = client_of("agent").get(f"/cases/{case.public_id}/edit/")
    assert case.description in answer.content.decode()
    assert looks() == 1


# -- Four eyes ----------------------------------------------------------------------------------


@pytest.fixture
def officers():
    return make_user("privacy_officer"), make_user("privacy_officer")


@pytest.fixture
def kept(officers):
    """A case that the one left out of a list with two."""
    one, _two = officers
    case = make_closed_case(at=NOW - timedelta(days=800))
    make_closed_case(at=NOW - timedelta(days=800))
    made = retention.draw_up(by=one, until=NOW.date(), now=NOW)
    item = made.items.select_related("list", "case").get(case=case)
    retention.leave_out(by=one, item=item, reason="Beroep", keep_until=None, now=NOW)
    return item


def again(item):
    return type(item).objects.select_related("list", "case").get(pk=item.pk)


def test_who_decides_does_not_put_back_what_the_other_kept(officers, kept):
    one, two = officers
    made = again(kept).list
    retention.propose(by=one, destruction=made, version=made.version, now=NOW)
    with pytest.raises(DomainError):
        retention.put_back(by=two, item=again(kept), now=NOW)
    assert again(kept).excluded


def test_who_puts_back_and_asks_does_not_decide(officers, kept):
    one, two = officers
    retention.put_back(by=two, item=again(kept), now=NOW)
    made = again(kept).list
    retention.propose(by=two, destruction=made, version=made.version, now=NOW)
    with pytest.raises(DomainError):
        retention.approve(by=two, destruction=made, version=made.version, now=NOW)
    retention.approve(by=one, destruction=made, version=made.version, now=NOW)
    assert (made.made_by, made.decided_by) == (two, one)


# -- What is left ---------------------------------------------------------------------------------

MARK = "zwartgallig"
LONG_AGO = NOW - timedelta(days=800)


def places_of_mark() -> set[tuple[str, str]]:
    """(table, column) wherever it stands in the database, search indexes too."""
    found, quoted = set(), connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                cursor.execute(
                    f"SELECT count(*) FROM {quoted(table)}"  # noqa: S608 - names of our own
                    f" WHERE lower(CAST({quoted(column.name)} AS text)) LIKE %s",
                    [f"%{MARK}%"],
                )
                if cursor.fetchone()[0]:
                    found.add((table, column.name))
    return found


def case_with_a_life(agent, handler) -> Case:
    """Everything in it that somebody can type holds the mark."""
    customer = make_customer(emails=[f"iemand@{MARK}.example"])
    case = make_case(
        by=agent, at=LONG_AGO, customer=customer, description=MARK, location=MARK,
        details={"naam": MARK},
    )  # fmt: skip
    make_code(by=agent, case=case, now=LONG_AGO)
    leave_question(
        case=case, key=uuid4(), about="more", text=MARK, email=f"ander@{MARK}.example",
        now=LONG_AGO,
    )  # fmt: skip
    services.add_note(by=agent, case=case, text=MARK, now=LONG_AGO)
    task = services.add_task(by=handler, case=case, title=MARK, now=LONG_AGO)
    services.finish_task(by=handler, task=task, now=LONG_AGO)
    services.add_role(
        by=agent, case=case, customer=make_customer(family_name="Bos", phones=()),
        kind=CaseRole.Kind.INTERESTED, remark=MARK, now=LONG_AGO,
    )  # fmt: skip
    known = {"by": handler, "now": LONG_AGO}
    values = {"description": f"{MARK} anders"}
    case = services.edit(case=case, version=case.version, values=values, reason=MARK, **known)
    case = services.hand_over(
        case=case, version=case.version, handler=handler, reason=MARK, **known
    )
    _called_back(case, customer, handler)
    result = case.case_type.result_types.get(name="Verleend")
    return services.close_case(case=case, version=case.version, result=result, answer=MARK, **known)


def _called_back(case: Case, customer, handler) -> None:
    callback = make_callback(at=LONG_AGO, customer=customer, question_text=MARK, caller_name=MARK)
    callback.question.case = case
    callback.question.save(update_fields=["case"])
    note_callback(by=handler, callback=callback, text=MARK, now=LONG_AGO)
    callback.refresh_from_db()
    close_with_answer(
        by=handler, callback=callback, version=callback.version, answer=MARK, result="answered",
        now=LONG_AGO,
    )  # fmt: skip


def test_nothing_typed_is_left_anywhere_after_destruction(officers):
    load_messages()
    case = case_with_a_life(make_user("agent"), make_user("handler"))
    # The customer has more to do with us than this case.
    own = {("customers_contactpoint", "value")}
    before = places_of_mark()
    assert {("jobs_outboxmessage", "to"), ("cases_caserevision", "before")} <= before
    one, two = officers
    made = retention.draw_up(by=one, until=NOW.date(), now=NOW)
    retention.propose(by=one, destruction=made, version=made.version, now=NOW)
    retention.approve(by=two, destruction=made, version=made.version, now=NOW)
    while destroy_piece(made, now=NOW):
        pass
    finish(made, now=NOW)
    case.refresh_from_db()
    assert case.destroyed_at == NOW
    assert places_of_mark() == own
    messages = OutboxMessage.objects.filter(kind__startswith="case.", user=None)
    assert set(messages.values_list("state", "body")) == {("withdrawn", "")}
