"""A question on the agent's screen that somebody else answers: how, and where to."""

from uuid import uuid4

import pytest

from contacts.models import Callback, Contact, Draft, Outcome
from contacts.reference import forget
from kcc.organisation.models import Channel
from tests.contacts.screen import BACKGROUND, CALLBACK, SIMPLE, live, post, url
from tests.factories import PHONE, make_customer, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db


# -- Put through --------------------------------------------------------------------------------


def test_whether_a_transfer_was_warm_is_asked(agent):
    transfer = SIMPLE | {"q0-category": "transferred", "q0-transfer_to": "Balie burgerzaken"}
    answer = post(agent, transfer)
    assert answer.status_code == 422
    assert "Kies warm of koud." in answer.content.decode()
    assert not Contact.objects.exists()
    assert post(agent, transfer | {"q0-transfer_warm": "cold"}).status_code == 302
    question = Contact.objects.get().questions.get()
    assert (question.outcome.code, question.transfer_warm) == ("doorverbonden_koud", False)


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
