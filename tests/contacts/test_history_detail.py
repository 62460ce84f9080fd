"""One contact: what is shown to whom, the look in the audit log, and the answer to a repeat."""

from datetime import timedelta

import pytest

from contacts.history.services import answer_repeat
from contacts.logging.inputs import CallbackInput, NewCaseInput
from contacts.models import Question
from contacts.models.contact import RepeatState
from contacts.reference import reference as kept_lists
from kcc.audit.models import AuditEvent
from kcc.lib.errors import DomainError
from kcc.organisation.calendars import calendar_for
from kcc.organisation.models import Role
from tests.factories import (
    NOW,
    PHONE,
    make_contact,
    make_customer,
    make_department,
    make_user,
    reference,
)
from tests.statements import statements

pytestmark = pytest.mark.django_db


def url_of(contact):
    return f"/contacts/{contact.public_id}/"


def told(response):
    return [one["question"] for one in response.context["told"]]


def chain(count, **values):
    """Contacts of one phone number about one subject, an hour apart; each is proposed as a repeat
    of the one before."""
    values = {"phone": PHONE, "subject": "VG01"} | values
    return [make_contact(at=NOW + timedelta(hours=hour), **values) for hour in range(count)]


# -- Who sees what ------------------------------------------------------------------------------


def test_every_role_and_one_contact(client, client_of):
    url = url_of(make_contact(subject="VG01"))
    seen = {role: client_of(role).get(url).status_code for role in Role}
    assert seen == {
        Role.AGENT: 200,
        Role.KCC_LEAD: 200,
        Role.HANDLER: 200,
        Role.HEAD: 200,
        Role.MANAGER: 403,
        Role.BOARD: 403,
        Role.ADMINISTRATOR: 403,
        Role.PRIVACY_OFFICER: 403,
    }
    assert client.get(url).status_code == 302
    assert client_of("agent").post(url).status_code == 405
    other = client_of("head", make_department("burgerzaken"))
    assert other.get(url).status_code == 404


def test_a_confidential_contact_is_for_the_department_and_who_logged_it(client_of):
    mine = client_of("agent")
    url = url_of(make_contact(subject="VG01", confidential=True, by=mine.user))
    clients = [mine, client_of("handler"), client_of("agent"), client_of("kcc_lead")]
    assert [client.get(url).status_code for client in clients] == [200, 200, 404, 404]


def test_a_department_reads_its_own_question_and_that_there_is_another(client_of):
    contact = make_contact(subject="VG01", note="Over de dakkapel.")
    other = make_contact(subject="BZ01", note="Over het paspoort.").questions.get()
    Question.objects.filter(pk=other.pk).update(contact=contact, position=2)
    answer = client_of("handler").get(url_of(contact))
    assert [q.note for q in told(answer)] == ["Over de dakkapel."]
    assert answer.context["story"].others == 1
    assert "paspoort" not in answer.content.decode().lower()
    assert len(told(client_of("agent").get(url_of(contact)))) == 2


def test_a_confidential_customer_is_not_named(client_of):
    contact = make_contact(customer=make_customer(confidential=True))
    assert "Hanna" not in client_of("agent").get(url_of(contact)).content.decode()
    assert "Hanna" in client_of("kcc_lead").get(url_of(contact)).content.decode()


def test_a_look_is_recorded_and_a_refused_one_is_not(client_of):
    contact = make_contact(subject="VG01")
    client = client_of("agent")
    client.get(url_of(contact))
    client_of("handler", make_department("burgerzaken")).get(url_of(contact))
    event = AuditEvent.objects.get(action="contact.viewed")
    assert (event.actor, event.object_id) == (client.user, str(contact.public_id))


# -- What is shown ------------------------------------------------------------------------------


def test_everything_of_a_contact_is_on_its_page(client_of):
    agent = client_of("agent")
    ref = reference()
    make_user("handler")
    callback = CallbackInput(
        phone=PHONE, question_text="Wanneer?", department=ref.department["vergunningen"]
    )
    contact = make_contact(
        by=agent.user, customer=make_customer(), subject="VG01", outcome="terugbelverzoek",
        callback=callback, phone=PHONE, talk_seconds=192, wrap_up_seconds=45,
    )  # fmt: skip
    page = agent.get(url_of(contact)).content.decode()
    question = contact.questions.get()
    for text in (
        "Hanna de Wit", "Dakkapel", "03:12", "00:45", "06 12345678", question.callback.number,
        f"/contacts/callbacks/{question.callback.public_id}/", "Telefoon", agent.user.last_name,
    ):  # fmt: skip
        assert text in page


def test_a_case_and_a_transfer_are_on_the_page(client_of):
    agent, ref = client_of("agent"), reference()
    new = NewCaseInput(case_type=ref.case_type["omgevingsvergunning"], description="Dakkapel.")
    contact = make_contact(subject="VG01", outcome="zaak_aangemaakt", new_case=new)
    case = contact.questions.get().case
    assert case.number in agent.get(url_of(contact)).content.decode()
    contact = make_contact(outcome="doorverbonden_koud")
    assert agent.get(url_of(contact)).status_code == 200


def test_the_place_in_the_series_counts_from_the_first(client_of):
    contacts = chain(3)
    agent = client_of("agent")
    places = [agent.get(url_of(contact)).context["told"][0]["place"] for contact in contacts]
    assert [(place.number, place.length) for place in places] == [(1, 3), (2, 3), (3, 3)]
    series = agent.get(url_of(contacts[1])).context["series"]
    assert [question.contact for question in series] == contacts
    assert agent.get(url_of(make_contact())).context["told"][0]["place"] is None


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_the_questions(client_of, count):
    agent, contact = client_of("agent"), make_contact(customer=make_customer())
    for position in range(2, count + 1):
        other = make_contact(subject="VG01").questions.get()
        Question.objects.filter(pk=other.pk).update(contact=contact, position=position)
    kept_lists(), calendar_for()
    with statements() as ran:
        assert len(told(agent.get(url_of(contact)))) == count
    # session, user, roles; contact, questions, corrections; the look
    assert len(ran) == 7


# -- Was this a repeat? -------------------------------------------------------------------------


@pytest.fixture
def pair():
    reference()
    return chain(2)


def answer_url(contact, position=1):
    return f"/contacts/{contact.public_id}/questions/{position}/repeat/"


def test_a_confirmed_repeat_counts_for_the_first_department(client_of, pair):
    client = client_of("agent")
    sent = {"answer": "confirmed", "reason": "niet_teruggebeld"}
    assert client.post(answer_url(pair[1]), sent).status_code == 302
    question = pair[1].questions.get()
    assert (question.repeat_state, question.repeat_reason.code) == (
        RepeatState.CONFIRMED,
        "niet_teruggebeld",
    )
    assert question.repeat_department.slug == "vergunningen"
    assert question.chain_start == pair[0].questions.get()
    event = AuditEvent.objects.get(action="repeat.confirmed")
    assert event.detail == {"question": 1, "reason": "niet_teruggebeld"}


def test_a_rejected_repeat_leaves_the_chain(client_of, pair):
    client_of("kcc_lead").post(answer_url(pair[1]), {"answer": "rejected"})
    question = pair[1].questions.get()
    assert (question.repeat_state, question.chain_start, question.repeat_department) == (
        RepeatState.REJECTED,
        None,
        None,
    )
    assert AuditEvent.objects.filter(action="repeat.rejected").count() == 1


def test_an_answer_may_be_changed(pair, now):
    question, user = pair[1].questions.get(), make_user("agent")
    reason = reference().repeat_reason["antwoord_onduidelijk"]
    answer_repeat(by=user, question=question, confirmed=False, now=now)
    answer_repeat(by=user, question=question, confirmed=True, reason=reason, now=now)
    question.refresh_from_db()
    assert (question.repeat_state, question.chain_start) == (
        RepeatState.CONFIRMED,
        pair[0].questions.get(),
    )


def test_a_repeat_without_a_reason_is_asked_again(client_of, pair):
    answer = client_of("agent").post(answer_url(pair[1]), {"answer": "confirmed"})
    assert answer.status_code == 422
    assert list(answer.context["told"][0]["form"].errors) == ["reason"]
    assert pair[1].questions.get().repeat_state == RepeatState.PROPOSED


def test_what_was_not_proposed_cannot_be_answered(client_of, pair, now):
    answer = client_of("agent").post(answer_url(pair[0]), {"answer": "rejected"})
    assert answer.status_code == 422
    reason = reference().repeat_reason["niet_teruggebeld"]
    with pytest.raises(DomainError):
        answer_repeat(
            by=None, question=pair[0].questions.get(), confirmed=True, reason=reason, now=now
        )


def test_only_the_contact_centre_answers(client, client_of, pair):
    url = answer_url(pair[1])
    seen = {role: client_of(role).post(url, {"answer": "rejected"}).status_code for role in Role}
    front = (Role.AGENT, Role.KCC_LEAD)
    assert seen == {role: 302 if role in front else 403 for role in Role}
    assert client.post(url).status_code == 302
    assert client_of("agent").get(url).status_code == 405
    assert client_of("agent").post(answer_url(pair[1], 9)).status_code == 404


def test_who_may_not_see_the_contact_does_not_answer_it(client_of, now):
    contacts = chain(2, confidential=True)
    assert client_of("agent").post(answer_url(contacts[1])).status_code == 404
