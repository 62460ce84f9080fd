"""Who has to contact us again on an open callback makes it more pressing, and both pages say so."""

from datetime import timedelta

import pytest

from contacts.history.services import answer_repeat
from contacts.logging.inputs import CallbackInput
from contacts.models import Callback, CallbackEvent
from contacts.reference import reference as kept_lists
from kcc.organisation.calendars import calendar_for
from tests.factories import (
    NOW,
    PHONE,
    make_callback,
    make_contact,
    make_customer,
    make_user,
    reference,
)
from tests.statements import statements

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
AGAIN = {"subject": "VG01", "phone": PHONE, "at": LATER}


def raised() -> list[tuple]:
    """(priority, times raised) of every callback, in the order of their numbers."""
    rows = Callback.objects.order_by("pk")
    kind = CallbackEvent.Kind.REPEATED
    return [(row.priority, row.events.filter(kind=kind).count()) for row in rows]


def test_a_repeat_that_the_agent_confirms_raises_the_open_callback():
    callback = make_callback()
    contact = make_contact(**AGAIN, repeat_of=callback.question, by=make_user("agent"))
    assert raised() == [(1, 1)]
    assert contact.raised_callbacks == [callback]
    event = callback.events.get()
    assert event.detail["question"] == str(contact.questions.get().public_id)
    assert event.by == contact.agent
    # What was promised to the caller stays what it was.
    callback.refresh_from_db()
    assert callback.due_at == callback.promised_at


def test_each_further_contact_raises_it_until_it_is_high():
    callback = make_callback(answer_by="email", email="h@example.org", channel="e-mail")
    for day in (1, 2, 3):
        at = NOW + timedelta(days=day)
        make_contact(
            subject="VG01", email="h@example.org", channel="e-mail", at=at,
            repeat_of=callback.question,
        )  # fmt: skip
    assert raised() == [(2, 3)]


@pytest.mark.parametrize("state", ["rejected", "proposed", "none"])
def test_what_is_not_confirmed_raises_nothing(state):
    callback = make_callback()
    if state == "rejected":
        make_contact(**AGAIN, repeat_of=callback.question, repeat_state="rejected")
    elif state == "proposed":
        make_contact(**AGAIN)
    else:
        make_contact(subject="BZ01", phone=PHONE, at=LATER)
    assert raised() == [(0, 0)]


def test_a_proposal_confirmed_afterwards_raises_it_once():
    ref = reference()
    make_callback()
    question = make_contact(**AGAIN).questions.get()
    agent, reason = make_user("agent"), ref.repeat_reason["niet_teruggebeld"]
    answers = [True, True, False, True]
    found = [
        answer_repeat(
            by=agent, question=question, confirmed=yes, reason=reason if yes else None, now=LATER
        ).raised_callbacks
        for yes in answers
    ]
    assert [len(callbacks) for callbacks in found] == [1, 0, 0, 0]
    assert raised() == [(1, 1)]


def test_a_closed_callback_stays_as_it_is():
    callback = make_callback()
    Callback.objects.update(status="lapsed", closed_at=NOW, next_step_at=None)
    make_contact(**AGAIN, repeat_of=callback.question)
    assert raised() == [(0, 0)]


def test_the_callback_asked_for_in_the_same_call_is_not_raised():
    first = make_callback()
    again = make_callback(at=LATER, repeat_of=first.question)
    assert again.question.repeat_state == "confirmed"
    assert raised() == [(1, 1), (0, 0)]


def test_a_neighbour_who_reports_the_same_raises_no_promise_to_somebody_else():
    place = {"subject": "VG02", "location": "Noorderstraat 12", "location_key": "7801AB12"}
    callback = make_callback(**place)
    other = {"phone": "+31687654321", "at": LATER, "repeat_of": callback.question}
    make_contact(**place, **other)
    assert raised() == [(0, 0)]
    make_contact(**place, phone=PHONE, at=LATER, repeat_of=callback.question)
    assert raised() == [(1, 1)]


def test_two_known_customers_behind_one_number_are_two_people():
    callback = make_callback(customer=make_customer())
    other = make_customer(family_name="Vries")
    make_contact(**AGAIN, customer=other, repeat_of=callback.question)
    assert raised() == [(0, 0)]


def test_a_contact_that_repeats_nothing_costs_nothing_more():
    reference(), kept_lists(), calendar_for()
    make_callback()
    earlier = make_contact(subject="BZ01", phone="+31687654321").questions.get()
    costs = []
    for values in ({}, {"repeat_of": earlier, "repeat_state": "rejected"}):
        with statements() as ran:
            make_contact(subject="BZ01", at=LATER, **values)
        costs.append(len(ran))
    with statements() as ran:
        make_contact(subject="BZ01", at=LATER, repeat_of=earlier)
    assert [costs[0] - costs[1], len(ran) - costs[1]] == [0, 1]


# -- Both pages say so --------------------------------------------------------------------------


def test_the_contact_says_which_callback_it_raised(client_of):
    callback = make_callback()
    contact = make_contact(**AGAIN, repeat_of=callback.question)
    told = client_of("agent").get(f"/contacts/{contact.public_id}/").context["told"]
    assert told[0]["raised"] == [callback]
    assert told[0]["raised"][0].seen is True
    first = client_of("agent").get(f"/contacts/{callback.question.contact.public_id}/")
    assert first.context["told"][0]["raised"] == []


def test_the_page_of_a_repeat_costs_one_statement_more(client_of):
    agent, callback = client_of("agent"), make_callback()
    kept_lists(), calendar_for()
    contacts = [callback.question.contact]
    contacts += [
        make_contact(**AGAIN | {"at": NOW + timedelta(days=day)}, repeat_of=callback.question)
        for day in (1, 2)
    ]
    costs = []
    for contact in contacts:
        with statements() as ran:
            agent.get(f"/contacts/{contact.public_id}/")
        costs.append(len(ran))
    assert [cost - costs[0] for cost in costs] == [0, 1, 1]


def test_an_answer_on_the_page_says_what_it_raised(client_of):
    callback = make_callback()
    contact = make_contact(**AGAIN)
    sent = {"answer": "confirmed", "reason": "niet_teruggebeld"}
    url = f"/contacts/{contact.public_id}/questions/1/repeat/"
    page = client_of("agent").post(url, sent, follow=True)
    assert raised() == [(1, 1)]
    assert callback.number in next(str(m) for m in page.context["messages"])


def test_who_gave_only_the_number_to_call_back_is_recognised_by_it():
    """Somebody unknown, whose number stands in the callback alone, calls again from that number."""
    department = make_callback(phone="+31622222222").department
    asked = CallbackInput(phone=PHONE, question_text="Bel mij terug", department=department)
    first = make_contact(subject="VG01", outcome="terugbelverzoek", callback=asked, at=NOW)
    assert (first.customer, first.phone) == (None, PHONE)
    again = make_contact(**AGAIN).questions.get()
    assert (again.repeat_state, again.repeat_of) == ("proposed", first.questions.get())
    # What the caller gave is never overruled.
    other = make_contact(
        subject="VG01", outcome="terugbelverzoek", callback=asked, at=NOW, phone="+31611111111"
    )
    assert other.phone == "+31611111111"
