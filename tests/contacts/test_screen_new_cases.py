"""A case that is registered on the agent's screen, with the questions of its type."""

from uuid import uuid4

import pytest

from cases.following.loading import load as load_messages
from cases.following.services import open_with_code
from cases.models import Case, CaseQuestion, CaseType, FollowCode
from contacts.models import Contact, Question
from contacts.reference import forget
from contacts.reference import reference as warm
from kcc.jobs.models import OutboxMessage
from tests.contacts.screen import BACKGROUND, DORMER, kept, live, post, url
from tests.factories import NOW, make_customer, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
ANSWERS = {
    "q0-detail_plek_postcode": "7811 ab",
    "q0-detail_plek_number": "3",
    "q0-detail_kosten": "12.500,50",
    "q0-detail_start": "2027-02-01",
    "q0-detail_monument": "no",
    "q0-detail_soort": "Dakkapel",
    "q0-detail_opmerking": "BSN 123456782 staat op de brief",
}
QUESTIONS = [
    {"key": "plek", "label": "Op welk adres?", "kind": "address", "required": True},
    {"key": "kosten", "label": "Wat zijn de bouwkosten?", "kind": "number", "unit": "euro"},
    {"key": "start", "label": "Wanneer begint het werk?", "kind": "date"},
    {"key": "monument", "label": "Is het een monument?", "kind": "yes_no", "required": True},
    {"key": "soort", "label": "Wat komt er?", "kind": "choice", "choices": ["Dakkapel", "Schuur"]},
    {"key": "opmerking", "label": "Verder nog iets?", "kind": "text"},
]


def ask(*questions):
    """The case type of the dormer asks these when a case is registered."""
    case_type = reference().case_type["omgevingsvergunning"]
    for order, values in enumerate(questions, start=1):
        CaseQuestion.objects.create(case_type=case_type, order=order, **values)
    forget()
    warm()


# -- Registering --------------------------------------------------------------------------------


def test_a_case_is_registered_with_its_answers_in_one_step(agent):
    ask(*QUESTIONS)
    customer = make_customer()
    answer = post(agent, DORMER | ANSWERS | {"customer": str(customer.public_id)})
    case = Case.objects.get()
    assert case.details == {
        "plek": {"postcode": "7811AB", "number": "3"},
        "kosten": "12500.5",
        "start": "2027-02-01",
        "monument": False,
        "soort": "Dakkapel",
        "opmerking": "BSN ******782 staat op de brief",
    }
    assert (case.customer, case.subject_code, case.subject_name) == (customer, "VG01", "Dakkapel")
    assert case.description == DORMER["q0-note"]
    assert "12500.5" in case.search_text
    question = Question.objects.get()
    assert (question.case, question.outcome.code) == (case, "zaak_aangemaakt")
    # Nobody asks how it is going with what begins now.
    assert question.asks_status is None
    assert answer.status_code == 200


def test_the_questions_come_with_the_subject_before_anybody_chose_an_outcome(agent):
    ask(*QUESTIONS)
    shown = live(agent, DORMER | {"q0-category": ""})
    assert [field.label for field in shown.details] == [
        "Op welk adres?", "Wat zijn de bouwkosten? (euro)", "Wanneer begint het werk?",
        "Is het een monument?", "Wat komt er?", "Verder nog iets?",
    ]  # fmt: skip
    assert shown.deadlines is not None


def test_the_questions_of_a_type_that_was_chosen_go_before_those_of_the_subject(agent):
    ask(*QUESTIONS)
    other = CaseType.objects.get(slug="omgevingsvergunning")
    other.pk, other.slug, other.name = None, "klacht", "Klacht"
    other.save()
    CaseQuestion.objects.create(case_type=other, order=1, key="over", label="Over wie?")
    forget()
    assert [field.name for field in live(agent, DORMER | {"q0-case_type": "klacht"}).details] == [
        "detail_over"
    ]


def test_every_wrong_answer_is_named_and_nothing_typed_is_lost(agent):
    ask(*QUESTIONS)
    wrong = {
        "q0-detail_plek_postcode": "12",
        "q0-detail_plek_street": "Marktplein",
        "q0-detail_kosten": "1.250",
        "q0-detail_opmerking": "Belt morgen terug",
    }
    key = uuid4()
    answer = post(agent, DORMER | wrong, key)
    assert answer.status_code == 422
    form = answer.context["space"].questions.panels[0].form
    assert sorted(form.errors) == ["detail_kosten", "detail_monument", "detail_plek"]
    page = answer.content.decode()
    for value in ('value="12"', 'value="Marktplein"', 'value="1.250"', 'value="Belt morgen terug"'):
        assert value in page
    assert not Contact.objects.exists()
    assert kept(key)["q0-detail_kosten"] == "1.250"
    # Also from the draft, in another browser.
    again = agent.get(url(key)).content.decode()
    for value in ('value="12"', 'value="Marktplein"', 'value="1.250"', 'value="Belt morgen terug"'):
        assert value in again


def test_answers_are_not_asked_for_with_another_outcome(agent):
    ask(*QUESTIONS)
    direct = DORMER | {"q0-category": "direct", "q0-detail_kosten": "onzin"}
    assert post(agent, direct).status_code == 302
    assert not Case.objects.exists()


def test_answers_survive_a_change_of_mind_about_the_type(agent):
    ask(*QUESTIONS)
    key = uuid4()
    page = post(agent, DORMER | ANSWERS | {"q0-subject": "Geluidsoverlast"}, key, "refresh")
    text = agent.get(page["Location"]).content.decode()
    assert '<input type="hidden" name="q0-detail_kosten" value="12.500,50">' in text
    shown = live(agent, DORMER | ANSWERS, key)
    assert shown.put_by == []
    assert shown.form["detail_plek"].value() == {"postcode": "7811 ab", "number": "3"}


def test_a_bsn_in_an_answer_is_masked_in_the_draft_too(agent):
    ask(*QUESTIONS)
    key = uuid4()
    live(agent, DORMER | ANSWERS, key)
    assert kept(key)["q0-detail_opmerking"] == "BSN ******782 staat op de brief"


def test_the_code_to_follow_it_is_shown_once_and_opens_the_page(agent):
    answer = post(agent, DORMER, **BACKGROUND)
    case = Case.objects.get()
    (registered,) = answer.context["registered"]
    assert registered == case
    assert registered.told_code in answer.content.decode()
    assert open_with_code(number=case.number, code=registered.told_code, sender="x", now=NOW)
    # Not in a message, which waits in a cookie or in the session.
    words = next(str(message) for message in answer.context["messages"])
    assert registered.told_code not in words
    assert case.number in words


def test_without_scripts_the_code_is_in_the_answer_itself(agent):
    key = uuid4()
    answer = post(agent, DORMER, key)
    (registered,) = answer.context["registered"]
    assert (answer.status_code, registered.told_code in answer.content.decode()) == (200, True)
    # Sent again there is nothing to show, and nothing is made twice.
    assert post(agent, DORMER, key).status_code == 302
    assert FollowCode.objects.count() == Case.objects.count() == 1


def test_a_type_that_nobody_follows_has_no_code(agent):
    CaseType.objects.update(followable=False)
    forget()
    answer = post(agent, DORMER)
    assert answer.status_code == 302
    assert not FollowCode.objects.exists()


def test_a_case_without_a_mail_address_costs_at_most_fourteen_statements(agent):
    ask(*QUESTIONS)
    customer = make_customer()
    key, data = uuid4(), DORMER | ANSWERS | {"customer": str(customer.public_id)}
    post(agent, data, key, "autosave", **BACKGROUND)
    with statements() as ran:
        post(agent, data, key, **BACKGROUND)
    assert Case.objects.get().customer == customer
    assert len(ran) <= 14, "\n".join(ran)


# -- Telling the customer ---------------------------------------------------------------------


def test_who_gave_an_address_gets_the_confirmation_by_mail(agent):
    load_messages()
    make_user("handler", reference().department["vergunningen"])
    answer = post(agent, DORMER | {"email": "hanna@example.org"})
    (case,) = answer.context["registered"]
    mail = OutboxMessage.objects.get()
    assert (mail.kind, mail.to) == ("case.received", "hanna@example.org")
    assert [case.number in mail.body, case.told_code in mail.body] == [True, True]
