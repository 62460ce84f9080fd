"""Correcting a contact: who may, what the form asks again, customers who are looked for, and two
people at once."""

import pytest

from contacts.models import ContactCorrection
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.models import Role
from tests.contacts.corrections import correct, sent, url_of
from tests.factories import make_contact, make_customer, make_user

pytestmark = pytest.mark.django_db


# -- Who ----------------------------------------------------------------------------------------


def test_who_logged_it_and_a_team_lead_correct(client, client_of):
    mine = client_of("agent")
    contact = make_contact(by=mine.user)
    assert mine.get(url_of(contact)).status_code == 200
    seen = {role: client_of(role).get(url_of(contact)).status_code for role in Role}
    assert seen == dict.fromkeys(Role, 403) | {Role.KCC_LEAD: 200}
    assert client.get(url_of(contact)).status_code == 302


def test_a_lead_does_not_correct_what_the_lead_may_not_see(client_of):
    contact = make_contact(confidential=True)
    assert client_of("kcc_lead").get(url_of(contact)).status_code == 404


def test_the_button_is_there_for_who_may_use_it(client_of):
    mine, other = client_of("agent"), client_of("agent")
    contact = make_contact(by=mine.user)
    shown = [url_of(contact) in c.get(url_of(contact)[:-8]).content.decode() for c in (mine, other)]
    assert shown == [True, False]


def test_the_service_refuses_another_agent(ref):
    contact = make_contact(by=make_user("agent"))
    with pytest.raises(DomainError):
        correct(contact, by=make_user("agent"), ref=ref, note="Anders")
    assert ContactCorrection.objects.count() == 0


# -- What is asked again --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "__all__"),
        ({"why": " "}, "why"),
        ({"q1_subject": "XX"}, "subject"),
        ({"q1_outcome": "terugbelverzoek"}, "outcome"),
        ({"channel": "duif"}, "channel"),
        ({"customer": "somebody"}, "customer"),
        ({"q1_note": "x" * 10_001}, "note"),
    ],
)
def test_what_cannot_be_saved_is_asked_again(client_of, changes, field):
    client = client_of("agent")
    contact = make_contact(by=client.user)
    answer = client.post(url_of(contact), sent(contact, **changes))
    errors = [name for form in answer.context["forms"] for name in form.errors]
    assert (answer.status_code, errors) == (422, [field])
    assert ContactCorrection.objects.count() == 0


# -- The customer is looked for -----------------------------------------------------------------


def test_a_customer_is_looked_for_and_chosen_without_losing_what_was_typed(client_of):
    client = client_of("agent")
    contact = make_contact(by=client.user)
    customer = make_customer()
    make_customer(family_name="Vries", confidential=True)
    data = sent(contact, find="wit", q1_note="Getypt")
    answer = client.post(url_of(contact), data)
    page = answer.context
    assert answer.status_code == 200
    assert list(page["form"].customers) == [str(customer.public_id)]
    assert page["questions"][0]["note"].value() == "Getypt"
    assert ContactCorrection.objects.count() == 0
    data |= {"found": "wit", "customer": customer.public_id}
    assert client.post(url_of(contact), data).status_code == 302
    contact.refresh_from_db()
    assert (contact.customer, contact.questions.get().note) == (customer, "Getypt")


@pytest.mark.parametrize("text", ["06-12345678", "hanna DE wit", "7801 AB 12a", "hanna@example.nl"])
def test_customers_are_found_by_number_name_address_and_mail(client_of, text):
    client = client_of("agent")
    contact = make_contact(by=client.user)
    customer = make_customer(emails=["hanna@example.nl"])
    answer = client.post(url_of(contact), sent(contact, find=text))
    assert list(answer.context["form"].customers) == [str(customer.public_id)]


def test_a_customer_out_of_sight_is_neither_found_nor_chosen(client_of):
    client = client_of("agent")
    contact = make_contact(by=client.user)
    customer = make_customer(confidential=True)
    answer = client.post(url_of(contact), sent(contact, find="wit"))
    assert list(answer.context["form"].customers) == []
    answer = client.post(url_of(contact), sent(contact, customer=customer.public_id))
    assert answer.status_code == 422


# -- Two people at once -------------------------------------------------------------------------


def test_the_second_of_two_sees_both_and_loses_nothing(client_of, ref):
    agent, lead = client_of("agent"), client_of("kcc_lead")
    contact = make_contact(by=agent.user, note="Eerst")
    old = sent(contact, q1_note="Van de agent")
    lead.post(url_of(contact), sent(contact, q1_note="Van de leider", channel="balie"))
    answer = agent.post(url_of(contact), old)
    assert answer.status_code == 409
    question, form = answer.context["questions"][0], answer.context["form"]
    assert question["note"].value() == "Van de agent"
    assert "Van de leider" in question["note"].help_text
    assert "Balie" in form["channel"].help_text
    assert "Van de leider" in answer.content.decode()
    assert form["version"].value() == 2
    assert contact.questions.get().note == "Van de leider"
    # Sent again from that page, it is saved over the other one; both stay in the history.
    assert agent.post(url_of(contact), old | {"version": 2}).status_code == 302
    assert contact.questions.get().note == "Van de agent"
    assert [c.by for c in contact.corrections.all()] == [agent.user, lead.user]


def test_a_save_over_a_newer_version_is_a_conflict(ref):
    agent = make_user("agent")
    contact = make_contact(by=agent)
    correct(contact, by=agent, ref=ref, note="Eerste")
    with pytest.raises(Conflict):
        correct(contact, by=agent, ref=ref, note="Tweede", version=1)
    assert contact.questions.get().note == "Eerste"
