"""Cases on the agent's screen: registered with the questions of the type, added to, asked about."""

from uuid import uuid4

import pytest
from django.urls import reverse

from cases.following.loading import load as load_messages
from cases.following.services import open_with_code
from cases.models import Case, CaseQuestion, CaseType, FollowCode
from contacts.models import Contact, Draft, Question, Subject
from contacts.reference import forget
from contacts.reference import reference as warm
from kcc.jobs.models import OutboxMessage
from kcc.organisation.calendars import snapshot
from tests.factories import (
    NOW,
    PHONE,
    make_case,
    make_contact,
    make_customer,
    make_user,
    reference,
)
from tests.statements import statements

pytestmark = pytest.mark.django_db
BACKGROUND = {"HTTP_HX_REQUEST": "true"}
DORMER = {
    "channel": "telefoon",
    "direction": "inbound",
    "questions": "1",
    "q0-subject": "Dakkapel",
    "q0-note": "Wil een dakkapel aan de voorkant.",
    "q0-category": "case",
}
ANSWERS = {
    "q0-detail_plek_postcode": "7811 ab",
    "q0-detail_plek_number": "3",
    "q0-detail_kosten": "12.500,50",
    "q0-detail_start": "2027-02-01",
    "q0-detail_monument": "no",
    "q0-detail_soort": "Dakkapel",
    "q0-detail_opmerking": "BSN 123456782 staat op de brief",
}
QUESTIONS = [
    {"key": "plek", "label": "Op welk adres?", "kind": "address", "required": True},
    {"key": "kosten", "label": "Wat zijn de bouwkosten?", "kind": "number", "unit": "euro"},
    {"key": "start", "label": "Wanneer begint het werk?", "kind": "date"},
    {"key": "monument", "label": "Is het een monument?", "kind": "yes_no", "required": True},
    {"key": "soort", "label": "Wat komt er?", "kind": "choice", "choices": ["Dakkapel", "Schuur"]},
    {"key": "opmerking", "label": "Verder nog iets?", "kind": "text"},
]


def ask(*questions):
    """The case type of the dormer asks these when a case is registered."""
    case_type = reference().case_type["omgevingsvergunning"]
    for order, values in enumerate(questions, start=1):
        CaseQuestion.objects.create(case_type=case_type, order=order, **values)
    forget()
    warm()


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


def panel(client, data, key=None, action="autosave"):
    answer = post(client, data | {"revision": "1"}, key, action, **BACKGROUND)
    return answer.context["space"].questions.panels[0]


def kept(key):
    return Draft.objects.get(key=key).data


# -- Registering --------------------------------------------------------------------------------


def test_a_case_is_registered_with_its_answers_in_one_step(agent):
    ask(*QUESTIONS)
    customer = make_customer()
    answer = post(agent, DORMER | ANSWERS | {"customer": str(customer.public_id)})
    case = Case.objects.get()
    assert case.details == {
        "plek": {"postcode": "7811AB", "number": "3"},
        "kosten": "12500.5",
        "start": "2027-02-01",
        "monument": False,
        "soort": "Dakkapel",
        "opmerking": "BSN ******782 staat op de brief",
    }
    assert (case.customer, case.subject_code, case.subject_name) == (customer, "VG01", "Dakkapel")
    assert case.description == DORMER["q0-note"]
    assert "12500.5" in case.search_text
    question = Question.objects.get()
    assert (question.case, question.outcome.code) == (case, "zaak_aangemaakt")
    # Nobody asks how it is going with what begins now.
    assert question.asks_status is None
    assert answer.status_code == 200


def test_the_questions_come_with_the_subject_before_anybody_chose_an_outcome(agent):
    ask(*QUESTIONS)
    shown = panel(agent, DORMER | {"q0-category": ""})
    assert [field.label for field in shown.details] == [
        "Op welk adres?", "Wat zijn de bouwkosten? (euro)", "Wanneer begint het werk?",
        "Is het een monument?", "Wat komt er?", "Verder nog iets?",
    ]  # fmt: skip
    assert shown.deadlines is not None


def test_the_questions_of_a_type_that_was_chosen_go_before_those_of_the_subject(agent):
    ask(*QUESTIONS)
    other = CaseType.objects.get(slug="omgevingsvergunning")
    other.pk, other.slug, other.name = None, "klacht", "Klacht"
    other.save()
    CaseQuestion.objects.create(case_type=other, order=1, key="over", label="Over wie?")
    forget()
    assert [field.name for field in panel(agent, DORMER | {"q0-case_type": "klacht"}).details] == [
        "detail_over"
    ]


def test_every_wrong_answer_is_named_and_nothing_typed_is_lost(agent):
    ask(*QUESTIONS)
    wrong = {
        "q0-detail_plek_postcode": "12",
        "q0-detail_plek_street": "Marktplein",
        "q0-detail_kosten": "1.250",
        "q0-detail_opmerking": "Belt morgen terug",
    }
    key = uuid4()
    answer = post(agent, DORMER | wrong, key)
    assert answer.status_code == 422
    form = answer.context["space"].questions.panels[0].form
    assert sorted(form.errors) == ["detail_kosten", "detail_monument", "detail_plek"]
    page = answer.content.decode()
    for value in ('value="12"', 'value="Marktplein"', 'value="1.250"', 'value="Belt morgen terug"'):
        assert value in page
    assert not Contact.objects.exists()
    assert kept(key)["q0-detail_kosten"] == "1.250"
    # Also from the draft, in another browser.
    again = agent.get(url(key)).content.decode()
    for value in ('value="12"', 'value="Marktplein"', 'value="1.250"', 'value="Belt morgen terug"'):
        assert value in again


def test_answers_are_not_asked_for_with_another_outcome(agent):
    ask(*QUESTIONS)
    direct = DORMER | {"q0-category": "direct", "q0-detail_kosten": "onzin"}
    assert post(agent, direct).status_code == 302
    assert not Case.objects.exists()


def test_answers_survive_a_change_of_mind_about_the_type(agent):
    ask(*QUESTIONS)
    key = uuid4()
    page = post(agent, DORMER | ANSWERS | {"q0-subject": "Geluidsoverlast"}, key, "refresh")
    text = agent.get(page["Location"]).content.decode()
    assert '<input type="hidden" name="q0-detail_kosten" value="12.500,50">' in text
    shown = panel(agent, DORMER | ANSWERS, key)
    assert shown.put_by == []
    assert shown.form["detail_plek"].value() == {"postcode": "7811 ab", "number": "3"}


def test_a_bsn_in_an_answer_is_masked_in_the_draft_too(agent):
    ask(*QUESTIONS)
    key = uuid4()
    panel(agent, DORMER | ANSWERS, key)
    assert kept(key)["q0-detail_opmerking"] == "BSN ******782 staat op de brief"


def test_the_code_to_follow_it_is_shown_once_and_opens_the_page(agent):
    answer = post(agent, DORMER, **BACKGROUND)
    case = Case.objects.get()
    (registered,) = answer.context["registered"]
    assert registered == case
    assert registered.told_code in answer.content.decode()
    assert open_with_code(number=case.number, code=registered.told_code, sender="x", now=NOW)
    # Not in a message, which waits in a cookie or in the session.
    words = next(str(message) for message in answer.context["messages"])
    assert registered.told_code not in words
    assert case.number in words


def test_without_scripts_the_code_is_in_the_answer_itself(agent):
    key = uuid4()
    answer = post(agent, DORMER, key)
    (registered,) = answer.context["registered"]
    assert (answer.status_code, registered.told_code in answer.content.decode()) == (200, True)
    # Sent again there is nothing to show, and nothing is made twice.
    assert post(agent, DORMER, key).status_code == 302
    assert FollowCode.objects.count() == Case.objects.count() == 1


def test_a_type_that_nobody_follows_has_no_code(agent):
    CaseType.objects.update(followable=False)
    forget()
    answer = post(agent, DORMER)
    assert answer.status_code == 302
    assert not FollowCode.objects.exists()


def test_a_case_without_a_mail_address_costs_at_most_fourteen_statements(agent):
    ask(*QUESTIONS)
    customer = make_customer()
    key, data = uuid4(), DORMER | ANSWERS | {"customer": str(customer.public_id)}
    post(agent, data, key, "autosave", **BACKGROUND)
    with statements() as ran:
        post(agent, data, key, **BACKGROUND)
    assert Case.objects.get().customer == customer
    assert len(ran) <= 14, "\n".join(ran)


# -- Adding to a case -------------------------------------------------------------------------


def test_one_key_adds_the_contact_to_a_running_case(agent):
    customer = make_customer()
    case = make_case(customer=customer, subject_code="VG01", subject_name="Dakkapel")
    key = uuid4()
    data = {"channel": "telefoon", "direction": "inbound", "questions": "1", "q0-note": "Foto's."}
    data |= {"customer": str(customer.public_id)}
    post(agent, data, key, f"use_case:{case.public_id}")
    assert (kept(key)["q0-subject"], kept(key)["q0-category"]) == ("Dakkapel", "case")
    page = agent.get(url(key))
    assert page.context["space"].questions.panels[0].case == case
    post(agent, kept(key), key)
    question = Question.objects.get()
    assert (question.case, question.subject.code) == (case, "VG01")
    # What somebody brings is news, not a question how it goes.
    assert question.asks_status is False
    assert Case.objects.count() == 1


def test_a_case_is_found_by_its_number_and_its_customer_is_proposed(agent):
    customer = make_customer()
    case = make_case(customer=customer)
    key = uuid4()
    typed = case.number.lower().replace("-", " ")
    space = post(agent, DORMER | {"find": typed}, key, "autosave").context["space"]
    assert (space.cases.found, space.matches) == ([case], [])
    post(agent, DORMER | {"find": typed}, key, f"use_case:{case.public_id}:0")
    space = agent.get(url(key)).context["space"]
    assert (space.find, space.questions.panels[0].case, space.matches) == ("", case, [customer])


def test_a_case_that_is_not_for_these_eyes_cannot_be_chosen(agent):
    hidden = make_case(description="Geheim")
    hidden.confidentiality = "vertrouwelijk"
    hidden.save(update_fields=["confidentiality"])
    data = DORMER | {"q0-case": str(hidden.public_id), "find": hidden.number}
    space = post(agent, data, action="autosave").context["space"]
    assert (space.cases.found, space.questions.panels[0].case) == ([], None)
    answer = post(agent, data)
    assert answer.status_code == 422
    assert list(answer.context["space"].questions.panels[0].form.errors) == ["case"]
    assert "Geheim" not in answer.content.decode()


def test_nothing_is_added_to_a_closed_case_but_it_may_be_asked_about(agent):
    case = make_case()
    case.closed_at, case.result = NOW, case.case_type.result_types.first()
    case.save(update_fields=["closed_at", "result"])
    chosen = DORMER | {"q0-case": str(case.public_id)}
    answer = post(agent, chosen)
    assert list(answer.context["space"].questions.panels[0].form.errors) == ["case"]
    assert post(agent, chosen | {"q0-category": "direct"}).status_code == 302
    question = Question.objects.get()
    assert (question.case, question.asks_status) == (case, None)


@pytest.mark.parametrize(("category", "told"), [("case", 1), ("direct", 0)])
def test_who_handles_the_case_hears_that_something_was_added(agent, category, told):
    handler = make_user("handler")
    case = make_case(handler=handler, customer=make_customer())
    key = uuid4()
    data = DORMER | {"customer": str(case.customer.public_id), "q0-case": str(case.public_id)}
    data |= {"q0-category": category}
    post(agent, data, key, "autosave", **BACKGROUND)
    with statements() as ran:
        post(agent, data, key)
    assert len(ran) <= 14, "\n".join(ran)
    lines = list(handler.notifications.values_list("kind", "url"))
    assert lines == [("case.contact", f"/cases/{case.public_id}/")] * told
    assert "Hanna" not in "".join(handler.notifications.values_list("text", flat=True))
    handler.refresh_from_db()
    assert handler.unseen == told


def test_a_case_can_be_let_go_again(agent):
    case = make_case()
    key = uuid4()
    data = DORMER | {"q0-case": str(case.public_id), "q0-asks_status": "yes"}
    post(agent, data, key, "drop_case:0")
    assert (kept(key)["q0-case"], kept(key)["q0-asks_status"]) == ("", "")


def test_with_several_questions_the_one_without_a_case_gets_it(agent):
    first, second = make_case(), make_case()
    key = uuid4()
    data = DORMER | {"questions": "2", "q0-case": str(first.public_id)}
    post(agent, data, key, f"use_case:{second.public_id}")
    assert [kept(key)[f"q{n}-case"] for n in (0, 1)] == [
        str(first.public_id),
        str(second.public_id),
    ]
    post(agent, data, key, f"use_case:{second.public_id}:0")
    assert kept(key)["q0-case"] == str(second.public_id)


@pytest.mark.parametrize("argument", ["", "nonsense", "nonsense:9", ":::"])
def test_nonsense_chooses_nothing(agent, argument):
    answer = post(agent, DORMER, action=f"use_case:{argument}", **BACKGROUND)
    assert answer.status_code == 200
    assert answer.context["space"].questions.panels[0].case is None
    assert post(agent, DORMER, action=f"drop_case:{argument}", **BACKGROUND).status_code == 200


def test_an_answer_about_a_case_costs_twelve_statements(agent):
    customer = make_customer()
    case = make_case(customer=customer)
    key = uuid4()
    data = DORMER | {"customer": str(customer.public_id), "q0-case": str(case.public_id)}
    data |= {"q0-category": "direct", "q0-asks_status": "yes"}
    post(agent, data, key, "autosave", **BACKGROUND)
    with statements() as ran:
        post(agent, data, key)
    assert Question.objects.get().asks_status is True
    assert len(ran) <= 12, "\n".join(ran)


def test_the_screen_asks_the_same_of_the_database_for_one_and_three_cases(agent):
    counts = []
    for number in (1, 3):
        customer = make_customer(phones=[f"+3161234567{number}"])
        cases = [make_case(customer=customer) for _case in range(number)]
        data = DORMER | {"questions": str(number), "customer": str(customer.public_id)}
        for index, case in enumerate(cases):
            data |= {f"q{index}-subject": "Dakkapel", f"q{index}-case": str(case.public_id)}
        key = uuid4()
        post(agent, data | {"revision": "1"}, key, "autosave", **BACKGROUND)
        with statements() as ran:
            post(agent, data | {"revision": "2"}, key, "autosave", **BACKGROUND)
        counts.append(len(ran))
    assert counts[0] == counts[1]


# -- Status questions -------------------------------------------------------------------------


def test_a_running_case_about_the_subject_is_proposed(agent):
    customer = make_customer()
    case = make_case(customer=customer)
    who = {"customer": str(customer.public_id)}
    assert panel(agent, DORMER | who).proposed_case == case
    assert panel(agent, DORMER | who | {"q0-subject": "Geluidsoverlast"}).proposed_case is None
    chosen = {"q0-case": str(case.public_id)}
    assert panel(agent, DORMER | who | chosen).proposed_case is None
    # Whoever asks how it is going, asks about what is most pressing.
    Subject.objects.filter(code="BZ01").update(is_status_question=True)
    forget()
    status = DORMER | who | {"q0-subject": "Paspoort of identiteitskaart"}
    assert panel(agent, status).proposed_case == case


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        ({"q0-category": "direct"}, True),
        ({"q0-category": "case"}, False),
        ({"q0-category": "case", "q0-asks_status": "yes"}, True),
        ({"q0-category": "direct", "q0-asks_status": "no"}, False),
        ({"q0-category": "case", "q0-reason": "status_lopende_zaak"}, True),
        ({"q0-category": "direct", "q0-reason": "nieuwe_vraag"}, False),
    ],
)
def test_what_is_asked_about_a_running_case_is_recognised(agent, data, kept):
    case = make_case()
    data = DORMER | {"q0-case": str(case.public_id)} | data
    assert panel(agent, data).asks_status is (kept if "q0-asks_status" not in data else not kept)
    post(agent, data)
    assert Question.objects.get().asks_status is kept


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        ({}, None),
        ({"q0-reason": "geen_reactie"}, True),
        ({"q0-reason": "nieuwe_vraag"}, None),
        # Without a case there is nothing to say it about.
        ({"q0-asks_status": "yes"}, None),
        ({"direction": "outbound", "q0-reason": "geen_reactie"}, None),
    ],
)
def test_without_a_case_the_reason_says_it(agent, data, kept):
    post(agent, DORMER | {"q0-category": "direct"} | data)
    assert Question.objects.get().asks_status is kept


def test_a_second_question_about_a_case_is_a_repeat_too(agent):
    case = make_case()
    first = make_contact(phone=PHONE, subject="VG02")
    first.questions.update(case=case)
    data = DORMER | {"phone": PHONE, "q0-case": str(case.public_id), "q0-category": "direct"}
    assert panel(agent, data).proposal.previous == first.questions.get()
    post(agent, data)
    again = Question.objects.latest("pk")
    assert (again.asks_status, again.repeat_state) == (True, "proposed")


# -- Telling the customer ---------------------------------------------------------------------


def test_who_gave_an_address_gets_the_confirmation_by_mail(agent):
    load_messages()
    make_user("handler", reference().department["vergunningen"])
    answer = post(agent, DORMER | {"email": "hanna@example.org"})
    (case,) = answer.context["registered"]
    mail = OutboxMessage.objects.get()
    assert (mail.kind, mail.to) == ("case.received", "hanna@example.org")
    assert [case.number in mail.body, case.told_code in mail.body] == [True, True]
