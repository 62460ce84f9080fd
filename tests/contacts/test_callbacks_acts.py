"""The buttons of one callback: who may press them, and what is never lost."""

from datetime import timedelta

import pytest

from contacts.callbacks import services
from contacts.callbacks.workflow import Act
from kcc.organisation.access import WORKERS
from kcc.organisation.models import Batch, Role
from tests.contacts.callbacks import saved, typed_for, url
from tests.factories import NOW, make_callback, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_ten")]
HTMX = {"HX-Request": "true"}
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
