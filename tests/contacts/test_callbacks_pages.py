"""The page of one callback and its buttons: who may press them, and what is never lost."""

from datetime import timedelta
from uuid import uuid4

import pytest

from contacts.callbacks import services
from contacts.callbacks.workflow import Act
from contacts.models import Callback
from kcc.audit.models import AuditEvent
from kcc.organisation.access import WORKERS
from kcc.organisation.models import Role, User
from tests.factories import (
    NOW,
    make_callback,
    make_contact,
    make_customer,
    make_user,
    reference,
)
from tests.statements import statements

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def at_ten(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def town():
    return reference()


@pytest.fixture
def handler(client_of, town):
    """Reads English: these tests name titles as they stand in the code."""
    client = client_of("handler")
    User.objects.filter(pk=client.user.pk).update(language="en")
    return client


def url(callback, act=""):
    return f"/contacts/callbacks/{callback.public_id}/" + (f"{act}/" if act else "")


def saved(callback):
    return Callback.objects.get(pk=callback.pk)


# -- Who --------------------------------------------------------------------------------------


def test_only_who_may_see_a_callback_opens_it(client, client_of, town):
    callback = make_callback()
    seen = {role: client_of(role).get(url(callback)).status_code for role in Role}
    assert seen == {role: 200 if role in WORKERS else 403 for role in Role}
    assert client.get(url(callback)).status_code == 302
    other = client_of("head", town.department["burgerzaken"])
    assert other.get(url(callback)).status_code == 404
    confidential = make_callback(confidential=True)
    assert client_of("agent").get(url(confidential)).status_code == 404
    assert client_of("agent").get(f"/contacts/callbacks/{uuid4()}/").status_code == 404
    assert client_of("agent").post(url(callback)).status_code == 405


WORK = {Role.HANDLER, Role.HEAD}
ANSWERS = {
    Act.CLAIM: WORK,
    Act.RELEASE: WORK | {Role.KCC_LEAD},
    Act.ATTEMPT: WORK,
    Act.CLOSE: WORKERS,
    Act.GIVE_UP: WORK,
    Act.REROUTE: WORK | {Role.KCC_LEAD},
    Act.NOTE: WORKERS,
}


@pytest.mark.parametrize("act", Act)
def test_every_button_is_for_who_may_press_it(client, client_of, town, act):
    make_user("handler", town.department["burgerzaken"])
    typed = {"version": 1, "text": "Ja", "department": "burgerzaken", "reason": "Daar"}
    seen = {}
    for role in Role:
        callback = make_callback()
        seen[role] = client_of(role).post(url(callback, act), typed).status_code
    # 422: allowed, but not yet (nothing to release, no attempts to give up after).
    done = 422 if act in (Act.RELEASE, Act.GIVE_UP) else 302
    assert seen == {role: done if role in ANSWERS[act] else 403 for role in Role}
    assert client_of("handler").get(url(callback, act)).status_code == 405
    elsewhere = client_of("handler", town.department["burgerzaken"])
    assert elsewhere.post(url(make_callback(), act), typed).status_code == 404
    assert client.post(url(callback, act), typed).status_code == 302


def test_looking_is_recorded(handler):
    callback = make_callback()
    handler.get(url(callback))
    event = AuditEvent.objects.get(action="callback.viewed")
    assert (event.actor, event.object_id) == (handler.user, str(callback.public_id))


# -- What it shows ----------------------------------------------------------------------------


def test_the_page_shows_what_is_needed_to_call(handler):
    callback = make_callback(customer=make_customer(), due=NOW - timedelta(days=1))
    page = handler.get(url(callback)).content.decode()
    assert 'href="tel:+31612345678"' in page
    for words in ("06 12345678", "mevrouw De Wit", "Wanneer komt de controleur langs?", "Dakkapel"):
        assert words in page
    assert "Hanna de Wit" in page


def test_the_timeline_tells_what_happened_and_who_came_back(handler):
    callback = make_callback(by=make_user("agent"))
    services.record_attempt(
        by=handler.user, callback=callback, version=1, text="Voicemail", now=NOW
    )
    make_contact(subject="VG01", repeat_of=callback.question, at=NOW + timedelta(hours=1))
    entries = handler.get(url(callback)).context["entries"]
    assert [(entry.title, entry.by, entry.text) for entry in entries] == [
        ("Callback promised", "Robin Agent", ""),
        ("Called, not reached", "Robin Handler", "Voicemail"),
        ("Customer contacted us again", "", "Telefoon · Dakkapel"),
    ]


def test_the_page_costs_the_same_with_one_event_and_with_three(handler):
    callback = make_callback(customer=make_customer())
    found = []
    for number in (1, 2, 3):
        services.add_note(by=handler.user, callback=callback, text=f"Noot {number}", now=NOW)
        make_contact(subject="VG01", repeat_of=callback.question, at=NOW + timedelta(hours=1))
        handler.get(url(callback))
        with statements() as ran:
            handler.get(url(callback))
        found.append(len(ran))
    # Session, person, roles; callback, look, events, repeats, attempts, departments to pass it on
    # to; customer with numbers, and four of the klantbeeld.
    assert found == [15, 15, 15]


# -- Pressing the buttons ---------------------------------------------------------------------


def test_a_claim_without_script_goes_back_to_the_list(handler):
    callback = make_callback()
    back = "/contacts/callbacks/?state=overdue"
    response = handler.post(url(callback, "claim"), {"version": 1, "next": back})
    assert (response.status_code, response["Location"]) == (302, back)
    assert saved(callback).assignee == handler.user
    away = handler.post(url(callback, "release"), {"version": 2, "next": "https://example.org/"})
    assert away["Location"] == url(callback)


def test_a_claim_with_script_answers_the_row(handler):
    callback = make_callback()
    response = handler.post(url(callback, "claim"), {"version": 1}, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 200
    assert page.startswith(f'<tr id="callback-{callback.public_id}">')
    assert "Robin Handler" in page
    assert "/claim/" not in page


def test_who_claims_second_sees_who_was_first(handler):
    colleague, callback = make_user("handler"), make_callback()
    services.claim(by=colleague, callback=callback, version=1, now=NOW)
    response = handler.post(url(callback, "claim"), {"version": 1})
    assert response.status_code == 409
    assert [(c.title, c.by) for c in response.context["changes"]] == [
        ("Taken on", "Robin Handler-2")
    ]
    row = handler.post(url(callback, "claim"), {"version": 1}, headers=HTMX)
    assert (row.status_code, saved(callback).assignee) == (409, colleague)
    assert "Robin Handler-2" in row.content.decode()


def test_a_save_over_a_newer_version_loses_nothing_typed(handler):
    colleague, callback = make_user("handler"), make_callback()
    services.record_attempt(by=colleague, callback=callback, version=1, text="In gesprek", now=NOW)
    typed = {"version": 1, "text": "De controleur komt donderdag."}
    refused = handler.post(url(callback, "close"), typed)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert [(c.title, c.text) for c in refused.context["changes"]] == [
        ("Called, not reached", "In gesprek")
    ]
    assert "De controleur komt donderdag." in page
    assert '<input type="hidden" name="version" value="2" id="id_version">' in page
    assert saved(callback).status == "claimed"
    assert handler.post(url(callback, "close"), typed | {"version": 2}).status_code == 302
    assert saved(callback).answer == "De controleur komt donderdag."


def test_closing_without_an_answer_says_what_is_missing(handler):
    callback = make_callback()
    response = handler.post(url(callback, "close"), {"version": 1, "text": " "})
    assert response.status_code == 422
    assert response.context["result"].errors == {"text": ["Write down what you answered."]}
    assert "error-summary" in response.content.decode()


def test_passing_on_leads_to_where_the_person_may_look(handler, town, client_of):
    make_user("handler", town.department["burgerzaken"])
    typed = {"version": 1, "department": "burgerzaken", "reason": "Gaat over een paspoort."}
    callback = make_callback()
    response = handler.post(url(callback, "reroute"), typed)
    assert (response.status_code, response["Location"]) == (302, "/contacts/callbacks/")
    assert handler.get(url(callback)).status_code == 404
    assert saved(callback).department.slug == "burgerzaken"
    callback = make_callback()
    response = client_of("kcc_lead").post(url(callback, "reroute"), typed)
    assert response["Location"] == url(callback)


def test_passing_on_keeps_what_was_typed_when_refused(handler, town):
    callback = make_callback()
    typed = {"version": 1, "department": "burgerzaken", "reason": "Gaat over een paspoort."}
    response = handler.post(url(callback, "reroute"), typed)
    assert response.status_code == 422
    # Nobody works there, so it is no choice.
    assert list(response.context["passing"].errors) == ["department"]
    assert "Gaat over een paspoort." in response.content.decode()


@pytest.mark.parametrize("version", ["", "x", "0"])
def test_a_form_without_its_version_is_refused(handler, version):
    callback = make_callback()
    response = handler.post(url(callback, "claim"), {"version": version})
    assert (response.status_code, saved(callback).status) == (422, "new")


def test_a_closed_callback_takes_notes_only(handler):
    callback = make_callback()
    services.close_with_answer(
        by=handler.user, callback=callback, version=1, answer="Donderdag", now=NOW
    )
    assert handler.get(url(callback)).context["acts"] == {Act.NOTE}
    assert handler.post(url(callback, "attempt"), {"version": 2}).status_code == 422
    assert handler.post(url(callback, "note"), {"version": 2, "text": "Dank"}).status_code == 302


def test_an_agent_of_the_contact_centre_works_its_own_queue(client_of, town):
    agent = client_of("agent")
    callback = make_callback(department=town.department["kcc"], subject="BZ01")
    assert agent.get("/contacts/callbacks/?state=department").context["counts"]["department"] == 1
    assert agent.post(url(callback, "claim"), {"version": 1}).status_code == 302
    assert saved(callback).assignee == agent.user
    assert agent.post(url(make_callback(), "claim"), {"version": 1}).status_code == 403


def test_the_name_of_a_confidential_customer_is_not_shown_to_an_agent(client_of):
    callback = make_callback(customer=make_customer(confidential=True), caller_name="")
    assert "Hanna" not in client_of("agent").get(url(callback)).content.decode()
    assert "Hanna" in client_of("handler").get(url(callback)).content.decode()
