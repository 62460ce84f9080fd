"""Correcting a contact: what changes, what is kept, who may, and two people at once."""

from datetime import timedelta

import pytest

from cases import services
from cases.models import Case
from contacts.history.filters import ContactFilters
from contacts.history.selectors import counted_questions
from contacts.history.services import (
    ContactValues,
    QuestionValues,
    correct_contact,
    outcomes_for,
)
from contacts.logging.inputs import CallbackInput, NewCaseInput
from contacts.models import Contact, ContactCorrection, Question
from kcc.audit.models import AuditEvent
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.models import Role
from tests.factories import (
    NOW,
    PHONE,
    make_callback,
    make_case,
    make_contact,
    make_customer,
    make_department,
    make_user,
    reference,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ref():
    return reference()


def url_of(contact):
    return f"/contacts/{contact.public_id}/correct/"


def sent(contact, **changes):
    """What the browser sends when nothing is touched, with these changes."""
    contact = Contact.objects.select_related("channel", "customer").get(pk=contact.pk)
    data = {
        "version": contact.version,
        "channel": contact.channel.code,
        "customer": contact.customer.public_id if contact.customer else "none",
        "find": "",
        "found": "",
        "why": "Verkeerd onderwerp gekozen",
    }
    for question in contact.questions.select_related("subject", "outcome", "reason"):
        place = f"q{question.position}-"
        data |= {
            f"{place}subject": question.subject.code,
            f"{place}note": question.note,
            f"{place}outcome": question.outcome.code,
            f"{place}reason": question.reason.code if question.reason else "",
            f"{place}asks_status": {True: "yes", False: "no", None: ""}[question.asks_status],
        }
    return data | {name.replace("q1_", "q1-"): value for name, value in changes.items()}


def correct(contact, *, by, ref, now=NOW, version=None, channel=None, why="Fout", **question):
    """Through the service, with everything else as it is."""
    contact = Contact.objects.get(pk=contact.pk)
    asked = contact.questions.get()
    values = {
        "subject": asked.subject, "note": asked.note, "outcome": asked.outcome,
        "reason": asked.reason, "asks_status": asked.asks_status,
    }  # fmt: skip
    customer = question.pop("customer", contact.customer)
    wanted = ContactValues(
        channel=channel or contact.channel,
        customer=customer,
        questions=(QuestionValues(position=1, **(values | question)),),
    )
    return correct_contact(
        by=by, contact=contact, version=version or contact.version, values=wanted, why=why, now=now
    )


# -- Who ----------------------------------------------------------------------------------------


def test_who_logged_it_and_a_team_lead_correct(client, client_of):
    mine = client_of("agent")
    contact = make_contact(by=mine.user)
    assert mine.get(url_of(contact)).status_code == 200
    seen = {role: client_of(role).get(url_of(contact)).status_code for role in Role}
    assert seen == dict.fromkeys(Role, 403) | {Role.KCC_LEAD: 200}
    assert client.get(url_of(contact)).status_code == 302


def test_a_lead_does_not_correct_what_the_lead_may_not_see(client_of):
    contact = make_contact(confidential=True)
    assert client_of("kcc_lead").get(url_of(contact)).status_code == 404


def test_the_button_is_there_for_who_may_use_it(client_of):
    mine, other = client_of("agent"), client_of("agent")
    contact = make_contact(by=mine.user)
    shown = [url_of(contact) in c.get(url_of(contact)[:-8]).content.decode() for c in (mine, other)]
    assert shown == [True, False]


def test_the_service_refuses_another_agent(ref):
    contact = make_contact(by=make_user("agent"))
    with pytest.raises(DomainError):
        correct(contact, by=make_user("agent"), ref=ref, note="Anders")
    assert ContactCorrection.objects.count() == 0


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


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "__all__"),
        ({"why": " "}, "why"),
        ({"q1_subject": "XX"}, "subject"),
        ({"q1_outcome": "terugbelverzoek"}, "outcome"),
        ({"channel": "duif"}, "channel"),
        ({"customer": "somebody"}, "customer"),
        ({"q1_note": "x" * 10_001}, "note"),
    ],
)
def test_what_cannot_be_saved_is_asked_again(client_of, changes, field):
    client = client_of("agent")
    contact = make_contact(by=client.user)
    answer = client.post(url_of(contact), sent(contact, **changes))
    errors = [name for form in answer.context["forms"] for name in form.errors]
    assert (answer.status_code, errors) == (422, [field])
    assert ContactCorrection.objects.count() == 0


# -- The customer is looked for -----------------------------------------------------------------


def test_a_customer_is_looked_for_and_chosen_without_losing_what_was_typed(client_of):
    client = client_of("agent")
    contact = make_contact(by=client.user)
    customer = make_customer()
    make_customer(family_name="Vries", confidential=True)
    data = sent(contact, find="wit", q1_note="Getypt")
    answer = client.post(url_of(contact), data)
    page = answer.context
    assert answer.status_code == 200
    assert list(page["form"].customers) == [str(customer.public_id)]
    assert page["questions"][0]["note"].value() == "Getypt"
    assert ContactCorrection.objects.count() == 0
    data |= {"found": "wit", "customer": customer.public_id}
    assert client.post(url_of(contact), data).status_code == 302
    contact.refresh_from_db()
    assert (contact.customer, contact.questions.get().note) == (customer, "Getypt")


@pytest.mark.parametrize("text", ["06-12345678", "hanna DE wit", "7801 AB 12a", "hanna@example.nl"])
def test_customers_are_found_by_number_name_address_and_mail(client_of, text):
    client = client_of("agent")
    contact = make_contact(by=client.user)
    customer = make_customer(emails=["hanna@example.nl"])
    answer = client.post(url_of(contact), sent(contact, find=text))
    assert list(answer.context["form"].customers) == [str(customer.public_id)]


def test_a_customer_out_of_sight_is_neither_found_nor_chosen(client_of):
    client = client_of("agent")
    contact = make_contact(by=client.user)
    customer = make_customer(confidential=True)
    answer = client.post(url_of(contact), sent(contact, find="wit"))
    assert list(answer.context["form"].customers) == []
    answer = client.post(url_of(contact), sent(contact, customer=customer.public_id))
    assert answer.status_code == 422


# -- Two people at once -------------------------------------------------------------------------


def test_the_second_of_two_sees_both_and_loses_nothing(client_of, ref):
    agent, lead = client_of("agent"), client_of("kcc_lead")
    contact = make_contact(by=agent.user, note="Eerst")
    old = sent(contact, q1_note="Van de agent")
    lead.post(url_of(contact), sent(contact, q1_note="Van de leider", channel="balie"))
    answer = agent.post(url_of(contact), old)
    assert answer.status_code == 409
    question, form = answer.context["questions"][0], answer.context["form"]
    assert question["note"].value() == "Van de agent"
    assert "Van de leider" in question["note"].help_text
    assert "Balie" in form["channel"].help_text
    assert "Van de leider" in answer.content.decode()
    assert form["version"].value() == 2
    assert contact.questions.get().note == "Van de leider"
    # Sent again from that page, it is saved over the other one; both stay in the history.
    assert agent.post(url_of(contact), old | {"version": 2}).status_code == 302
    assert contact.questions.get().note == "Van de agent"
    assert [c.by for c in contact.corrections.all()] == [agent.user, lead.user]


def test_a_save_over_a_newer_version_is_a_conflict(ref):
    agent = make_user("agent")
    contact = make_contact(by=agent)
    correct(contact, by=agent, ref=ref, note="Eerste")
    with pytest.raises(Conflict):
        correct(contact, by=agent, ref=ref, note="Tweede", version=1)
    assert contact.questions.get().note == "Eerste"


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
