"""The agent's screen over HTTP: opened, and saved by one form and one POST."""

from uuid import uuid4

import pytest
from django.urls import reverse

from cases.models import Case
from contacts.models import Callback, Contact, Draft, Question
from tests.contacts.screen import BACKGROUND, CALLBACK, SIMPLE, post, url
from tests.factories import NOW, PHONE, make_customer, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db


def test_new_writes_nothing(agent):
    answer = agent.get("/contacts/new?phone=06-12345678&call_id=abc")
    assert answer.status_code == 200
    assert not Draft.objects.exists()
    assert answer.context["space"].data == {
        "channel": "telefoon", "phone": "06 12345678", "call_id": "abc",
    }  # fmt: skip


@pytest.mark.parametrize("role", ["handler", "head", "manager", "board", "administrator"])
def test_only_the_contact_centre_logs_contacts(client_of, role):
    reference()
    client = client_of(role)
    assert client.get("/contacts/new").status_code == 403
    assert post(client, SIMPLE).status_code == 403
    assert not Contact.objects.exists()


def test_simple_contact_is_saved_in_one_post(agent):
    answer = post(agent, SIMPLE)
    assert (answer.status_code, answer["Location"]) == (302, reverse("contacts:new"))
    question = Contact.objects.get().questions.get()
    assert (question.subject.code, question.outcome.code) == ("BZ01", "direct_afgehandeld")


def test_simple_contact_costs_at_most_ten_statements(agent):
    key = uuid4()
    post(agent, SIMPLE, key, "autosave", **BACKGROUND)
    with statements() as ran:
        post(agent, SIMPLE | {"phone": PHONE}, key)
    assert len(ran) <= 10, "\n".join(ran)


def test_contact_with_a_callback_costs_at_most_fourteen_statements(agent):
    make_user("handler", reference().department["vergunningen"])
    customer = make_customer()
    key = uuid4()
    data = CALLBACK | {"customer": str(customer.public_id)}
    post(agent, data, key, "autosave", **BACKGROUND)
    with statements() as ran:
        post(agent, data, key)
    assert Callback.objects.get().customer == customer
    assert len(ran) <= 14, "\n".join(ran)


def test_what_is_known_of_the_customer_is_offered_after_a_mistake_too(agent):
    customer = make_customer(emails=["hanna@example.nl"])
    data = SIMPLE | {"customer": str(customer.public_id), "q0-subject": "onzin"}
    answer = post(agent, data)
    assert answer.status_code == 422
    form = answer.context["space"].questions.panels[0].form
    assert form["callback_phone"].value() == "06 12345678"
    assert form["callback_email"].value() == "hanna@example.nl"
    # Of what is saved nobody asks it.
    with statements() as ran:
        assert post(agent, data | {"q0-subject": SIMPLE["q0-subject"]}).status_code == 302
    assert not [sql for sql in ran if "customers_contactpoint" in sql]


def test_double_click_saves_once(agent):
    key = uuid4()
    post(agent, SIMPLE, key)
    answer = post(agent, SIMPLE, key)
    assert answer.status_code == 302
    assert Contact.objects.count() == 1


def test_faults_are_shown_together_and_nothing_typed_is_lost(agent):
    key = uuid4()
    data = CALLBACK | {"q0-callback_phone": "12", "q0-note": "", "phone": "onzin"}
    answer = post(agent, data, key)
    assert answer.status_code == 422
    forms = answer.context["space"].forms
    assert [sorted(form.errors) for form in forms] == [["phone"], ["callback_phone", "note"]]
    assert 'value="onzin"' in answer.content.decode()
    assert Draft.objects.get(key=key).data["q0-callback_phone"] == "12"
    assert not Contact.objects.exists()


def test_department_nobody_works_in_is_refused_and_the_form_stays(agent):
    answer = post(agent, CALLBACK, **BACKGROUND)
    assert answer.status_code == 422
    assert "Vraagt wat zij moet meenemen." in answer.content.decode()
    assert not Contact.objects.exists()


def test_callback_promises_what_the_screen_showed(agent):
    make_user("handler", reference().department["vergunningen"])
    key = uuid4()
    live = post(agent, CALLBACK, key, "autosave", **BACKGROUND)
    shown = live.context["space"].questions.panels[0].promise.moment
    post(agent, CALLBACK, key)
    callback = Callback.objects.get()
    assert callback.promised_at == shown
    assert (callback.phone, callback.best_time) == (PHONE, "morning")
    assert callback.question_text == "Vraagt wat zij moet meenemen."


def test_subject_list_finds_by_keyword_and_forgives_a_typo(agent):
    found = agent.post(reverse("contacts:subjects"), {"q": "paspport"}).context["subjects"]
    assert [subject.code for subject in found] == ["BZ01"]
    found = agent.post(reverse("contacts:subjects"), {"q": "bouwen"}).context["subjects"]
    assert [subject.code for subject in found] == ["VG01"]


def test_unknown_subject_suggests_what_is_near(agent):
    answer = post(agent, SIMPLE | {"q0-subject": "verhuizen of paspoort"})
    assert answer.status_code == 422


def test_saved_moment_of_the_contact_comes_from_the_server(agent):
    key = uuid4()
    page = agent.get("/contacts/new?call_id=17").context["space"]
    post(agent, SIMPLE | {"started": page.signed_start}, key)
    contact = Contact.objects.get()
    assert contact.started_at == page.started_at
    assert contact.started_at != NOW


def test_contact_starts_with_the_customer_whose_page_was_open(agent):
    customer = make_customer()
    space = agent.get(f"/contacts/new?customer={customer.public_id}").context["space"]
    assert space.customer == customer
    space = agent.get("/contacts/new?customer=nobody").context["space"]
    assert space.customer is None


def test_second_report_about_a_place_is_added_to_the_open_case(agent):
    noise = SIMPLE | {
        "q0-subject": "Geluidsoverlast",
        "q0-category": "case",
        "q0-case_type": "omgevingsvergunning",
        "location": "Marktstraat 49",
    }
    post(agent, noise | {"phone": "06-12345678"})
    case = Case.objects.get()
    again = noise | {"phone": "06-87654321"}
    answer = post(agent, again, action="autosave")
    assert case.number in answer.content.decode()
    post(agent, again | {"q0-case": str(case.public_id)})
    assert [q.case for q in Question.objects.order_by("pk")] == [case, case]


def test_page_without_a_caller_says_that_nobody_is_known(agent):
    words = "Vul een nummer, een klant of een plek in"
    assert words in agent.get("/contacts/new").content.decode()
    assert words not in agent.get("/contacts/new?phone=06-12345678").content.decode()


def test_workplace_is_the_contact_that_was_started_last(agent):
    assert agent.get(reverse("contacts:workplace"))["Location"] == reverse("contacts:new")
    first, last = uuid4(), uuid4()
    post(agent, SIMPLE, first, "refresh")
    post(agent, SIMPLE, last, "refresh")
    assert agent.get(reverse("contacts:workplace"))["Location"] == url(last)
