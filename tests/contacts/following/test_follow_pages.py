"""The page on which a customer follows a case, and the question left there."""

from uuid import uuid4

import pytest
from django.test import Client

from cases.following import limits
from cases.following.services import confirm_receipt
from cases.models import CaseEvent, StatusType
from cases.services import add_note, change_status
from contacts import reference as lists
from contacts.models import Contact, Outcome
from kcc.jobs.models import Notification
from tests.contacts.following.pages import (
    CASE,
    EN_ASK,
    EN_CASE,
    EN_START,
    QUESTION,
    START,
    ask,
    enter,
    text_of,
)
from tests.factories import NOW, make_case, make_department, make_user
from tests.statements import statements

pytestmark = pytest.mark.django_db


# -- What is shown ----------------------------------------------------------------------------


def test_page_shows_status_next_step_and_day(visitor, case):
    text = text_of(visitor.get(CASE))
    for part in (
        case.number, "uw aanvraag voor een vergunning", "Ontvangen", "Wij hebben het.",
        "Wij kijken ernaar", "dinsdag 5 januari 2027", "10 november 2026",
    ):  # fmt: skip
        assert part in text, part


def test_page_in_english(client, case, code):
    answer = enter(client, case.number, code, EN_START)
    assert answer["Location"] == EN_CASE
    answer = client.get(EN_CASE)
    assert (answer["Content-Language"], '<html lang="en"' in answer.content.decode()) == (
        "en",
        True,
    )
    text = text_of(answer)
    for part in (
        "your request for a permit", "Received", "We have it.", "We look at it",
        "You hear from us on Tuesday 5 January 2027 at the latest.", "We received it.",
    ):  # fmt: skip
        assert part in text, part
    assert 'href="/volg/zaak/" lang="nl"' in answer.content.decode()


def test_language_of_a_colleague_does_not_matter(client_of, case, code):
    client = client_of("agent")
    assert client.get(EN_START)["Content-Language"] == "en"
    assert client.get(START)["Content-Language"] == "nl"


def test_nothing_personal_is_shown(visitor, case):
    handler = case.handler
    add_note(by=handler, case=case, text="De aanvrager is boos", now=NOW)
    change_status(
        by=handler, case=case, version=1, status=StatusType.objects.get(name="In behandeling"),
        reason="Interne reden", now=NOW,
    )  # fmt: skip
    page = visitor.get(CASE).content.decode()
    for secret in (
        "Geheimenaam", "Hanna", "buurman", "Kanaalstraat", "Diagnose", "boos", "Interne reden",
        "Noorderstraat", "hanna@", handler.last_name, handler.get_display_name(),
    ):  # fmt: skip
        assert secret not in page, secret
    assert "Wij kijken ernaar" in page


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_at_most_six_statements(visitor, case, count):
    for each in range(count):
        CaseEvent.objects.create(case=case, kind="told", at=NOW, detail={"version": each})
    with statements() as ran:
        assert visitor.get(CASE).status_code == 200
    assert len(ran) == 4, ran


# -- A question -----------------------------------------------------------------------------------


def test_question_arrives_as_a_contact_on_the_case(visitor, case):
    answer = ask(visitor, phone="06 12345678", email="Hanna@Elders.nl")
    assert (answer.status_code, answer["Location"]) == (302, CASE)
    contact = Contact.objects.get()
    question = contact.questions.get()
    assert (contact.channel.code, contact.agent, contact.direction) == (
        "webformulier", None, "inbound",
    )  # fmt: skip
    assert (contact.customer, contact.phone, contact.email) == (
        case.customer, "+31612345678", "hanna@elders.nl",
    )  # fmt: skip
    assert (question.case, question.note, question.department) == (
        case, "Hoe lang duurt het nog?", case.department,
    )  # fmt: skip
    assert (question.outcome.code, question.counts_as_direct) == ("aan_zaak_toegevoegd", False)
    assert (question.subject.code, question.reason.code, question.asks_status) == (
        "VG01", "status_lopende_zaak", True,
    )  # fmt: skip


def test_question_stands_in_the_timeline_and_rings_the_bell(visitor, case):
    ask(visitor)
    event = case.events.get(kind="asked")
    assert (event.by, event.text) == (None, "Hoe lang duurt het nog?")
    assert event.detail == {"contact": str(Contact.objects.get().public_id)}
    line = Notification.objects.get()
    assert (line.user, line.text) == (
        case.handler, f"The customer of {case.number} left a question.",
    )  # fmt: skip
    assert line.url == f"/cases/{case.public_id}/"
    assert "You sent us a question or a message." in text_of(visitor.get(EN_CASE))


def test_question_of_a_case_nobody_has_rings_who_may_take_it(visitor, case):
    colleague = make_user("handler", case.department)
    make_user("handler", make_department("burgerzaken"))
    case.handler = None
    case.save(update_fields=["handler"])
    ask(visitor)
    assert {line.user for line in Notification.objects.all()} >= {colleague}
    assert all(
        line.user.memberships.get().department == case.department
        for line in Notification.objects.all()
    )


def test_same_question_sent_twice_arrives_once(visitor, case):
    key = str(uuid4())
    ask(visitor, key=key)
    assert ask(visitor, key=key).status_code == 302
    assert Contact.objects.count() == case.events.filter(kind="asked").count() == 1
    assert Notification.objects.count() == 1


def test_key_of_another_case_is_another_key(visitor, case):
    stranger, key = make_case(), str(uuid4())
    second = Client(REMOTE_ADDR="192.0.2.50")
    enter(second, stranger.number, confirm_receipt(by=None, case=stranger, now=NOW))
    ask(second, key=key)
    ask(visitor, key=key, text="Van een ander")
    notes = Contact.objects.order_by("pk").values_list("questions__case", "questions__note")
    assert list(notes) == [(stranger.pk, QUESTION["text"]), (case.pk, "Van een ander")]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"text": "  "}, "Write down what you want to ask or tell."),
        ({"about": ""}, "Choose what you want."),
        ({"email": "onzin"}, "This is not an e-mail address."),
        ({"phone": "12"}, "This is not a telephone number."),
    ],
)
def test_faults_are_said_and_what_was_typed_stays(visitor, values, sentence):
    answer = visitor.post(EN_ASK, QUESTION | {"key": str(uuid4()), "text": "Mijn vraag"} | values)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not Contact.objects.exists()
    if "text" not in values:
        assert "Mijn vraag" in text_of(answer)


def test_bsn_in_a_question_is_hidden(visitor, case):
    ask(visitor, text="Mijn nummer is 111222333, weet u meer?")
    note = Contact.objects.get().questions.get().note
    assert "111222333" not in note
    assert "111222333" not in case.events.get(kind="asked").text


def test_at_most_so_many_questions_a_day(visitor, case, frozen):
    for _each in range(limits.QUESTIONS.most):
        assert ask(visitor).status_code == 302
    answer = visitor.post(EN_ASK, QUESTION | {"key": str(uuid4())})
    assert answer.status_code == 429
    assert "You sent us enough for today." in text_of(answer)
    assert Contact.objects.count() == limits.QUESTIONS.most


def test_question_without_lists_to_log_it_with_is_refused_with_a_sentence(visitor, case):
    Outcome.objects.filter(category="case").update(active=False)
    lists.forget()
    answer = visitor.post(EN_ASK, QUESTION | {"key": str(uuid4())})
    assert answer.status_code == 422
    assert "We cannot take questions here now." in text_of(answer)


@pytest.mark.parametrize("about", ["more", "other"])
def test_other_messages_are_no_status_question(visitor, case, about):
    ask(visitor, about=about)
    question = Contact.objects.get().questions.get()
    assert (question.reason, question.asks_status) == (None, False)
