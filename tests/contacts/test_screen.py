"""The agent's screen over HTTP: one form, one POST, with and without scripts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from contacts.models import Callback, Contact, Draft, Outcome, Question
from contacts.reference import forget
from contacts.reference import reference as warm
from kcc.organisation.calendars import snapshot
from kcc.organisation.models import Channel
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
PASSPORT = "Paspoort of identiteitskaart"
SIMPLE = {
    "channel": "telefoon",
    "direction": "inbound",
    "questions": "1",
    "q0-subject": PASSPORT,
    "q0-note": "Vraagt wat zij moet meenemen.",
    "q0-category": "direct",
}
CALLBACK = SIMPLE | {
    "q0-subject": "Dakkapel",
    "q0-category": "callback",
    "q0-callback_phone": "06-12 34 56 78",
    "q0-callback_department": "vergunningen",
    "q0-best_time": "morning",
}
BACKGROUND = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def agent(client_of):
    reference()
    warm()
    snapshot()
    return client_of("agent")


def url(key):
    return reverse("contacts:running", args=[key])


def post(client, data, key=None, action="save", **headers):
    return client.post(url(key or uuid4()), data | {"action": action}, **headers)


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


# -- Answered later: how, and where to -------------------------------------------------------------


WRITTEN = CALLBACK | {
    "channel": "e-mail",
    "email": "hanna@example.org",
    "q0-answer_by": "email",
    "q0-answer_was": "email",
    "q0-callback_email": "hanna@example.org",
    "q0-callback_phone": "",
}


@pytest.fixture
def there(agent):
    """Somebody answers for vergunningen."""
    return make_user("handler", reference().department["vergunningen"])


def more_channels():
    for code, kind, follow_up in (
        ("webformulier", "written", "form"),
        ("post", "written", "letter"),
        ("whatsapp", "chat", "social"),
        ("huisbezoek", "counter", "question"),
    ):
        Channel.objects.create(code=code, name=code.title(), kind=kind, follow_up=follow_up)
    forget()


def live(client, data, key=None):
    """The first question as the pieces that come back while typing show it."""
    answer = post(client, data | {"revision": "1"}, key, "autosave", **BACKGROUND)
    return answer.context["space"].questions.panels[0]


@pytest.mark.parametrize(
    ("channel", "usual", "ways"),
    [
        ("telefoon", "phone", ["phone", "email", "letter"]),
        ("balie", "phone", ["phone", "email", "letter", "channel"]),
        ("huisbezoek", "phone", ["phone", "email", "letter", "channel"]),
        ("e-mail", "email", ["phone", "email", "letter"]),
        ("webformulier", "email", ["phone", "email", "letter", "channel"]),
        ("post", "letter", ["phone", "email", "letter"]),
        ("whatsapp", "channel", ["phone", "email", "letter", "channel"]),
    ],
)
def test_an_answer_goes_back_the_way_the_question_came(agent, channel, usual, ways):
    more_channels()
    panel = live(agent, CALLBACK | {"channel": channel})
    assert panel.answer_by == usual
    assert [value for value, _label in panel.form.fields["answer_by"].choices] == ways


def test_the_way_back_follows_the_channel_until_somebody_chooses_another(agent):
    data = CALLBACK | {"q0-answer_by": "phone", "q0-answer_was": "phone", "channel": "e-mail"}
    assert live(agent, data).answer_by == "email"
    assert live(agent, data | {"q0-answer_by": "letter"}).answer_by == "letter"
    # What is saved is what was on the screen.
    make_user("handler", reference().department["vergunningen"])
    post(agent, data)
    assert Callback.objects.get().answer_by == "phone"


def test_a_question_by_e_mail_is_answered_by_e_mail(agent, there):
    key = uuid4()
    shown = live(agent, WRITTEN, key).promise
    answer = post(agent, WRITTEN, key, **BACKGROUND)
    callback = Callback.objects.get()
    assert (callback.answer_by, callback.email, callback.phone) == (
        "email", "hanna@example.org", "",
    )  # fmt: skip
    assert (callback.norm_kind, callback.promised_at) == ("email", shown.moment)
    assert callback.best_time == "any"
    assert callback.question.outcome.code == "taak_uitgezet"
    assert callback.number in next(str(m) for m in answer.context["messages"])


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        # Who calls may ask for it in writing, who writes may ask to be called.
        (
            CALLBACK | {"q0-answer_by": "email", "q0-callback_email": "H@Example.org"},
            ("email", "", "h@example.org", "", "taak_uitgezet"),
        ),
        (
            WRITTEN | {"q0-answer_by": "phone", "q0-callback_phone": "06 12345678"},
            ("phone", PHONE, "", "", "terugbelverzoek"),
        ),
        (
            CALLBACK | {"q0-answer_by": "letter", "q0-callback_address": "Dorpsplein 1, Wilp"},
            ("letter", "", "", "Dorpsplein 1, Wilp", "taak_uitgezet"),
        ),
        (
            CALLBACK
            | {"channel": "balie", "q0-answer_by": "channel", "q0-callback_handle": "Hanna"},
            ("channel", "", "", "Hanna", "taak_uitgezet"),
        ),
    ],
)
def test_the_customer_chooses_how_the_answer_comes(agent, there, data, kept):
    post(agent, data)
    row = Callback.objects.get()
    found = (row.answer_by, row.phone, row.email, row.reply_to, row.question.outcome.code)
    assert found == kept


def test_without_an_outcome_for_writing_any_later_answer_will_do(agent, there):
    Outcome.objects.filter(code="taak_uitgezet").update(active=False)
    forget()
    post(agent, WRITTEN)
    assert Callback.objects.get().question.outcome.code == "terugbelverzoek"


@pytest.mark.parametrize(
    ("way", "name", "typed"),
    [
        ("phone", "callback_phone", ""),
        ("phone", "callback_phone", "12"),
        ("email", "callback_email", ""),
        ("email", "callback_email", "hanna"),
        ("letter", "callback_address", ""),
        ("channel", "callback_handle", ""),
    ],
)
def test_an_answer_needs_somewhere_to_go(agent, there, way, name, typed):
    key = uuid4()
    data = CALLBACK | {
        "channel": "balie", "q0-answer_by": way, "q0-callback_phone": "", f"q0-{name}": typed,
    }  # fmt: skip
    answer = post(agent, data, key)
    assert answer.status_code == 422
    assert [sorted(form.errors) for form in answer.context["space"].forms] == [[], [name]]
    assert Draft.objects.get(key=key).data[f"q0-{name}"] == typed
    assert not Contact.objects.exists()


def test_what_is_not_asked_for_is_no_fault(agent, there):
    """Filled in by itself, or left behind when the agent chose another way."""
    wrong = {"q0-callback_phone": "12", "q0-callback_email": "hanna"}
    letter = {"q0-answer_by": "letter", "q0-callback_address": "Dorpsplein 1"}
    assert post(agent, CALLBACK | wrong | letter).status_code == 302
    assert post(agent, SIMPLE | wrong | {"q0-answer_by": "pigeon"}).status_code == 302
    assert post(agent, CALLBACK | {"q0-answer_by": "pigeon"}).status_code == 422


def test_where_an_answer_goes_is_filled_in_from_what_is_known(agent):
    customer = make_customer(emails=["hanna@example.org"])
    data = CALLBACK | {"q0-callback_phone": "", "customer": str(customer.public_id)}
    values = live(agent, data).form.initial
    assert {name: values[name] for name in values if name.startswith("callback_")} == {
        "callback_department": "vergunningen",
        "callback_phone": "06 12345678",
        "callback_email": "hanna@example.org",
        "callback_address": "Noorderstraat 12a, 7801 AB Lindenwaard",
        "callback_handle": "06 12345678",
        "callback_name": customer.formal_name,
    }
    # What the caller says goes before what is on file.
    said = live(agent, data | {"email": "nieuw@example.org", "phone": "0687654321"}).form.initial
    assert (said["callback_email"], said["callback_phone"]) == ("nieuw@example.org", "0687654321")


def test_a_secret_address_is_not_filled_in_and_need_not_be(agent, there):
    customer = make_customer(secret_address=True)
    letter = CALLBACK | {"customer": str(customer.public_id), "q0-answer_by": "letter"}
    key = uuid4()
    page = post(agent, letter, key, "refresh", **BACKGROUND)
    assert "Noorderstraat" not in page.content.decode()
    post(agent, letter, key)
    callback = Callback.objects.get()
    assert (callback.answer_by, callback.reply_to) == ("letter", "")


def test_what_was_filled_in_of_another_customer_goes_with_that_customer(agent):
    first = make_customer(emails=["hanna@example.org"])
    second = make_customer(family_name="Vries", phones=(), postcode="7802CD")
    key = uuid4()
    typed = {"q0-callback_address": "Noorderstraat 12a, 7801 AB Lindenwaard"}
    typed |= {"q0-callback_email": "werk@example.org", "q0-callback_phone": "06 12345678"}
    data = CALLBACK | {"customer": str(first.public_id)} | typed
    post(agent, data, key, f"use_customer:{second.public_id}")
    kept = Draft.objects.get().data
    assert [kept[name] for name in typed] == ["", "werk@example.org", ""]
    post(agent, data, key, "drop_customer")
    assert Draft.objects.get().data["q0-callback_address"] == ""


def test_what_came_from_the_file_goes_also_when_the_contact_says_otherwise_by_now(agent):
    """Filled in of the wrong customer before the number and address of this contact were typed."""
    first = make_customer(emails=["hanna@example.org"])
    second = make_customer(family_name="Vries", phones=(), postcode="7802CD")
    filled = {"q0-callback_email": "hanna@example.org", "q0-callback_phone": "06 12345678"}
    own = {"phone": "06 87654321", "email": "nieuw@example.org"}
    data = CALLBACK | {"customer": str(first.public_id)} | filled | own
    post(agent, data, uuid4(), f"use_customer:{second.public_id}")
    assert [Draft.objects.get().data[name] for name in filled] == ["", ""]


def test_a_written_answer_costs_no_more_than_a_callback(agent, there):
    customer = make_customer(emails=["hanna@example.org"])
    key, data = uuid4(), WRITTEN | {"customer": str(customer.public_id)}
    post(agent, data, key, "autosave", **BACKGROUND)
    with statements() as ran:
        post(agent, data, key)
    assert Callback.objects.get().customer == customer
    assert len(ran) <= 14, "\n".join(ran)


def test_the_draft_keeps_how_the_answer_goes(agent):
    key = uuid4()
    data = WRITTEN | {"q0-answer_by": "letter", "q0-callback_address": "Dorpsplein 1"}
    post(agent, data, key, "refresh")
    panel = agent.get(url(key)).context["space"].questions.panels[0]
    assert (panel.answer_by, panel.form["callback_address"].value()) == ("letter", "Dorpsplein 1")


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


def test_subject_list_finds_by_keyword_and_forgives_a_typo(agent):
    found = agent.post(reverse("contacts:subjects"), {"q": "paspport"}).context["subjects"]
    assert [subject.code for subject in found] == ["BZ01"]
    found = agent.post(reverse("contacts:subjects"), {"q": "bouwen"}).context["subjects"]
    assert [subject.code for subject in found] == ["VG01"]


def test_unknown_subject_suggests_what_is_near(agent):
    answer = post(agent, SIMPLE | {"q0-subject": "verhuizen of paspoort"})
    assert answer.status_code == 422


def test_running_contacts_are_tabs_and_switching_keeps_what_was_typed(agent):
    first, second = uuid4(), uuid4()
    post(agent, SIMPLE, first, "refresh")
    answer = post(agent, SIMPLE | {"q0-subject": "Dakkapel"}, second, f"open:{first}")
    assert answer["Location"] == url(first)
    assert Draft.objects.get(key=second).data["q0-subject"] == "Dakkapel"
    running = agent.get(url(first)).context["space"].running
    assert [draft.key for draft in running] == [first, second]


def test_saved_moment_of_the_contact_comes_from_the_server(agent):
    key = uuid4()
    page = agent.get("/contacts/new?call_id=17").context["space"]
    post(agent, SIMPLE | {"started": page.signed_start}, key)
    contact = Contact.objects.get()
    assert contact.started_at == page.started_at
    assert contact.started_at != NOW


def test_customer_is_found_linked_and_unlinked(agent):
    customer = make_customer()
    key = uuid4()
    live = post(agent, SIMPLE | {"phone": "06 12345678"}, key, "autosave", **BACKGROUND)
    assert live.context["space"].matches == [customer]
    post(agent, SIMPLE, key, f"use_customer:{customer.public_id}")
    assert agent.get(url(key)).context["space"].customer == customer
    post(agent, SIMPLE | {"customer": str(customer.public_id)}, key, "drop_customer")
    assert agent.get(url(key)).context["space"].customer is None


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


def test_clock_of_a_form_that_waits_for_a_call_stands_still(agent):
    space = agent.get("/contacts/new").context["space"]
    assert (space.phase, space.signed_start) == ("waiting", "")
    assert agent.get("/contacts/new?phone=0612345678").context["space"].phase == "talking"
    key = uuid4()
    live = post(agent, SIMPLE | {"revision": "1", "started": ""}, key, "autosave", **BACKGROUND)
    assert live.context["space"].phase == "talking"
    post(agent, SIMPLE | {"started": ""}, key)
    assert Contact.objects.get().talk_seconds <= 5


def test_workplace_is_the_contact_that_was_started_last(agent):
    assert agent.get(reverse("contacts:workplace"))["Location"] == reverse("contacts:new")
    first, last = uuid4(), uuid4()
    post(agent, SIMPLE, first, "refresh")
    post(agent, SIMPLE, last, "refresh")
    assert agent.get(reverse("contacts:workplace"))["Location"] == url(last)


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
