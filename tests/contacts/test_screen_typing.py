"""What the agent's screen keeps while somebody types, and what it shows by then."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from contacts.models import Contact, Draft
from tests.contacts.screen import BACKGROUND, PASSPORT, SIMPLE, live, post, url
from tests.factories import PHONE, make_callback, make_contact, make_customer
from tests.statements import statements

pytestmark = pytest.mark.django_db


# -- What is kept while typing ---------------------------------------------------------------------


def test_autosave_keeps_the_draft_and_answers_what_depends_on_it(agent):
    key = uuid4()
    answer = post(agent, SIMPLE | {"revision": "1"}, key, "autosave", **BACKGROUND)
    text = answer.content.decode()
    assert "Maak een afspraak en neem uw oude paspoort mee." in text
    assert Draft.objects.get().data["q0-note"] == "Vraagt wat zij moet meenemen."
    assert agent.get(url(key)).context["space"].data["q0-subject"] == PASSPORT


def test_autosave_asks_the_same_of_the_database_for_one_and_three_questions(agent):
    data = SIMPLE | {"phone": PHONE}
    three = data | {"questions": "3"}
    for index in (1, 2):
        three |= {
            f"q{index}-subject": "Dakkapel", f"q{index}-note": "Hoe?", f"q{index}-category": "case",
        }  # fmt: skip
    counts = []
    for fields in (data, three):
        make_contact(phone=PHONE)
        key = uuid4()
        post(agent, fields | {"revision": "1"}, key, "autosave", **BACKGROUND)
        with statements() as ran:
            post(agent, fields | {"revision": "2"}, key, "autosave", **BACKGROUND)
        counts.append(len(ran))
    assert counts[0] == counts[1]


def test_repeat_is_confirmed_with_its_reason(agent):
    first = make_contact(phone=PHONE).questions.get()
    key = uuid4()
    data = SIMPLE | {"phone": PHONE}
    live = post(agent, data | {"revision": "1"}, key, "autosave", **BACKGROUND)
    assert live.context["space"].questions.panels[0].proposal.previous == first
    data |= {"q0-repeat_answer": "confirmed"}
    assert post(agent, data, key).status_code == 422
    post(agent, data | {"q0-repeat_reason": "niet_teruggebeld"}, key)
    repeat = Contact.objects.latest("pk").questions.get()
    assert (repeat.repeat_state, repeat.repeat_of) == ("confirmed", first)


def test_a_repeat_shows_the_open_callback_and_adds_what_is_said_now(agent):
    callback = make_callback(at=timezone.now() - timedelta(days=1))
    key = uuid4()
    data = SIMPLE | {"phone": PHONE, "q0-subject": "Dakkapel", "q0-note": "Belt weer."}
    proposal = live(agent, data, key).proposal
    assert (proposal.callback, proposal.raises) == (callback, True)
    data |= {"q0-repeat_answer": "confirmed", "q0-repeat_reason": "niet_teruggebeld"}
    shown = post(agent, data, key, "refresh", **BACKGROUND)
    assert 'name="q0-repeat_add"' in shown.content.decode()
    post(agent, data | {"q0-repeat_add": "on"}, key)
    events = callback.events.order_by("pk")
    assert [(event.kind, event.text) for event in events] == [
        ("repeated", ""), ("note", "Belt weer."),
    ]  # fmt: skip
    callback.refresh_from_db()
    assert callback.priority == 1


def test_what_is_said_now_stays_with_the_contact_unless_it_is_added(agent):
    callback = make_callback(at=timezone.now() - timedelta(days=1))
    data = SIMPLE | {"phone": PHONE, "q0-subject": "Dakkapel", "q0-repeat_answer": "confirmed"}
    post(agent, data | {"q0-repeat_reason": "niet_teruggebeld"})
    assert [event.kind for event in callback.events.all()] == ["repeated"]


def test_several_questions_are_added_and_removed_without_scripts(agent):
    key = uuid4()
    answer = post(agent, SIMPLE, key, "add_question")
    assert (answer.status_code, answer["Location"]) == (302, url(key))
    two = SIMPLE | {"questions": "2", "q1-subject": "Dakkapel", "q1-note": "En een dakkapel."}
    post(agent, two, key, "remove_question:0")
    draft = Draft.objects.get()
    assert draft.data["questions"] == "1"
    assert (draft.data["q0-subject"], draft.data["q0-note"]) == ("Dakkapel", "En een dakkapel.")


def test_pause_and_end_of_the_conversation_stop_the_clock(agent):
    key = uuid4()
    post(agent, SIMPLE, key, "pause")
    assert Draft.objects.get().paused_at is not None
    post(agent, SIMPLE, key, "resume")
    post(agent, SIMPLE, key, "end_talk")
    draft = Draft.objects.get()
    assert (draft.paused_at is None, draft.talk_ended_at is None) == (True, False)


def test_draft_of_another_agent_is_neither_shown_nor_changed(agent, client_of):
    key = uuid4()
    post(agent, SIMPLE, key, "refresh")
    other = client_of("agent")
    assert other.get(url(key)).status_code == 302
    assert post(other, SIMPLE | {"q0-note": "x"}, key, "autosave", **BACKGROUND).status_code == 409
    assert Draft.objects.get().data["q0-note"] == SIMPLE["q0-note"]


def test_bsn_in_the_note_is_masked_in_draft_and_contact(agent):
    key = uuid4()
    data = SIMPLE | {"q0-note": "Zijn BSN is 111222333."}
    post(agent, data, key, "refresh")
    assert "111222333" not in str(Draft.objects.get().data)
    post(agent, data, key)
    assert "111222333" not in Contact.objects.get().questions.get().note


def test_running_contacts_are_tabs_and_switching_keeps_what_was_typed(agent):
    first, second = uuid4(), uuid4()
    post(agent, SIMPLE, first, "refresh")
    answer = post(agent, SIMPLE | {"q0-subject": "Dakkapel"}, second, f"open:{first}")
    assert answer["Location"] == url(first)
    assert Draft.objects.get(key=second).data["q0-subject"] == "Dakkapel"
    running = agent.get(url(first)).context["space"].running
    assert [draft.key for draft in running] == [first, second]


def test_customer_is_found_linked_and_unlinked(agent):
    customer = make_customer()
    key = uuid4()
    live = post(agent, SIMPLE | {"phone": "06 12345678"}, key, "autosave", **BACKGROUND)
    assert live.context["space"].matches == [customer]
    post(agent, SIMPLE, key, f"use_customer:{customer.public_id}")
    assert agent.get(url(key)).context["space"].customer == customer
    post(agent, SIMPLE | {"customer": str(customer.public_id)}, key, "drop_customer")
    assert agent.get(url(key)).context["space"].customer is None


def test_clock_of_a_form_that_waits_for_a_call_stands_still(agent):
    space = agent.get("/contacts/new").context["space"]
    assert (space.phase, space.signed_start) == ("waiting", "")
    assert agent.get("/contacts/new?phone=0612345678").context["space"].phase == "talking"
    key = uuid4()
    live = post(agent, SIMPLE | {"revision": "1", "started": ""}, key, "autosave", **BACKGROUND)
    assert live.context["space"].phase == "talking"
    post(agent, SIMPLE | {"started": ""}, key)
    assert Contact.objects.get().talk_seconds <= 5


def test_callback_that_is_late_since_today_is_not_nought_days_late(agent):
    late = make_callback(due=timezone.now() - timedelta(minutes=1), at=timezone.now())
    data = SIMPLE | {"phone": PHONE, "q0-subject": "Dakkapel", "revision": "1"}
    answer = post(agent, data, uuid4(), "autosave", **BACKGROUND)
    proposal = answer.context["space"].questions.panels[0].proposal
    assert (proposal.callback, proposal.callback_due.late, proposal.callback_due.days) == (
        late, True, 0,
    )  # fmt: skip
    assert "0 werkdagen" not in answer.content.decode()
    assert "0 working days" not in answer.content.decode()
