"""The page of one callback: who opens it, what it shows, and what may be chosen there."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.translation import override

from contacts.callbacks import services
from contacts.models import Callback, Subject
from kcc.audit.models import AuditEvent
from kcc.organisation.access import WORKERS
from kcc.organisation.models import Role
from tests.contacts.callbacks import saved, url
from tests.factories import NOW, make_callback, make_contact, make_customer, make_user
from tests.statements import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_ten")]
# Session, person, roles; callback, look, events, repeats; departments and colleagues to pass it on
# to; customer with numbers, and four of the klantbeeld.
PAGE = 15


def translated(words):
    with override("en"):
        return str(words)


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
    assert [(translated(entry.title), entry.by, entry.text) for entry in entries] == [
        ("Callback promised", "Robin Agent", ""),
        ("Called, not reached", "Robin Handler", "Voicemail"),
        ("Customer contacted us again", "", "Telefoon · Dakkapel"),
    ]


def test_the_page_costs_the_same_with_one_event_and_with_three(handler):
    callback = make_callback(customer=make_customer(), at=NOW - timedelta(hours=2))
    services.claim(by=handler.user, callback=callback, version=1, now=NOW - timedelta(hours=1))
    found = []
    for number in (1, 2, 3):
        services.add_note(
            by=handler.user, callback=callback, text=f"Noot {number}", now=NOW - timedelta(hours=1)
        )
        make_contact(subject="VG01", repeat_of=callback.question, at=NOW - timedelta(minutes=30))
        make_user("handler")
        handler.get(url(callback))
        with statements() as ran:
            handler.get(url(callback))
        found.append(len(ran))
    assert found == [PAGE, PAGE, PAGE]


def test_the_way_through_the_list_costs_one_statement(handler):
    callback = make_callback(customer=make_customer(), at=NOW - timedelta(hours=2))
    found = []
    for _number in (1, 2, 3):
        make_callback(at=NOW - timedelta(hours=1))
        handler.get(url(callback) + "?state=open")
        with statements() as ran:
            handler.get(url(callback) + "?state=open&sort=-number")
        found.append(len(ran))
    # And one for how the customer can be reached.
    assert found == [PAGE + 2, PAGE + 2, PAGE + 2]


# -- What may be chosen -----------------------------------------------------------------------


def keys_of(response):
    return [(outcome.key, str(outcome.act)) for outcome in response.context["outcomes"]]


def test_the_digits_stay_with_their_outcome(handler, client_of):
    callback = make_callback()
    calling = [(1, "close"), (2, "attempt"), (3, "wait"), (4, "reroute"), (5, "lapse")]
    assert keys_of(handler.get(url(callback))) == calling
    assert keys_of(client_of("agent").get(url(callback))) == [(1, "close")]
    moments = [NOW - timedelta(days=4), NOW - timedelta(days=1, hours=-5), NOW]
    for version, at in enumerate(moments, start=1):
        callback = services.record_attempt(
            by=handler.user, callback=callback, version=version, now=at
        )
    page = handler.get(url(callback))
    assert keys_of(page) == [*calling, (6, "give-up")]
    assert [at.day for at in page.context["tries"]] == [6, 9, 10]


def test_what_is_answered_in_writing_is_not_called(handler):
    callback = make_callback(customer=make_customer())
    Callback.objects.filter(pk=callback.pk).update(
        answer_by="email", phone="", email="hanna@example.nl"
    )
    response = handler.get(url(callback))
    assert keys_of(response) == [(1, "close"), (3, "wait"), (4, "reroute"), (5, "lapse")]
    page = response.content.decode()
    # The address only: no contents leave in the address bar or a log.
    assert 'href="mailto:hanna@example.nl"' in page
    assert "tel:" not in page
    Callback.objects.filter(pk=callback.pk).update(answer_by="letter", email="")
    assert "Noorderstraat 12a" in handler.get(url(callback)).content.decode()


def test_only_colleagues_of_the_department_can_be_chosen(handler, town):
    elsewhere = make_user("handler", town.department["burgerzaken"])
    colleague = make_user("handler")
    callback = make_callback(assignee=handler.user)
    people = handler.get(url(callback)).context["forms"]["assign"].fields["person"].queryset
    assert list(people) == [colleague]
    typed = {"version": 1, "person": elsewhere.public_id}
    assert handler.post(url(callback, "assign"), typed).status_code == 422
    typed["person"] = colleague.public_id
    assert handler.post(url(callback, "assign"), typed).status_code == 302
    assert saved(callback).assignee == colleague


def test_the_script_is_beside_it(handler, town):
    Subject.objects.filter(code="VG01").update(
        call_steps=["Vraag naar de maten"], kcc_does="Uitleg"
    )
    page = handler.get(url(make_callback())).content.decode()
    for words in ("Doe eerst de vergunningcheck.", "<li>Vraag naar de maten</li>", "Uitleg"):
        assert words in page


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (timedelta(hours=3), "3 hours left"),
        (timedelta(minutes=20), "20 minutes left"),
        (timedelta(days=2), "2 working days left"),
        (timedelta(minutes=-30), "late"),
        (timedelta(hours=-1), "1 hour late"),
        (timedelta(days=-1), "1 working day late"),
    ],
)
def test_the_clock_says_how_long_there_is_left(handler, due, words):
    callback = make_callback(due=NOW + due)
    assert handler.get(url(callback)).context["clock"].words == words


def test_the_clock_says_why_it_stands_still_and_how_it_ended(handler):
    known = {"by": handler.user, "now": NOW}
    waits = services.wait(
        callback=make_callback(), version=1, until=NOW.date() + timedelta(days=3),
        reason="Tekeningen", **known,
    )  # fmt: skip
    clock = handler.get(url(waits)).context["clock"]
    assert (clock.words, clock.still, clock.was_late) == (
        "stands still: waits for the customer until Fri 13 Nov", True, False,
    )  # fmt: skip
    late = make_callback(due=NOW - timedelta(days=30))
    Callback.objects.filter(pk=late.pk).update(serious_at=NOW - timedelta(days=1))
    assert handler.get(url(late)).context["clock"].words == "seriously late: 22 working days late"
    answer = {"answer": "Ja", "result": "answered"}
    kept = services.close_with_answer(callback=make_callback(), version=1, **answer, **known)
    assert handler.get(url(kept)).context["clock"].words == "within the term"
    gone = services.lapse(callback=make_callback(), version=1, reason="Dubbel", **known)
    assert handler.get(url(gone)).context["clock"] is None


# -- Who is who -------------------------------------------------------------------------------


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
