"""The page of one callback and its buttons: who may press them, and what is never lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.translation import override

from contacts.callbacks import selectors, services
from contacts.callbacks.workflow import Act
from contacts.models import Callback, Subject
from kcc.audit.models import AuditEvent
from kcc.organisation.access import WORKERS, access_of
from kcc.organisation.models import Batch, Membership, Role, User
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
# Session, person, roles; callback, look, events, repeats; departments and colleagues to pass it on
# to; customer with numbers, and four of the klantbeeld.
PAGE = 15


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


def translated(words):
    with override("en"):
        return str(words)


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
SHARED = WORK | {Role.KCC_LEAD}
PRESSES = {
    Act.CLAIM: WORK,
    Act.ASSIGN: SHARED,
    Act.RELEASE: SHARED,
    Act.ATTEMPT: WORK,
    Act.WAIT: WORK,
    Act.RESUME: WORKERS,
    Act.CLOSE: WORKERS,
    Act.GIVE_UP: WORK,
    Act.LAPSE: SHARED,
    Act.REROUTE: SHARED,
    Act.REOPEN: WORKERS,
    Act.NOTE: WORKERS,
}
# What has to happen first; giving up is allowed only after enough attempts.
FIRST = {
    Act.RELEASE: Act.CLAIM,
    Act.RESUME: Act.WAIT,
    Act.REOPEN: Act.CLOSE,
}


def prepared(act, colleague):
    """A callback with which this can be done, and its version."""
    callback = make_callback()
    known = {"by": colleague, "callback": callback, "version": 1, "now": NOW}
    before = FIRST.get(act)
    if before == Act.CLAIM:
        services.claim(**known)
    elif before == Act.WAIT:
        services.wait(**known, until=NOW.date() + timedelta(days=3), reason="Tekeningen")
    elif before == Act.CLOSE:
        services.close_with_answer(**known, answer="Donderdag", result="answered")
    return callback


def typed_for(version, person):
    """What every form asks for."""
    return {
        "version": version,
        "person": person.public_id,
        "text": "Ja",
        "answer": "Donderdag",
        "result": "answered",
        "until": "2026-11-13",
        "department": "burgerzaken",
        "reason": "Daarom",
    }


@pytest.mark.parametrize("act", Act)
def test_every_act_is_for_who_may_do_it(client, client_of, town, act):
    make_user("handler", town.department["burgerzaken"])
    colleague = make_user("handler")
    seen = {}
    for role in Role:
        callback = prepared(act, colleague)
        typed = typed_for(callback.version, colleague)
        seen[role] = client_of(role).post(url(callback, act), typed).status_code
    # 422: allowed, but not before somebody was called in vain often enough.
    done = 422 if act == Act.GIVE_UP else 302
    assert seen == {role: done if role in PRESSES[act] else 403 for role in Role}
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
    typed = {"version": 1, "answer": "De controleur komt donderdag.", "result": "sent"}
    refused = handler.post(url(callback, "close"), typed)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert [(c.title, c.text) for c in refused.context["changes"]] == [
        ("Called, not reached", "In gesprek")
    ]
    assert "De controleur komt donderdag." in page
    assert '<input type="hidden" name="version" value="2" id="close_version">' in page
    assert [o.act for o in refused.context["outcomes"] if o.chosen] == [Act.CLOSE]
    assert handler.post(url(callback, "close"), typed | {"version": 2}).status_code == 302
    assert (saved(callback).answer, saved(callback).result) == (typed["answer"], "sent")


@pytest.mark.parametrize("act", [Act.ASSIGN, Act.ATTEMPT, Act.WAIT, Act.REROUTE, Act.LAPSE])
def test_every_form_keeps_what_was_typed_when_somebody_was_faster(handler, town, act):
    make_user("handler", town.department["burgerzaken"])
    colleague, callback = make_user("handler"), make_callback()
    services.claim(by=colleague, callback=callback, version=1, now=NOW)
    refused = handler.post(url(callback, act), typed_for(1, handler.user))
    form = refused.context["forms"][act.name.lower()]
    assert (refused.status_code, saved(callback).version) == (409, 2)
    assert refused.context["opened"] == act
    kept = {name: str(form[name].value()) for name in form.fields}
    assert kept == {name: str(typed_for(2, handler.user)[name]) for name in form.fields}


def test_what_can_no_longer_be_saved_waits_in_the_note(handler):
    colleague, callback = make_user("handler"), make_callback()
    services.close_with_answer(
        by=colleague, callback=callback, version=1, answer="Donderdag", result="answered", now=NOW
    )
    typed = {"version": 1, "answer": "De controleur komt vrijdag.", "result": "answered"}
    refused = handler.post(url(callback, "close"), typed)
    assert (refused.status_code, refused.context["opened"]) == (409, Act.NOTE)
    assert refused.context["forms"]["note"]["text"].value() == "De controleur komt vrijdag."


@pytest.mark.parametrize(
    ("act", "field", "sentence"),
    [
        (Act.CLOSE, "answer", "Write down what you answered."),
        (Act.WAIT, "reason", "This field is required."),
        (Act.LAPSE, "reason", "This field is required."),
        (Act.ASSIGN, "person", "This field is required."),
        (Act.NOTE, "text", "This field is required."),
    ],
)
def test_a_form_says_what_is_missing(handler, act, field, sentence):
    callback = make_callback()
    typed = {"version": 1, "result": "answered", "until": "2026-11-13"}
    response = handler.post(url(callback, act), typed)
    assert response.status_code == 422
    assert list(response.context["typed"].errors) == [field]
    page = response.content.decode()
    assert ("error-summary" in page, sentence in page) == (True, True)


def test_waiting_needs_a_day_to_come(handler):
    callback = make_callback()
    typed = {"version": 1, "reason": "Tekeningen", "until": "2026-11-10"}
    response = handler.post(url(callback, "wait"), typed)
    assert (response.status_code, list(response.context["typed"].errors)) == (422, ["until"])


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
    assert list(response.context["typed"].errors) == ["department"]
    assert "Gaat over een paspoort." in response.content.decode()


@pytest.mark.parametrize("version", ["", "x", "0"])
def test_a_form_without_its_version_is_refused(handler, version):
    callback = make_callback()
    response = handler.post(url(callback, "claim"), {"version": version})
    assert (response.status_code, saved(callback).status) == (422, "new")


def test_a_closed_callback_is_opened_again_or_noted_on(handler):
    callback = make_callback()
    services.close_with_answer(
        by=handler.user, callback=callback, version=1, answer="Donderdag", result="sent", now=NOW
    )
    context = handler.get(url(callback)).context
    assert (context["acts"], context["outcomes"]) == ({Act.NOTE, Act.REOPEN}, [])
    assert handler.post(url(callback, "attempt"), {"version": 2}).status_code == 422
    assert handler.post(url(callback, "note"), {"text": "Dank"}).status_code == 302
    typed = {"version": 2, "reason": "Geen brief gekregen"}
    assert handler.post(url(callback, "reopen"), typed).status_code == 302
    assert saved(callback).status == "reopened"


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


# -- Through the list -------------------------------------------------------------------------


@pytest.fixture
def queue(handler):
    """Four callbacks of one morning, in the order of their promise."""
    return [make_callback(due=NOW + timedelta(hours=hours)) for hours in (1, 2, 3, 4)]


def around(response):
    found = response.context["queue"]
    return found.previous, found.next


def test_the_page_knows_what_comes_before_and_after_it(handler, queue):
    first, second, third, last = (callback.public_id for callback in queue)
    list_url = "?state=unassigned&sort=due"
    assert around(handler.get(url(queue[0]) + list_url)) == (None, second)
    assert around(handler.get(url(queue[2]) + list_url)) == (second, last)
    assert around(handler.get(url(queue[3]) + list_url)) == (third, None)
    assert around(handler.get(url(queue[1]) + "?state=unassigned&sort=-due")) == (third, first)
    assert around(handler.get(url(queue[1]))) == (None, None)
    page = handler.get(url(queue[1]) + f"{list_url}&after={first}").content.decode()
    assert f'href="{url(queue[2])}?state=unassigned&amp;sort=due"' in page
    assert "after=" not in page


def test_who_oversees_the_work_is_led_to_what_opens_only(handler, town, queue):
    """A manager sees the rows of every department; as a handler they open those of their own."""
    Membership.objects.create(user=handler.user, role=Role.MANAGER)
    make_callback(department=town.department["burgerzaken"], due=NOW + timedelta(hours=1.5))
    second, third = queue[1].public_id, queue[2].public_id
    assert around(handler.get(url(queue[0]) + "?state=unassigned")) == (None, second)
    assert around(handler.get(url(queue[1]) + "?state=unassigned")) == (queue[0].public_id, third)


def test_in_every_order_it_follows_the_list(handler, queue):
    services.claim(by=handler.user, callback=queue[2], version=1, now=NOW)
    services.record_attempt(by=handler.user, callback=queue[1], version=1, now=NOW)
    names = sorted(selectors.sorts(access_of(handler.user)))
    for sort in [*names, *(f"-{name}" for name in names)]:
        query = f"?state=open&sort={sort}"
        rows = handler.get(f"/contacts/callbacks/{query}").context["page"].items
        before, here, after, _last = [row.public_id for row in rows]
        page = handler.get(f"/contacts/callbacks/{here}/{query}")
        assert (sort, *around(page)) == (sort, before, after)


def test_who_takes_one_on_goes_on_where_it_stood(handler, queue):
    services.claim(by=handler.user, callback=queue[1], version=1, now=NOW)
    found = handler.get(url(queue[1]) + "?state=unassigned")
    assert around(found) == (queue[0].public_id, queue[2].public_id)


@pytest.mark.parametrize("act", [Act.CLOSE, Act.ATTEMPT, Act.WAIT, Act.REROUTE, Act.LAPSE])
def test_after_an_outcome_comes_the_next_of_the_list(handler, town, queue, act):
    make_user("handler", town.department["burgerzaken"])
    typed = typed_for(1, handler.user)
    response = handler.post(url(queue[1], act) + "?state=unassigned", typed)
    assert response["Location"] == url(queue[2]) + "?state=unassigned"
    response = handler.post(url(queue[3], act) + "?state=unassigned", typed)
    assert response["Location"] == "/contacts/callbacks/?state=unassigned"
    page = handler.get(response["Location"]).content.decode()
    assert "That was the last one in this list." in page


def test_the_list_is_narrowed_as_the_list_is(handler, town, queue):
    elsewhere = make_callback(subject="VG02", due=NOW + timedelta(hours=5))
    query = "?state=open&subject=VG02"
    assert around(handler.get(url(queue[0]) + query)) == (None, elsewhere.public_id)
    assert around(handler.get(url(queue[0]) + "?state=open&subject=niets")) == (None, None)


def test_other_acts_stay_on_the_page(handler, queue):
    query = "?state=unassigned"
    response = handler.post(url(queue[0], "claim") + query, {"version": 1})
    assert response["Location"] == url(queue[0]) + query
    response = handler.post(url(queue[0], "note") + query, {"text": "Dossier opgevraagd"})
    assert response["Location"] == url(queue[0]) + query


def test_without_a_list_an_outcome_stays_on_the_page(handler):
    callback = make_callback()
    response = handler.post(url(callback, "attempt"), {"version": 1, "text": ""})
    assert (response["Location"], saved(callback).attempts) == (url(callback), 1)


# -- Taking it back ---------------------------------------------------------------------------


def undo_of(batch):
    return f'action="/contacts/callbacks/undo/{batch.public_id}/"'


def test_every_act_can_be_taken_back_from_its_message_and_from_the_page(handler, time_machine):
    callback = make_callback()
    handler.post(url(callback, "attempt"), {"version": 1})
    batch = Batch.objects.get()
    page = handler.get(url(callback)).content.decode()
    # In the message, and beside what happened as long as it is possible.
    assert page.count(undo_of(batch)) == 2
    page = handler.get(url(callback)).content.decode()
    assert page.count(undo_of(batch)) == 1
    time_machine.move_to(NOW + timedelta(seconds=31), tick=False)
    assert undo_of(batch) not in handler.get(url(callback)).content.decode()


def test_nobody_takes_back_what_somebody_else_did(handler, client_of):
    callback = make_callback()
    services.claim(by=make_user("handler"), callback=callback, version=1, now=NOW)
    assert handler.get(url(callback)).context["undo"] is None


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
