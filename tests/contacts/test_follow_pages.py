"""The page on which a customer follows a case, and the question left there."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from cases.following import limits
from cases.following.services import confirm_receipt, make_code
from cases.models import CaseEvent, CaseType, StatusType
from cases.services import add_note, change_status
from contacts import reference as lists
from contacts.following.senders import network_of
from contacts.following.views.session import KEY, LASTS
from contacts.models import Contact, Outcome
from kcc.audit.models import AuditEvent
from kcc.jobs.models import Notification
from kcc.organisation.models import Channel
from tests.factories import NOW, make_case, make_customer, make_department, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
START, CASE, ASK, STOP = "/volg/", "/volg/zaak/", "/volg/vraag/", "/volg/stop/"
EN_START, EN_CASE, EN_ASK = "/volg/en/", "/volg/en/zaak/", "/volg/en/vraag/"
WRONG = "00000-00000"
SECRETS = {
    "description": "Mijn buurman Achternaam drinkt",
    "location": "Kanaalstraat 8",
    "details": {"toelichting": "Diagnose van de huisarts"},
}


@pytest.fixture
def frozen():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def case(frozen):
    ref = reference()
    CaseType.objects.update(
        public_name="uw aanvraag voor een vergunning", public_name_en="your request for a permit"
    )
    words = {
        "Ontvangen": ("Ontvangen", "Received", "Wij hebben het.", "We have it."),
        "In behandeling": ("Wij kijken ernaar", "We look at it", "", ""),
        "Afgehandeld": ("Klaar", "Done", "", ""),
    }
    for name, (dutch, english, text, text_en) in words.items():
        StatusType.objects.filter(name=name).update(
            public_name=dutch, public_name_en=english, public_text=text, public_text_en=text_en
        )
    Outcome.objects.create(code="aan_zaak_toegevoegd", name="Aan zaak", category="case", order=20)
    Channel.objects.create(code="webformulier", name="Webformulier", kind="written", order=9)
    lists.forget()
    customer = make_customer(family_name="Geheimenaam", emails=("hanna@voorbeeld.nl",))
    handler = make_user("handler", ref.department["vergunningen"], language="en")
    return make_case(customer=customer, handler=handler, **SECRETS)


@pytest.fixture
def code(case):
    return confirm_receipt(by=None, case=case, now=NOW)


def enter(client, number, code, url=START):
    return client.post(url, {"number": number, "code": code})


@pytest.fixture
def visitor(client, case, code):
    assert enter(client, case.number, code).status_code == 302
    return client


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# -- Coming in --------------------------------------------------------------------------------


def test_first_page_needs_no_log_in_and_writes_nothing(client, db):
    with statements() as ran:
        answer = client.get(START)
    assert (answer.status_code, len(ran)) == (200, 0)
    assert "sessionid" not in answer.cookies


def test_number_and_code_open_the_case(client, case, code):
    answer = enter(client, f" {case.number.lower()} ", code.lower().replace("-", " "))
    assert (answer.status_code, answer["Location"]) == (302, CASE)
    assert client.get(CASE).status_code == 200


def test_no_address_says_which_case_it_is(visitor, case, code):
    page = visitor.get(CASE).content.decode()
    for address in re.findall(r'(?:href|action)="([^"]*)"', page):
        assert case.number not in address
        assert str(case.public_id) not in address
        assert code not in address


def test_wrong_number_and_wrong_code_get_the_same_answer(client, case, code):
    pages = []
    for number in (case.number, "Z-2026-999999", "geen nummer"):
        answer = enter(Client(REMOTE_ADDR="192.0.2.9"), number, WRONG)
        assert answer.status_code == 422
        assert "sessionid" not in answer.cookies
        page = answer.content.decode().replace(number, "")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page))
    assert pages[0] == pages[1] == pages[2]
    assert "Wij vinden geen zaak met dit nummer en deze code." in pages[0]


def test_wrong_number_and_wrong_code_cost_the_same_statements(case, code):
    def cost(number, sender):
        client = Client(REMOTE_ADDR=sender)
        with statements() as ran:
            enter(client, number, WRONG)
        return [" ".join(sql.split()[:3]) for sql in ran]

    assert cost(case.number, "192.0.2.1") == cost("Z-2026-999999", "192.0.2.2")


def test_empty_form_asks_for_both(client, case):
    answer = client.post(START, {})
    assert answer.status_code == 422
    assert "Vul uw zaaknummer in." in text_of(answer)
    assert "Vul de code in." in text_of(answer)


def test_what_was_typed_stays(client, case):
    page = enter(client, "Z-2026-1", "K7M2P").content.decode()
    assert 'value="Z-2026-1"' in page
    assert 'value="K7M2P"' in page


def test_too_many_wrong_codes_are_answered_with_a_time(client, case, code):
    for each in range(limits.WRONG_FOR_NUMBER.most):
        enter(Client(REMOTE_ADDR=f"192.0.2.{each}"), case.number, WRONG)
    answer = enter(client, case.number, code)
    assert answer.status_code == 429
    assert "Vanaf 11:00 kunt u het weer proberen." in text_of(answer)
    assert client.get(CASE).status_code == 302


def test_sender_is_not_written_down(client, case, code):
    enter(Client(REMOTE_ADDR="192.0.2.77"), case.number, WRONG)
    enter(client, case.number, code)
    assert set(AuditEvent.objects.filter(action="case.followed").values_list("origin")) == {
        ("follow",)
    }


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "20010db800010002/64"),
        ("2001:db8:1:2:bbbb::9", "20010db800010002/64"),
        ("onzin", ""),
    ],
)
def test_whoever_has_a_network_is_one_sender(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize("url", [CASE, ASK, EN_CASE, EN_ASK])
def test_without_the_code_there_is_nothing(client, case, code, url):
    answer = client.get(url)
    assert (answer.status_code, answer["Location"]) == (302, EN_START if "en" in url else START)
    assert client.post(ASK, {"text": "x"}).status_code == 302
    assert not Contact.objects.exists()


def test_headers_keep_the_page_out_of_search_engines_and_memory(visitor):
    answer = visitor.get(CASE)
    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"


def test_page_runs_no_script_and_knows_no_colleague(visitor):
    page = visitor.get(CASE).content.decode()
    assert "<script" not in page
    assert "data-user" not in page


# -- How long it is open ----------------------------------------------------------------------


def test_page_closes_after_half_an_hour(visitor, frozen):
    frozen.shift(LASTS - timedelta(seconds=1))
    assert visitor.get(CASE).status_code == 200
    frozen.shift(timedelta(seconds=2))
    answer = visitor.get(CASE, follow=True)
    assert answer.redirect_chain == [(START, 302)]
    assert "Deze pagina was een half uur open" in text_of(answer)


def test_what_somebody_was_writing_is_taken_after_that(visitor, case, frozen):
    frozen.shift(LASTS + timedelta(hours=1))
    assert ask(visitor, text="  ").status_code == 422
    answer = visitor.post(EN_ASK, QUESTION | {"key": str(uuid4())}, follow=True)
    assert [url for url, _status in answer.redirect_chain] == [EN_CASE, EN_START]
    assert "Your message has reached us." in text_of(answer)
    assert Contact.objects.get().questions.get().case == case
    frozen.shift(timedelta(hours=4))
    assert ask(visitor)["Location"] == START


def test_closing_it_leaves_nothing(visitor):
    answer = visitor.post(STOP, follow=True)
    assert answer.redirect_chain == [(START, 302)]
    assert KEY not in visitor.session
    assert visitor.get(CASE).status_code == 302


def test_new_code_closes_the_page(visitor, case):
    make_code(by=make_user("agent"), case=case, now=NOW)
    assert visitor.get(CASE).status_code == 302


def test_session_gets_a_new_id(client, case, code):
    enter(client, case.number, code)
    first = client.session.session_key
    enter(client, case.number, code)
    assert client.session.session_key != first


def test_colleague_stays_logged_in(client_of, case, code):
    client = client_of("agent")
    enter(client, case.number, code)
    assert client.get(CASE).status_code == 200
    assert client.get("/cases/").status_code == 200


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


# -- A question -------------------------------------------------------------------------------

QUESTION = {"about": "status", "text": "Hoe lang duurt het nog?", "email": "", "phone": ""}


def ask(client, **values):
    return client.post(ASK, QUESTION | {"key": str(uuid4())} | values)


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


def test_forged_form_is_refused(case, code):
    strict = Client(enforce_csrf_checks=True)
    assert enter(strict, case.number, code).status_code == 403
