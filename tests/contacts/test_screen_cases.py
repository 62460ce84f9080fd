"""Running cases on the agent's screen: added to, and asked about."""

from uuid import uuid4

import pytest

from cases.models import Case
from contacts.models import Question, Subject
from contacts.reference import forget
from tests.contacts.screen import BACKGROUND, DORMER, kept, live, post, url
from tests.factories import NOW, PHONE, make_case, make_contact, make_customer, make_user
from tests.statements import statements

pytestmark = pytest.mark.django_db


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
    assert live(agent, DORMER | who).proposed_case == case
    assert live(agent, DORMER | who | {"q0-subject": "Geluidsoverlast"}).proposed_case is None
    chosen = {"q0-case": str(case.public_id)}
    assert live(agent, DORMER | who | chosen).proposed_case is None
    # Whoever asks how it is going, asks about what is most pressing.
    Subject.objects.filter(code="BZ01").update(is_status_question=True)
    forget()
    status = DORMER | who | {"q0-subject": "Paspoort of identiteitskaart"}
    assert live(agent, status).proposed_case == case


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
    assert live(agent, data).asks_status is (kept if "q0-asks_status" not in data else not kept)
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
    assert live(agent, data).proposal.previous == first.questions.get()
    post(agent, data)
    again = Question.objects.latest("pk")
    assert (again.asks_status, again.repeat_state) == (True, "proposed")
