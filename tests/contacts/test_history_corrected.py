"""A contact that was corrected: what changed, what is kept, and what follows from it."""

from datetime import timedelta

import pytest

from cases import services
from cases.models import Case
from contacts.history.filters import ContactFilters
from contacts.history.selectors import counted_questions
from contacts.history.services import outcomes_for
from contacts.logging.inputs import CallbackInput, NewCaseInput
from contacts.models import Question
from kcc.audit.models import AuditEvent
from kcc.lib.errors import DomainError
from tests.contacts.corrections import correct, sent, url_of
from tests.factories import (
    NOW,
    PHONE,
    make_callback,
    make_case,
    make_contact,
    make_customer,
    make_department,
    make_user,
)

pytestmark = pytest.mark.django_db


# -- What changes, and what is kept -------------------------------------------------------------


def test_old_and_new_values_are_kept(client_of, ref):
    client = client_of("agent")
    contact = make_contact(by=client.user, note="Over een pasport.")
    data = sent(contact, q1_note="Over een paspoort.", q1_reason="geen_reactie", channel="balie")
    assert client.post(url_of(contact), data).status_code == 302
    contact.refresh_from_db()
    question = contact.questions.get()
    assert (question.note, question.reason.code, contact.channel.code, contact.version) == (
        "Over een paspoort.",
        "geen_reactie",
        "balie",
        2,
    )
    assert "paspoort." in question.search_text
    correction = contact.corrections.get()
    assert (correction.by, correction.reason) == (client.user, "Verkeerd onderwerp gekozen")
    assert correction.changes == [
        {"question": None, "field": "channel", "before": "Telefoon", "after": "Balie"},
        {"question": 1, "field": "note", "before": "Over een pasport.",
         "after": "Over een paspoort."},
        {"question": 1, "field": "reason", "before": "Nieuwe vraag",
         "after": "Geen reactie gekregen"},
        # Who had no answer asks how it is going: that follows.
        {"question": 1, "field": "asks_status", "before": "", "after": "Ja"},
    ]  # fmt: skip
    event = AuditEvent.objects.get(action="contact.corrected")
    assert event.detail == {"fields": ["asks_status", "channel", "note", "reason"]}
    page = client.get(f"/contacts/{contact.public_id}/").content.decode()
    assert "Over een pasport." in page


def test_figures_follow_the_corrected_subject_and_outcome(ref):
    agent = make_user("agent")
    contact = make_contact(by=agent, subject="BZ01")
    correct(contact, by=agent, ref=ref, subject=ref.subject["VG01"],
            outcome=ref.outcome["verwezen_extern"])  # fmt: skip
    found = {
        slug: counted_questions(ContactFilters(department=slug)).count()
        for slug in ("burgerzaken", "vergunningen")
    }
    assert found == {"burgerzaken": 0, "vergunningen": 1}
    assert counted_questions(ContactFilters(direct=True)).count() == 0
    changed = [change["field"] for change in contact.corrections.get().changes]
    assert changed == ["subject", "outcome", "department"]


def test_a_wrong_number_no_longer_counts(ref):
    agent = make_user("agent")
    contact = make_contact(by=agent)
    correct(contact, by=agent, ref=ref, outcome=ref.outcome["verkeerd_verbonden"])
    contact.refresh_from_db()
    assert contact.counts is False
    correct(contact, by=agent, ref=ref, outcome=ref.outcome["direct_afgehandeld"])
    contact.refresh_from_db()
    assert contact.counts is True


def test_a_repeat_counts_for_the_corrected_department_of_the_first_contact(ref):
    agent = make_user("agent")
    first = make_contact(by=agent, subject="BZ01", at=NOW - timedelta(days=1))
    make_contact(subject="BZ01", repeat_of=first.questions.get())
    correct(first, by=agent, ref=ref, subject=ref.subject["VG01"])
    filters = ContactFilters(repeat="confirmed", department="vergunningen")
    assert counted_questions(filters).count() == 1


def test_a_question_passed_on_elsewhere_stays_there(ref):
    agent = make_user("agent")
    elsewhere = make_department("kcc")
    contact = make_contact(by=agent, subject="BZ01", department=elsewhere)
    correct(contact, by=agent, ref=ref, subject=ref.subject["VG01"])
    assert contact.questions.get().department == elsewhere


def test_what_belongs_to_a_transfer_goes_with_it(ref):
    agent = make_user("agent")
    contact = make_contact(by=agent, outcome="doorverbonden_koud")
    assert contact.questions.get().transfer_warm is False
    correct(contact, by=agent, ref=ref, outcome=ref.outcome["direct_afgehandeld"])
    assert contact.questions.get().transfer_warm is None
    correct(contact, by=agent, ref=ref, outcome=ref.outcome["doorverbonden_warm"])
    assert contact.questions.get().transfer_warm is True


def callback_contact(agent, ref, **values):
    make_user("handler")
    callback = CallbackInput(
        phone=PHONE, question_text="Wanneer?", department=ref.department["vergunningen"]
    )
    return make_contact(
        by=agent, subject="VG01", outcome="terugbelverzoek", callback=callback, **values
    )


@pytest.mark.parametrize(
    ("reach", "codes"),
    [
        ({}, {"terugbelverzoek"}),
        ({"answer_by": "email", "email": "h@example.org"}, {"taak_uitgezet"}),
    ],
)
def test_an_answer_stays_by_telephone_or_in_writing_as_it_was_promised(ref, reach, codes):
    question = make_callback(**reach).question
    assert {o.code for o in outcomes_for(question, ref.outcome.values())} == codes


def test_a_callback_or_case_that_was_made_stays_made(ref):
    agent = make_user("agent")
    new = NewCaseInput(case_type=ref.case_type["omgevingsvergunning"], description="Dakkapel.")
    kinds = {}
    for name, contact in (
        ("callback", callback_contact(agent, ref)),
        ("case", make_contact(by=agent, outcome="zaak_aangemaakt", new_case=new)),
        ("plain", make_contact(by=agent)),
    ):
        question = contact.questions.get()
        question = Question.objects.select_related("callback").get(pk=question.pk)
        kinds[name] = {o.category for o in outcomes_for(question, ref.outcome.values())}
        if name != "plain":
            with pytest.raises(DomainError):
                correct(contact, by=agent, ref=ref, outcome=ref.outcome["direct_afgehandeld"])
    assert kinds == {
        "callback": {"callback"},
        "case": {"case"},
        "plain": {"direct", "transferred", "referred", "aborted"},
    }
    with pytest.raises(DomainError):
        correct(make_contact(by=agent), by=agent, ref=ref, outcome=ref.outcome["terugbelverzoek"])


def test_another_customer_takes_along_the_case_that_was_registered_then(ref):
    agent, wrong = make_user("agent"), make_customer()
    right = make_customer(family_name="Vries", house_number=14, house_suffix="")
    new = NewCaseInput(case_type=ref.case_type["omgevingsvergunning"], description="Dakkapel.")
    known = {"by": agent, "customer": wrong, "outcome": "zaak_aangemaakt"}
    contact = make_contact(**known, new_case=new)
    case = contact.made_cases[0]
    correct(contact, by=agent, ref=ref, customer=right)
    case.refresh_from_db()
    assert (case.customer, case.version) == (right, 2)
    event = case.events.get()
    assert (event.kind, event.by, event.detail["fields"]) == ("edited", agent, ["customer"])


def test_a_case_of_before_or_closed_or_of_another_stays_where_it_is(ref):
    agent, wrong, other = make_user("agent"), make_customer(), make_customer(given_name="Berta")
    handler = make_user("handler")
    new = NewCaseInput(case_type=ref.case_type["omgevingsvergunning"], description="Dakkapel.")
    known = {"by": agent, "customer": wrong, "outcome": "zaak_aangemaakt"}
    older = make_case(customer=wrong, at=NOW - timedelta(days=3))
    contacts = [make_contact(**known, new_case=new) for _ in range(3)]
    _about, shut, moved = (contact.made_cases[0] for contact in contacts)
    contacts[0].questions.update(case=older)
    result = shut.case_type.result_types.first()
    shut = Case.objects.for_acts().get(pk=shut.pk)
    services.close_case(by=handler, case=shut, version=1, result=result, answer="Ja", now=NOW)
    Case.objects.filter(pk=moved.pk).update(customer=other)
    for contact in contacts:
        correct(contact, by=agent, ref=ref, customer=None)
    found = Case.objects.filter(pk__in=[older.pk, shut.pk, moved.pk]).order_by("pk")
    assert [case.customer for case in found] == [wrong, wrong, other]


def test_another_customer_takes_the_callback_along(ref):
    agent = make_user("agent")
    wrong = make_customer()
    right = make_customer(family_name="Vries", house_number=14, house_suffix="")
    contact = callback_contact(agent, ref, customer=wrong)
    assert contact.location_key == wrong.address_key != right.address_key
    correct(contact, by=agent, ref=ref, customer=right)
    contact.refresh_from_db()
    assert (contact.customer, contact.location_key) == (right, right.address_key)
    callback = contact.questions.get().callback
    assert callback.customer == right
    # The number stays what the caller gave: whoever answers is told to check it first.
    assert [(event.kind, event.by) for event in callback.events.all()] == [("note", agent)]
    correct(contact, by=agent, ref=ref, customer=None)
    contact.refresh_from_db()
    assert (contact.customer, contact.location_key) == (None, "")


def test_a_bsn_in_the_note_or_the_reason_is_masked(ref):
    agent = make_user("agent")
    contact = make_contact(by=agent)
    correct(contact, by=agent, ref=ref, note="BSN 999993653 gaf zij door", why="999993653")
    said = [contact.questions.get().note, str(contact.corrections.get().changes)]
    said.append(contact.corrections.get().reason)
    assert [("999993653" in text) for text in said] == [False, False, False]


# -- Status questions -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("logged", "changes", "kept"),
    [
        # As it was logged, unless it is said or what it is recognised by changes.
        ({}, {"note": "Iets anders"}, True),
        ({}, {"asks_status": False}, False),
        ({}, {"reason": "nieuwe_vraag"}, False),
        ({}, {"reason": "geen_reactie"}, True),
        # Somebody said that it was none: another reason is another answer.
        ({"asks_status": False}, {"note": "Iets anders"}, False),
        ({"asks_status": False}, {"reason": "geen_reactie"}, True),
        ({"asks_status": False}, {"reason": "geen_reactie", "asks_status": True}, True),
        # About nothing that ran.
        ({"closed": True}, {"reason": "nieuwe_vraag"}, None),
        ({"made_now": True}, {"reason": "nieuwe_vraag"}, None),
        ({"direction": "outbound"}, {"reason": "geen_reactie"}, None),
    ],
)
def test_a_correction_keeps_what_is_a_status_question_right(ref, logged, changes, kept):
    agent = make_user("agent")
    case = make_case(at=NOW if logged.pop("made_now", False) else NOW - timedelta(days=9))
    if logged.pop("closed", False):
        case.closed_at, case.result = NOW - timedelta(days=1), case.case_type.result_types.first()
        case.save(update_fields=["closed_at", "result"])
    contact = make_contact(by=agent, direction=logged.pop("direction", "inbound"))
    contact.questions.update(case=case, reason=None, asks_status=logged.pop("asks_status", True))
    if "reason" in changes:
        changes = changes | {"reason": ref.reason[changes["reason"]]}
    # A question about a case keeps that kind of outcome: this one is as it is.
    correct(contact, by=agent, ref=ref, **changes)
    assert contact.questions.get().asks_status is kept
