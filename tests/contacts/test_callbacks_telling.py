"""Who is told: colleagues under the bell, and the customer who was called in vain."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from contacts.callbacks import services
from contacts.callbacks.batches import UNDO, do_batch, undo
from contacts.callbacks.services.message import template
from contacts.models import Callback, Question
from kcc.audit.models import AuditEvent
from kcc.customers.models import ContactPoint
from kcc.jobs.models import Notification, OutboxMessage
from kcc.organisation.models import User
from tests.factories import NOW, make_callback, make_contact, make_customer, make_user, reference

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def handler():
    reference()
    return make_user("handler", language="en")


@pytest.fixture
def colleague(handler):
    return make_user("handler", language="en")


def saved() -> Callback:
    return Callback.objects.for_acts().get()


def told():
    return list(Notification.objects.order_by("pk").values_list("user__username", "kind", "text"))


# -- Colleagues -------------------------------------------------------------------------------


def test_who_is_given_work_is_told(handler, colleague):
    make_callback()
    services.assign(by=handler, callback=saved(), version=1, person=colleague, now=LATER)
    number = saved().number
    assert told() == [("handler-2", "callback.assigned", f"{number} was given to you: Dakkapel.")]
    line = Notification.objects.get()
    assert (line.url, line.at) == (f"/contacts/callbacks/{saved().public_id}/", LATER)
    assert User.objects.get(pk=colleague.pk).unseen == 1


def test_nobody_is_told_of_what_they_did_themselves(handler):
    make_callback()
    services.assign(by=handler, callback=saved(), version=1, person=handler, now=LATER)
    services.close_with_answer(
        by=handler, callback=saved(), version=2, answer="Ja", result="answered", now=LATER
    )
    services.reopen(by=handler, callback=saved(), version=3, reason="Nee", now=LATER)
    question = make_contact(by=handler, at=LATER).questions.get()
    services.mark_repeated(by=handler, callback=saved(), question=question, now=LATER)
    assert told() == []


def test_of_many_at_once_there_is_one_line(handler, colleague):
    found = [make_callback() for _ in range(3)]
    items = [(callback.public_id, 1) for callback in found]
    do_batch(by=handler, act="assign", items=items, person=colleague, now=LATER)
    first = found[0].number
    assert told() == [
        (
            "handler-2", "callback.assigned",
            f"3 pieces of work were given to you, {first} first.",
        )
    ]  # fmt: skip
    assert Notification.objects.get().url == "/contacts/callbacks/?state=mine"


def test_what_was_taken_back_is_forgotten_unless_it_was_read(handler, colleague):
    make_callback()
    for version in (1, 3):
        batch = services.assign(
            by=handler, callback=saved(), version=version, person=colleague, now=LATER
        ).batch
        if version == 3:
            Notification.objects.update(read_at=LATER)
        undo(by=handler, batch=batch, now=LATER)
        assert Notification.objects.count() == (1 if version == 3 else 0)
        if version == 1:
            assert User.objects.get(pk=colleague.pk).unseen == 0


def test_who_had_it_is_told_that_it_was_opened_again(handler, colleague):
    make_callback()
    services.close_with_answer(
        by=handler, callback=saved(), version=1, answer="Ja", result="answered", now=LATER
    )
    services.reopen(by=colleague, callback=saved(), version=2, reason="Nee", now=LATER)
    number = saved().number
    assert told() == [("handler", "callback.reopened", f"{number} was opened again: Dakkapel.")]


# -- The customer comes back ------------------------------------------------------------------


def test_a_new_contact_raises_the_priority_and_tells_who_works_on_it(handler):
    agent = make_user("agent")
    make_callback(assignee=handler)
    question = make_contact(by=agent, at=LATER).questions.get()
    assert services.mark_repeated(by=agent, callback=saved(), question=question, now=LATER)
    found = saved()
    assert (found.priority, found.version) == (1, 1)
    event = found.events.get()
    assert (event.kind, event.by, event.text) == ("repeated", agent, "")
    assert event.detail == {
        "question": str(question.public_id),
        "contact": str(question.contact.public_id),
        "priority": 1,
    }
    assert told() == [
        ("handler", "callback.repeated", f"The customer of {found.number} contacted us again.")
    ]
    audit = AuditEvent.objects.get(action="callback.repeated")
    assert (audit.actor, audit.detail) == (agent, {"question": str(question.public_id)})


def test_higher_than_high_there_is_not(handler):
    agent = make_user("agent")
    make_callback()
    for expected in (1, 2, 2):
        question = make_contact(by=agent, at=LATER).questions.get()
        services.mark_repeated(by=agent, callback=saved(), question=question, now=LATER)
        assert saved().priority == expected
    assert told() == []


def test_on_a_closed_callback_nothing_happens(handler):
    make_callback()
    old = saved()
    services.lapse(by=handler, callback=saved(), version=1, reason="Dubbel", now=LATER)
    question = Question.objects.get()
    assert services.mark_repeated(by=handler, callback=old, question=question, now=LATER) is False
    assert (saved().priority, saved().events.count()) == (0, 1)


# -- The customer is written to ---------------------------------------------------------------


def try_twice(handler, **values):
    callback = make_callback(**values)
    for version in (1, 2):
        services.record_attempt(by=handler, callback=saved(), version=version, now=LATER)
    return callback


def test_after_the_second_attempt_the_customer_is_written_to(handler, settings):
    settings.ORGANISATION_NAME = "Gemeente Lindenwaard"
    settings.REACH_US = "Bel 14 0123."
    make_callback(email="hanna@example.org", question_text="Wanneer komt de controleur?")
    services.record_attempt(by=handler, callback=saved(), version=1, now=LATER)
    assert OutboxMessage.objects.count() == 0
    services.record_attempt(by=handler, callback=saved(), version=2, now=LATER)
    message, number = OutboxMessage.objects.get(), saved().number
    assert (message.to, message.kind) == ("hanna@example.org", "callback.message")
    assert (message.available_at, message.state) == (LATER + UNDO, "waiting")
    assert message.subject == f"Wij konden u niet bereiken ({number})"
    for words in (number, "Vergunningen, Toezicht en Handhaving", "Bel 14 0123.", "Lindenwaard"):
        assert words in message.body
    assert "controleur" not in message.body + message.subject
    event = saved().events.get(kind="message")
    assert (event.by, event.detail, event.text) == (None, {"version": 3, "sent": True}, "")
    services.record_attempt(by=handler, callback=saved(), version=3, now=LATER)
    assert OutboxMessage.objects.count() == 1


def test_without_an_address_the_timeline_says_so(handler):
    try_twice(handler)
    assert OutboxMessage.objects.count() == 0
    assert saved().events.get(kind="message").detail == {"version": 3, "sent": False}


def test_the_address_of_this_answer_goes_before_that_of_the_contact_and_of_the_file(handler):
    customer = make_customer(emails=["oud@example.org", "nieuw@example.org"])
    ContactPoint.objects.filter(value="oud@example.org").update(preferred=False)
    ContactPoint.objects.filter(value="nieuw@example.org").update(preferred=True)
    try_twice(handler, customer=customer)
    assert OutboxMessage.objects.get().to == "nieuw@example.org"


def test_a_message_of_a_confidential_file_says_little_and_goes_to_a_given_address_only(handler):
    customer = make_customer(emails=["thuis@example.org"], confidential=True)
    try_twice(handler, customer=customer)
    assert OutboxMessage.objects.count() == 0
    Callback.objects.update(email="werk@example.org", attempts=1, status="claimed", version=9)
    services.record_attempt(by=handler, callback=saved(), version=9, now=LATER)
    message = OutboxMessage.objects.get()
    assert message.to == "werk@example.org"
    assert "Vergunningen" not in message.body


def test_taken_back_within_half_a_minute_it_never_leaves_and_is_written_again(handler):
    make_callback(email="hanna@example.org")
    services.record_attempt(by=handler, callback=saved(), version=1, now=LATER)
    batch = services.record_attempt(by=handler, callback=saved(), version=2, now=LATER).batch
    undo(by=handler, batch=batch, now=LATER + UNDO)
    assert OutboxMessage.objects.get().state == "withdrawn"
    assert saved().attempts == 1
    services.record_attempt(by=handler, callback=saved(), version=4, now=LATER)
    states = OutboxMessage.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["withdrawn", "waiting"]


def test_what_had_left_already_is_not_written_again(handler):
    make_callback(email="hanna@example.org")
    services.record_attempt(by=handler, callback=saved(), version=1, now=LATER)
    batch = services.record_attempt(by=handler, callback=saved(), version=2, now=LATER).batch
    OutboxMessage.objects.update(state="sent", finished_at=LATER)
    undo(by=handler, batch=batch, now=LATER)
    assert saved().events.last().detail["message"] == "sent"
    services.record_attempt(by=handler, callback=saved(), version=4, now=LATER)
    assert OutboxMessage.objects.count() == 1


def test_opened_again_the_customer_may_be_written_to_again(handler):
    try_twice(handler, email="hanna@example.org")
    services.lapse(by=handler, callback=saved(), version=3, reason="Dubbel", now=LATER)
    services.reopen(by=handler, callback=saved(), version=4, reason="Toch niet", now=LATER)
    for version in (5, 6):
        services.record_attempt(by=handler, callback=saved(), version=version, now=LATER)
    assert OutboxMessage.objects.count() == 2


def test_a_text_that_names_what_is_not_known_is_refused(tmp_path):
    path = tmp_path / "bericht.txt"
    path.write_text("Over {number}\nBeste {naam},", encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match="naam"):
        template(str(path))
    path = tmp_path / "goed.txt"
    path.write_text("Over {number}\n\nBel ons: {reach_us}\n", encoding="utf-8")
    assert template(str(path)) == ("Over {number}", "Bel ons: {reach_us}")
