"""Retention: which cases may be destroyed, who decides, and what is left."""

from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from cases.archiving import archive_day
from cases.models import Case, CaseDocument, CaseEvent, DestructionList, ResultType
from cases.retention import services
from cases.retention.destroying import destroy_piece, finish
from cases.retention.selectors import destroyable, groups_due
from cases.services import add_note, reopen
from contacts.models import Callback, CallbackEvent, Contact, Question
from kcc.audit.models import AuditEvent
from kcc.jobs.models import Job
from kcc.lib.errors import Conflict, DomainError
from tests.factories import (
    NOW,
    make_callback,
    make_case,
    make_closed_case,
    make_contact,
    make_customer,
    make_user,
    reference,
)

LONG_AGO = NOW - timedelta(days=800)
TODAY = NOW.date()
pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db):
    return reference()


@pytest.fixture
def officer(town):
    return make_user("privacy_officer", username="archief")


@pytest.fixture
def other(town):
    return make_user("privacy_officer", username="archief-2")


def approved(officer, other, until=TODAY) -> DestructionList:
    made = services.draw_up(by=officer, until=until, now=NOW)
    services.propose(by=officer, destruction=made, version=made.version, now=NOW)
    services.approve(by=other, destruction=made, version=made.version, now=NOW)
    return made


def carried_out(destruction) -> None:
    while destroy_piece(destruction, now=NOW):
        pass
    finish(destruction, now=NOW)


# -- From which day ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("archive", "retention", "counts_from", "expires_on", "expected"),
    [
        ("vernietigen", "P1Y", "afgehandeld", None, date(2027, 2, 28)),
        ("vernietigen", "P42D", "afgehandeld", None, date(2026, 4, 11)),
        ("vernietigen", "P1Y", "vervaldatum_besluit", date(2030, 2, 28), date(2031, 2, 28)),
        ("vernietigen", "P1Y", "vervaldatum_besluit", None, date(2027, 2, 28)),
        # What ended before the case was closed does not shorten it.
        ("vernietigen", "P1Y", "vervaldatum_besluit", date(2020, 1, 1), date(2027, 2, 28)),
        ("blijvend_bewaren", "", "afgehandeld", None, None),
        ("vernietigen", "", "afgehandeld", None, None),
    ],
)
def test_the_archive_day(archive, retention, counts_from, expires_on, expected):
    result = ResultType(archive=archive, retention=retention, counts_from=counts_from)
    assert archive_day(result, closed_on=date(2026, 2, 28), expires_on=expires_on) == expected


def test_what_may_be_destroyed(town, officer):
    ready = make_closed_case(at=LONG_AGO)
    make_closed_case(at=NOW - timedelta(days=100))  # too young
    make_case(at=LONG_AGO)  # open
    called = make_closed_case(at=LONG_AGO)
    callback = make_callback()
    Question.objects.filter(pk=callback.question_id).update(case=called)
    whole = make_closed_case(at=LONG_AGO)
    Case.objects.filter(pk=make_case(at=NOW).pk).update(parent=whole)
    assert set(destroyable(TODAY)) == {ready}
    (group,) = groups_due(TODAY)
    assert (group.result, group.number) == ("Verleend", 1)
    services.draw_up(by=officer, until=TODAY, now=NOW)
    assert not destroyable(TODAY).exists()


# -- Two people -------------------------------------------------------------------------------


def test_a_list_has_a_number_and_its_cases(town, officer):
    case = make_closed_case(at=LONG_AGO)
    made = services.draw_up(by=officer, until=TODAY, now=NOW)
    assert made.number == f"V-{NOW.year}-0001"
    (item,) = made.items.all()
    assert (item.case, item.result, item.closed_on) == (case, "Verleend", LONG_AGO.date())
    with pytest.raises(DomainError):
        services.draw_up(by=officer, until=TODAY, now=NOW)
    with pytest.raises(DomainError):
        services.draw_up(by=officer, until=TODAY + timedelta(days=1), now=NOW)
    make_closed_case(at=LONG_AGO)
    assert services.draw_up(by=officer, until=TODAY, now=NOW).number == f"V-{NOW.year}-0002"


def test_who_drew_it_up_does_not_decide(town, officer, other):
    make_closed_case(at=LONG_AGO)
    made = services.draw_up(by=officer, until=TODAY, now=NOW)
    with pytest.raises(Conflict):  # not asked for yet
        services.approve(by=other, destruction=made, version=made.version, now=NOW)
    services.propose(by=officer, destruction=made, version=made.version, now=NOW)
    with pytest.raises(DomainError):
        services.approve(by=officer, destruction=made, version=made.version, now=NOW)
    with pytest.raises(DomainError):
        services.send_back(
            by=officer, destruction=made, version=made.version, reason="Nee", now=NOW
        )
    assert not Job.objects.exists()
    services.approve(by=other, destruction=made, version=made.version, now=NOW)
    assert Job.objects.get().payload == {"list": str(made.public_id)}
    with pytest.raises(Conflict):
        services.approve(by=other, destruction=made, version=made.version, now=NOW)


def test_sent_back_it_is_changed_and_asked_again(town, officer, other):
    make_closed_case(at=LONG_AGO)
    kept = make_closed_case(at=LONG_AGO)
    made = services.draw_up(by=officer, until=TODAY, now=NOW)
    services.propose(by=officer, destruction=made, version=made.version, now=NOW)
    item = made.items.get(case=kept)
    with pytest.raises(DomainError):  # asked: only who decides changes it
        services.leave_out(by=officer, item=item, reason="Zaak", keep_until=None, now=NOW)
    services.send_back(
        by=other, destruction=made, version=made.version, reason="Er loopt een beroep", now=NOW
    )
    item.refresh_from_db()
    until = TODAY + timedelta(days=365)
    services.leave_out(by=officer, item=item, reason="Beroep", keep_until=until, now=NOW)
    made.refresh_from_db()
    services.propose(by=officer, destruction=made, version=made.version, now=NOW)
    services.approve(by=other, destruction=made, version=made.version, now=NOW)
    carried_out(made)
    kept.refresh_from_db()
    assert (kept.destroyed_at, kept.archive_on) == (None, until)
    assert Case.objects.filter(destroyed_at__isnull=False).count() == 1


def test_leaving_out_needs_a_reason_and_a_day_to_come(town, officer):
    make_closed_case(at=LONG_AGO)
    made = services.draw_up(by=officer, until=TODAY, now=NOW)
    item = made.items.select_related("list", "case").get()
    for typed in ({"reason": " ", "keep_until": None}, {"reason": "Zaak", "keep_until": TODAY}):
        with pytest.raises(DomainError):
            services.leave_out(by=officer, item=item, now=NOW, **typed)
    services.leave_out(by=officer, item=item, reason="Zaak", keep_until=None, now=NOW)
    made.refresh_from_db()
    with pytest.raises(DomainError):  # nothing left to destroy
        services.propose(by=officer, destruction=made, version=made.version, now=NOW)
    services.put_back(by=officer, item=item, now=NOW)
    made.refresh_from_db()
    services.propose(by=officer, destruction=made, version=made.version, now=NOW)
    with pytest.raises(Conflict):
        services.throw_away(by=officer, destruction=made, version=made.version, now=NOW)


# -- What is left -----------------------------------------------------------------------------


def full_case(agent):
    """A closed case with everything personal that can hang on one."""
    customer = make_customer()
    case = make_closed_case(by=agent, customer=customer, at=LONG_AGO, location="Dorpsstraat 1")
    Case.objects.filter(pk=case.pk).update(details={"naam": "De Wit"}, handler=agent)
    case.refresh_from_db()
    add_note(by=None, case=case, text="Mevrouw De Wit belde", now=LONG_AGO)
    path = default_storage.save("documents/toets", ContentFile(b"geheim"))
    CaseDocument.objects.create(
        case=case, name="brief De Wit.pdf", kind="application/pdf", size=6, sha256="0" * 64,
        path=path, added_at=LONG_AGO,
    )  # fmt: skip
    contact = make_contact(
        by=agent, customer=customer, at=LONG_AGO, note="De Wit vraagt hoe het staat"
    )
    contact.questions.update(case=case)
    return case, contact, path


def test_everything_personal_is_gone(town, officer, other, django_capture_on_commit_callbacks):
    agent = make_user("agent")
    case, contact, path = full_case(agent)
    destruction = approved(officer, other)
    with django_capture_on_commit_callbacks(execute=True):
        carried_out(destruction)
    case.refresh_from_db()
    assert case.destroyed_at == NOW
    for name in Case.personal_data:
        assert not getattr(case, name), name
    assert (case.handler, case.registered_by) == (None, None)
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is Case and model.__name__ not in (
                "Case", "DestructionItem", "Question",
            ):  # fmt: skip
                assert not model.objects.filter(**{field.name: case}).exists(), model
    assert not default_storage.exists(path)
    contact.refresh_from_db()
    assert (contact.customer, contact.caller_name, contact.phone) == (None, "", "")
    question = contact.questions.get()
    assert (question.note, question.case) == ("", case)
    destruction.refresh_from_db()
    assert destruction.state == "done"
    assert destruction.counts == {"cases": 1, "documents": 1, "questions": 1, "contacts": 1}
    assert AuditEvent.objects.filter(action="case.destroyed").count() == 1


def test_the_counts_stay(town, officer, other):
    case = make_closed_case(at=LONG_AGO)
    kept = ("number", "case_type_id", "department_id", "result_id", "registered_at", "closed_at",
            "due_on", "norm_due_at", "decided_on")  # fmt: skip
    before = Case.objects.values(*kept).get(pk=case.pk)
    carried_out(approved(officer, other))
    assert Case.objects.values(*kept).get(pk=case.pk) == before


def test_words_are_found_no_more(town, officer, other):
    make_closed_case(at=LONG_AGO, description="Zonnewijzer op het schuurdak")
    carried_out(approved(officer, other))
    words = "zonnewijzer"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM cases_search WHERE cases_search MATCH %s", [words])
        else:
            cursor.execute(
                "SELECT count(*) FROM cases_case"
                " WHERE to_tsvector('dutch', search_text) @@ to_tsquery('dutch', %s)",
                [words],
            )
        assert cursor.fetchone() == (0,)


def test_another_question_in_the_same_call_keeps_its_caller(town, officer, other):
    agent = make_user("agent")
    case, contact, _path = full_case(agent)
    second = contact.questions.get()
    second.pk, second.position, second.case, second.note = None, 2, None, "Iets anders"
    second.public_id = case.public_id
    second.save()
    carried_out(approved(officer, other))
    contact.refresh_from_db()
    assert contact.customer is not None
    assert list(contact.questions.order_by("position").values_list("note", flat=True)) == [
        "", "Iets anders",
    ]  # fmt: skip


def test_a_callback_about_it_keeps_no_words(town, officer, other):
    callback = make_callback(at=LONG_AGO)
    case = make_closed_case(at=LONG_AGO)
    Question.objects.filter(pk=callback.question_id).update(case=case)
    Callback.objects.filter(pk=callback.pk).update(
        status="done", closed_at=LONG_AGO, answer="Ja hoor", next_step_at=None
    )
    CallbackEvent.objects.create(callback=callback, kind="note", at=LONG_AGO, text="De Wit")
    carried_out(approved(officer, other))
    callback.refresh_from_db()
    assert (callback.caller_name, callback.question_text, callback.customer) == ("", "", None)
    assert (callback.phone, callback.answer) == ("–", "–")
    assert not CallbackEvent.objects.filter(callback=callback).exclude(text="").exists()
    assert Contact.objects.filter(questions__callback=callback, phone="").exists()


def test_what_was_opened_again_stays(town, officer, other):
    case = make_closed_case(at=LONG_AGO)
    destruction = approved(officer, other)
    reopen(by=None, case=case, version=case.version, reason="Bezwaar", now=NOW)
    carried_out(destruction)
    case.refresh_from_db()
    assert (case.destroyed_at, case.is_open) == (None, True)
    item = destruction.items.get()
    assert item.excluded
    assert item.reason
    assert CaseEvent.objects.filter(case=case).exists()


def test_broken_off_it_goes_on(town, officer, other, monkeypatch):
    for _number in range(5):
        make_closed_case(at=LONG_AGO)
    monkeypatch.setattr("cases.retention.destroying.PIECE", 2)
    destruction = approved(officer, other)
    assert destroy_piece(destruction, now=NOW) == 2
    again = DestructionList.objects.get(pk=destruction.pk)
    carried_out(again)
    again.refresh_from_db()
    assert (again.state, again.counts["cases"]) == ("done", 5)


def test_destroying_costs_no_statement_per_case(
    town, officer, other, django_assert_num_queries, django_assert_max_num_queries
):
    for _number in range(3):
        make_closed_case(at=LONG_AGO)
    destruction = approved(officer, other)
    with django_assert_max_num_queries(60):
        destroy_piece(destruction, now=NOW)


# -- On screen --------------------------------------------------------------------------------


def test_from_list_to_certificate_on_screen(client, officer, other):
    make_closed_case(at=LONG_AGO)
    client.force_login(officer)
    page = client.post("/cases/retention/", {"until": TODAY.isoformat()}, follow=True)
    here = page.redirect_chain[-1][0]
    made = DestructionList.objects.get()
    item = made.items.get()
    refused = client.post(f"{here}{item.public_id}/leave-out/", {"reason": ""})
    assert refused.status_code == 422
    client.post(f"{here}propose/", {"version": made.version})
    made.refresh_from_db()
    assert made.state == "proposed"
    assert "approve" not in client.get(here).content.decode()
    client.post(f"{here}approve/", {"version": made.version})
    made.refresh_from_db()
    assert made.state == "proposed"
    client.force_login(other)
    client.post(f"{here}approve/", {"version": made.version})
    made.refresh_from_db()
    assert made.state == "approved"
    carried_out(made)
    page = client.get(here).content.decode()
    assert "Z-" in page
    assert made.number in page
    sheet = client.get(f"{here}export/?format=xlsx")
    content = b"".join(sheet.streaming_content) if sheet.streaming else sheet.content
    assert ZipFile(BytesIO(content)).testzip() is None


def test_a_day_to_come_is_refused_with_what_was_typed(client, officer):
    client.force_login(officer)
    tomorrow = (TODAY + timedelta(days=3650)).isoformat()
    page = client.post("/cases/retention/", {"until": tomorrow})
    assert page.status_code == 422
    assert tomorrow in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_for_one_and_three(client, officer, number, django_assert_num_queries):
    for _each in range(number):
        make_closed_case(at=LONG_AGO)
    made = services.draw_up(by=officer, until=TODAY, now=NOW)
    client.force_login(officer)
    with django_assert_num_queries(5):
        client.get("/cases/retention/")
    with django_assert_num_queries(7):
        client.get(f"/cases/retention/{made.public_id}/")


def test_a_destroyed_case_is_not_there_any_more(client, officer, other):
    case = make_closed_case(at=LONG_AGO)
    carried_out(approved(officer, other))
    client.force_login(make_user("handler", case.department))
    assert client.get(f"/cases/{case.public_id}/").status_code == 404


def test_what_waits_to_be_kept_for_longer_is_on_no_other_list(town, officer, other):
    """Left out until a day to come, of a list nobody decided about yet: no second list takes it."""
    make_closed_case(at=LONG_AGO)
    kept = make_closed_case(at=LONG_AGO)
    made = services.draw_up(by=officer, until=TODAY, now=NOW)
    item = made.items.get(case=kept)
    until = TODAY + timedelta(days=365)
    services.leave_out(by=officer, item=item, reason="Beroep", keep_until=until, now=NOW)
    assert not destroyable(TODAY).exists()
    assert list(destroyable(until).values_list("pk", flat=True)) == [kept.pk]

    # Without a day it comes back on the next list.
    services.leave_out(by=officer, item=item, reason="Beroep", keep_until=None, now=NOW)
    assert list(destroyable(TODAY).values_list("pk", flat=True)) == [kept.pk]
