"""Who is not told what about whom: attacks that once worked. Each stays shut."""

from datetime import timedelta
from uuid import uuid4

import pytest

from contacts.callbacks.services import add_note, close_with_answer
from contacts.history.services import ContactValues, QuestionValues, correct_contact
from contacts.logging.inputs import QuestionInput
from contacts.logging.services import log_contact
from contacts.models import Contact, Draft
from kcc.audit.models import AuditEvent
from tests.factories import (
    NOW,
    make_callback,
    make_case,
    make_contact,
    make_customer,
    make_user,
    reference,
)

HIDDEN = "Geheimzinnig"
BSN = "123456782"


@pytest.fixture(autouse=True)
def town(db, time_machine):
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    return reference()


def page(client, url, **data) -> str:
    answer = client.post(url, data) if data else client.get(url)
    assert answer.status_code in (200, 422), (url, answer.status_code)
    return b"".join(answer).decode()


def asked(town, subject, note="", **values) -> QuestionInput:
    return QuestionInput(
        subject=town.subject[subject],
        outcome=town.outcome["direct_afgehandeld"],
        note=note,
        **values,
    )


def log(town, *questions, **values) -> Contact:
    return log_contact(
        **{
            "by": None, "key": uuid4(), "channel": town.channel["telefoon"],
            "direction": "inbound", "questions": questions, "started_at": NOW,
            "ended_at": NOW, "now": NOW,
        }
        | values
    )  # fmt: skip


# -- A confidential customer, in work that is not confidential itself -----------------------------


@pytest.fixture
def hidden():
    return make_customer(family_name=HIDDEN, given_name="Karel", confidential=True)


@pytest.fixture
def hidden_contact(hidden):
    return make_contact(
        customer=hidden, caller_name=f"Karel {HIDDEN}", phone="+31687654321",
        email="karel@geheimzinnig.example", location="Schuilplaats 7", note="Over zonnebloemen.",
    )  # fmt: skip


def test_the_search_box_does_not_name_a_confidential_customer(client_of, hidden_contact):
    found = page(client_of("agent"), "/search/", q="zonnebloemen")
    assert str(hidden_contact.public_id) in found
    assert HIDDEN not in found
    assert HIDDEN in page(client_of("kcc_lead"), "/search/", q="zonnebloemen")


def test_the_page_of_a_contact_does_not_tell_who_a_confidential_customer_is(
    client_of, hidden_contact
):
    url = f"/contacts/{hidden_contact.public_id}/"
    shown = page(client_of("agent"), url)
    for secret in (HIDDEN, "87654321", "karel@", "Schuilplaats"):
        assert secret not in shown
    assert "Schuilplaats" in page(client_of("kcc_lead"), url)


def test_the_api_does_not_tell_who_a_confidential_customer_is(client_of, hidden_contact):
    for url in ("/api/v1/contacts", f"/api/v1/contacts/{hidden_contact.public_id}"):
        told = client_of("agent").get(url).content.decode()
        assert str(hidden_contact.public_id) in told
        for secret in (HIDDEN, "87654321", "karel@", "Schuilplaats"):
            assert secret not in told
        assert "Schuilplaats" in client_of("kcc_lead").get(url).content.decode()


@pytest.fixture
def hidden_callback(hidden):
    return make_callback(customer=hidden, phone="+31687654321", caller_name=f"Karel {HIDDEN}")


def test_a_callback_does_not_tell_who_a_confidential_customer_is(client_of, hidden_callback):
    one = f"{hidden_callback.public_id}"
    urls = [
        "/contacts/callbacks/", "/contacts/callbacks/export/", f"/contacts/callbacks/{one}/",
        "/api/v1/callbacks", f"/api/v1/callbacks/{one}",
    ]  # fmt: skip
    agent, lead, handler = client_of("agent"), client_of("kcc_lead"), client_of("handler")
    for url in urls:
        shown = page(agent, url)
        assert hidden_callback.number in shown
        assert HIDDEN not in shown
        assert "87654321" not in shown.replace(" ", "")
        for colleague in (lead, handler):
            told = page(colleague, url)
            assert HIDDEN in told
            assert "87654321" in told.replace(" ", "")
    assert HIDDEN not in page(agent, "/search/", q="0687654321")
    assert HIDDEN in page(handler, "/search/", q="0687654321")


def test_a_correction_does_not_tell_who_a_confidential_customer_is(town, client_of, hidden):
    lead = make_user("kcc_lead")
    contact = make_contact(by=lead)
    question = contact.questions.get()
    same = QuestionValues(
        position=1, subject=question.subject, note=question.note, outcome=question.outcome,
        reason=question.reason,
    )  # fmt: skip
    correct_contact(
        by=lead, contact=contact, version=1, why="Verkeerd gekoppeld.", now=NOW,
        values=ContactValues(channel=contact.channel, customer=hidden, questions=(same,)),
    )  # fmt: skip
    url = f"/contacts/{contact.public_id}/"
    shown = page(client_of("agent"), url)
    assert "Verkeerd gekoppeld." in shown
    assert HIDDEN not in shown
    assert HIDDEN in page(client_of("kcc_lead"), url)


# -- Questions for another department, in one call ------------------------------------------------


def test_who_handles_one_question_does_not_see_the_others_of_the_call(town, client_of):
    customer = make_customer()
    log(
        town, asked(town, "VG01"), asked(town, "BZ02", note="Verhuist wegens scheiding."),
        customer=customer, phone="+31687654321", location_key="7801AB99", location="7801 AB 99",
    )  # fmt: skip
    log(town, asked(town, "VG01"), asked(town, "BZ02"), phone="+31688888888")
    callback = make_callback(customer=customer)
    handler, agent = client_of("handler"), client_of("agent")
    places = [
        ("/search/", {"q": "0688888888"}),
        (f"/customers/{customer.public_id}/", {}),
        (f"/contacts/callbacks/{callback.public_id}/", {}),
    ]
    for url, data in places:
        shown = page(handler, url, **data)
        assert "Dakkapel" in shown
        assert "Verhuizing doorgeven" not in shown
        assert "Verhuizing doorgeven" in page(agent, url, **data)


# -- A secret address -----------------------------------------------------------------------------


def test_an_address_does_not_lead_to_who_lives_there_in_secret(town, client_of):
    secret = make_customer(family_name=HIDDEN, secret_address=True)
    make_contact(customer=secret, subject="VG02", at=NOW - timedelta(days=1))
    agent = client_of("agent")
    typed = {
        "action": "autosave", "revision": "1", "channel": "telefoon", "direction": "inbound",
        "questions": "1", "location": "7801 AB 12a", "q0-subject": "Geluidsoverlast",
    }  # fmt: skip
    live = page(agent, f"/contacts/running/{uuid4()}/", **typed)
    assert "/contacts/" not in live.split('id="klantbeeld"')[1]
    assert 'class="banner"' not in live
    later = log(town, asked(town, "VG02"), location_key="7801AB12A", location="7801 AB 12a")
    assert later.questions.get().repeat_of is None
    known = make_customer(family_name="Bakker")
    make_contact(customer=known, subject="VG02", at=NOW - timedelta(hours=2))
    assert 'class="banner"' in page(agent, f"/contacts/running/{uuid4()}/", **typed)


def test_a_conflict_shows_a_secret_address_on_record_only(client_of):
    secret = make_customer(family_name=HIDDEN, secret_address=True)
    agent = client_of("agent")
    data = {
        "address_shown": "1", "version": "0", "family_name": "Anders", "street": "Elders",
        "house_number": "1", "postcode": "1234AB", "city": "Elders",
    }  # fmt: skip
    answer = agent.post(f"/customers/{secret.public_id}/edit/", data)
    assert answer.status_code == 409
    assert "Noorderstraat" in answer.content.decode()
    revealed = AuditEvent.objects.filter(action="customer.address_revealed")
    assert [event.actor for event in revealed] == [agent.user]


def test_a_secret_address_is_not_kept_with_a_contact(town):
    secret = make_customer(family_name=HIDDEN, secret_address=True)
    lead = make_user("kcc_lead")
    contact = make_contact(customer=secret, by=lead)
    assert contact.location_key == ""
    question = contact.questions.get()
    same = QuestionValues(
        position=1, subject=question.subject, note=question.note, outcome=question.outcome,
        reason=question.reason,
    )  # fmt: skip
    for version, (customer, key) in enumerate([(make_customer(), "7801AB12A"), (secret, "")], 1):
        correct_contact(
            by=lead, contact=contact, version=version, why="Een ander.", now=NOW,
            values=ContactValues(channel=contact.channel, customer=customer, questions=(same,)),
        )  # fmt: skip
        contact.refresh_from_db()
        assert contact.location_key == key


# -- Looking leaves a trace -----------------------------------------------------------------------


def test_looking_from_a_running_contact_is_recorded(client_of):
    customer, agent = make_customer(phones=["0611111111"]), client_of("agent")
    key = uuid4()
    typed = {"channel": "telefoon", "direction": "inbound", "questions": "1"}
    url = f"/contacts/running/{key}/"
    page(agent, url, **typed, action="autosave", revision="1", find="Wit")
    page(agent, url, **typed, action="autosave", revision="2", find="Wit")
    found = AuditEvent.objects.filter(action="customer.searched")
    assert [(each.actor, each.detail) for each in found] == [(agent.user, {"found": 1})]
    linked = typed | {"customer": str(customer.public_id)}
    page(agent, url, **linked, action="autosave", revision="3")
    page(agent, url, **linked, action="autosave", revision="4")
    looks = AuditEvent.objects.filter(action="customer.viewed")
    assert [(each.actor, each.object_id, each.detail) for each in looks] == [
        (agent.user, str(customer.public_id), {"why": "contact"})
    ]


# -- Pages with personal data are kept nowhere ----------------------------------------------------


def test_no_page_is_kept_by_browser_or_proxy(client_of):
    make_contact()
    case, callback, customer = make_case(), make_callback(), make_customer()
    agent = client_of("agent")
    for url in (
        "/contacts/", "/contacts/new", "/contacts/callbacks/", "/cases/", "/account/",
        f"/contacts/{Contact.objects.first().public_id}/", f"/cases/{case.public_id}/",
        f"/contacts/callbacks/{callback.public_id}/", f"/customers/{customer.public_id}/",
        "/contacts/export/", "/api/v1/contacts",
    ):  # fmt: skip
        assert "no-store" in agent.get(url).headers["Cache-Control"], url


# -- A BSN in the wrong place ---------------------------------------------------------------------


def test_a_bsn_that_is_searched_for_is_not_kept_in_the_draft(client_of):
    customer, agent, key = make_customer(bsn=BSN), client_of("agent"), uuid4()
    typed = {
        "channel": "telefoon", "direction": "inbound", "questions": "1", "find": BSN,
        "q0-callback_name": f"Wit {BSN}", "q0-subject": BSN,
    }  # fmt: skip
    for action in ("autosave", "refresh", "pause"):
        headers = {"HX-Request": "true"}
        answer = agent.post(
            f"/contacts/running/{key}/",
            typed | {"action": action, "revision": "1"},
            headers=headers,
        )
        assert BSN not in str(Draft.objects.get(key=key).data)
        assert str(customer.public_id) in answer.content.decode(), action


def test_a_bsn_in_an_answer_or_a_note_is_masked(client_of):
    callback, handler = make_callback(), make_user("handler")
    add_note(by=handler, callback=callback, text=f"BSN {BSN}", now=NOW)
    close_with_answer(
        by=handler, callback=callback, version=1, answer=f"BSN {BSN}.", result="answered", now=NOW
    )
    case = make_case()
    client = client_of("handler")
    client.post(f"/cases/{case.public_id}/note/", {"version": 1, "text": f"Het is {BSN}"})
    callback.refresh_from_db()
    assert callback.answer == "BSN ******782."
    assert [e.text for e in callback.events.all()] == ["BSN ******782", "BSN ******782."]
    assert [e.text for e in case.events.all()] == ["Het is ******782"]


# -- Work that needs no person --------------------------------------------------------------------


@pytest.mark.parametrize("role", ["manager", "board", "administrator", "privacy_officer"])
def test_who_steers_sees_no_person(client_of, role):
    name, word = "Zonnebloem", "Trompet"
    customer = make_customer(family_name=name, phones=["0687654321"])
    contact = make_contact(customer=customer, note=word, caller_name=name, phone="+31687654321")
    callback = make_callback(
        customer=customer, question_text=word, caller_name=name, phone="+31687654321"
    )
    case = make_case(customer=customer, description=word, location=word)
    client = client_of(role)
    urls = [
        "/contacts/", "/contacts/export/", "/contacts/callbacks/", "/contacts/callbacks/export/",
        "/cases/", "/cases/export/", "/dashboard/", "/dashboard/departments/vergunningen/",
        "/audit/", "/audit/export/",
        "/api/v1/contacts", "/api/v1/callbacks", "/api/v1/cases", "/admin/",
        f"/contacts/{contact.public_id}/", f"/contacts/callbacks/{callback.public_id}/",
        f"/cases/{case.public_id}/", f"/customers/{customer.public_id}/",
        f"/api/v1/contacts/{contact.public_id}", f"/api/v1/callbacks/{callback.public_id}",
        f"/api/v1/cases/{case.public_id}",
    ]  # fmt: skip
    for url in urls:
        shown = b"".join(client.get(url)).decode()
        for secret in (name, word, "87654321"):
            assert secret not in shown.replace(" ", ""), url
    assert client.post("/search/", {"q": name}).status_code == 403
