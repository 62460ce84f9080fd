"""What happened to a callback, in the words of its timeline."""

from datetime import timedelta

import pytest
from django.utils import translation

from contacts.callbacks import services
from contacts.callbacks.timeline import timeline, visible_callback
from contacts.models import Callback, CallbackEvent
from kcc.organisation.access import access_of
from tests.factories import NOW, make_callback, make_contact, make_department, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def handler():
    reference()
    return make_user("handler")


def saved() -> Callback:
    return Callback.objects.for_acts().get()


def shown(person):
    """Titles and texts after the promise."""
    found = visible_callback(access_of(person), person, Callback.objects.get().public_id)
    return [(entry.title, entry.text) for entry in timeline(found, access_of(person), person)][1:]


def test_every_act_has_its_words(handler):
    colleague = make_user("handler", first_name="Kim", last_name="Bos")
    make_callback()
    known = {"by": handler, "now": LATER}
    services.assign(**known, callback=saved(), version=1, person=colleague, text="Jij kent hem")
    services.wait(
        **known, callback=saved(), version=2, until=NOW.date() + timedelta(days=3), reason="Foto"
    )
    services.resume(**known, callback=saved(), version=3)
    services.close_with_answer(
        **known, callback=saved(), version=4, answer="Donderdag.", result="appointment"
    )
    services.reopen(**known, callback=saved(), version=5, reason="Er kwam niemand")
    services.lapse(**known, callback=saved(), version=6, reason="Dubbel")
    assert shown(handler) == [
        ("Given to Kim Bos", "Jij kent hem"),
        ("Waiting for the customer, until Fri 13 Nov at the latest", "Foto"),
        ("The clock runs again; due Thu 12 Nov 17:00", ""),
        ("Handled: Appointment made", "Donderdag."),
        ("Opened again; due Thu 12 Nov 17:00", "Er kwam niemand"),
        ("No longer needed", "Dubbel"),
    ]


def test_passing_on_names_both_departments(handler):
    there = make_department("burgerzaken")
    new = make_user("handler", there)
    make_callback()
    services.reroute(
        by=handler, callback=saved(), version=1, department=there, reason="Paspoort", now=LATER
    )
    title = "Passed on from Vergunningen, Toezicht en Handhaving to Burgerzaken"
    assert shown(new) == [(title, "Paspoort")]


@pytest.mark.parametrize(
    ("email", "title", "text"),
    [
        (
            "hanna@example.org", "Message to the customer",
            "By e-mail: that we called, and how to reach us.",
        ),
        ("", "No message to the customer: no e-mail address is known", ""),
    ],
)  # fmt: skip
def test_the_message_to_the_customer_is_told_without_the_address(handler, email, title, text):
    make_callback(email=email)
    for version in (1, 2):
        services.record_attempt(by=handler, callback=saved(), version=version, now=LATER)
    assert shown(handler)[-1] == (title, text)


def test_an_escalation_is_told_with_its_step_and_how_many_heard_of_it(handler):
    callback = make_callback()
    for told in (1, 2):
        CallbackEvent.objects.create(
            callback=callback, kind="escalated", at=LATER,
            detail={"step": "75", "name": "75 % van de termijn", "told": told},
        )  # fmt: skip
    assert shown(handler) == [
        ("Escalated: 75 % van de termijn", "1 person told"),
        ("Escalated: 75 % van de termijn", "2 people told"),
    ]


def test_a_new_contact_is_told_once_and_which_one_to_who_may_see_it(handler):
    agent = make_user("agent")
    callback = make_callback()
    for confidential in (False, True):
        contact = make_contact(
            by=agent, at=LATER, subject="VG01", repeat_of=callback.question,
            confidential=confidential,
        )  # fmt: skip
        question = contact.questions.get()
        services.mark_repeated(by=agent, callback=saved(), question=question, now=LATER)
    again = "Customer contacted us again"
    other = make_user("agent")
    assert shown(other) == [(again, "Telefoon · Dakkapel"), (again, "")]
    assert shown(handler) == [(again, "Telefoon · Dakkapel"), (again, "Telefoon · Dakkapel")]


def test_a_repeat_confirmed_without_anybody_being_told_is_there_too(handler):
    callback = make_callback()
    make_contact(at=LATER, subject="VG01", repeat_of=callback.question)
    CallbackEvent.objects.filter(kind="repeated").delete()
    assert shown(handler) == [("Customer contacted us again", "Telefoon · Dakkapel")]


def test_it_costs_two_statements_and_a_third_for_names(handler):
    colleague = make_user("handler")
    make_callback()
    access_of(handler)
    for expected in (2, 3):
        found = visible_callback(access_of(handler), handler, saved().public_id)
        with statements() as ran:
            timeline(found, access_of(handler), handler)
        assert len(ran) == expected
        if expected == 2:
            services.assign(by=handler, callback=saved(), version=1, person=colleague, now=LATER)
