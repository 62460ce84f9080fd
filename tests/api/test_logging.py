"""Logging a contact over the API: everything or nothing, once, and every error at once."""

import json
import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from cases.following.services import open_with_code
from cases.models import Case, CaseQuestion
from contacts.models import Callback, Contact, Question
from contacts.models.contact import RepeatState
from contacts.reference import forget
from tests.factories import NOW, PHONE, make_case, make_contact, make_customer, make_user
from tests.statements import statements

URL = "/api/v1/contacts"


def body(**changes):
    question = {"subject": "BZ01", "outcome": "direct_afgehandeld", "note": "Een paspoort."}
    question |= changes.pop("question", {})
    return {
        "key": str(uuid4()),
        "channel": "telefoon",
        "startedAt": "2026-11-10T09:50:00+01:00",
        "talkSeconds": 190,
        "wrapUpSeconds": 40,
        "questions": [question],
    } | changes


def wrong(answer):
    assert answer.status_code == 400, answer.content
    return sorted(each["name"] for each in answer.json()["invalidParams"])


@pytest.fixture
def agent(program_of):
    return program_of("agent")


def test_a_contact_is_logged_and_told_back(agent):
    answer = agent.post(URL, body(phone="06-12 34 56 78", email="Hanna@Example.nl"))
    contact = Contact.objects.get()
    assert answer.status_code == 201, answer.content
    assert answer["Location"] == f"http://testserver{URL}/{contact.public_id}"
    told = answer.json()
    assert (told["id"], told["phone"], told["email"]) == (
        str(contact.public_id),
        PHONE,
        "hanna@example.nl",
    )
    assert (told["startedAt"], told["endedAt"]) == ("2026-11-10T08:50:00Z", "2026-11-10T08:53:50Z")
    assert contact.agent == agent.user
    assert told["questions"][0]["note"] == "Een paspoort."


def test_the_same_key_logs_once(agent, program_of):
    sent = body()
    first, again = agent.post(URL, sent), agent.post(URL, sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Contact.objects.count() == 1
    assert program_of("agent").post(URL, sent).status_code == 400


def test_the_key_may_be_a_header(agent):
    sent = body()
    key = sent.pop("key")
    statuses = [
        agent.post(URL, sent, headers={"Idempotency-Key": text}).status_code
        for text in (key, f'"{key}"')
    ]
    assert statuses == [201, 200]
    assert str(Contact.objects.get().idempotency_key) == key


@pytest.mark.parametrize(
    ("header", "in_body", "name"),
    [
        (None, None, "key"),
        ("not-a-uuid", None, "Idempotency-Key"),
        (str(uuid4()), str(uuid4()), "key"),
        (None, "not-a-uuid", "key"),
    ],
)
def test_a_key_that_is_missing_or_wrong(agent, header, in_body, name):
    sent = body(key=in_body) if in_body else {k: v for k, v in body().items() if k != "key"}
    headers = {"Idempotency-Key": header} if header else {}
    assert wrong(agent.post(URL, sent, headers=headers)) == [name]


def test_everything_that_is_wrong_is_named_at_once(agent):
    sent = body(channel="duif", startedAt="2026-11-10T09:50:00", phone="12", email="x",
                customer=str(uuid4()), question={"subject": "XX", "outcome": "YY"})  # fmt: skip
    assert wrong(agent.post(URL, sent)) == [
        "channel",
        "customer",
        "email",
        "phone",
        "questions[0].outcome",
        "questions[0].subject",
        "startedAt",
    ]
    assert wrong(agent.post(URL, body(questions=[]))) == ["questions"]
    assert wrong(agent.post(URL, body(startedAt="2026-11-10T10:10:00+01:00"))) == ["startedAt"]
    assert wrong(agent.post(URL, body(endedAt="2026-11-10T09:00:00+01:00"))) == ["endedAt"]
    assert Contact.objects.count() == 0


def test_a_broken_rule_saves_nothing(agent):
    sent = body(question={"outcome": "terugbelverzoek"})
    answer = agent.post(URL, sent)
    assert (answer.status_code, wrong(answer)) == (400, ["outcome"])
    assert Contact.objects.count() == 0


def test_a_callback_is_promised(agent):
    make_user("handler")
    callback = {"phone": "0612345678", "bestTime": "morning", "callerName": "mevrouw De Wit"}
    sent = body(question={"subject": "VG01", "outcome": "terugbelverzoek", "callback": callback})
    answer = agent.post(URL, sent)
    assert answer.status_code == 201, answer.content
    made = Callback.objects.get()
    assert answer.json()["questions"][0]["callback"] == {
        "id": str(made.public_id),
        "number": made.number,
    }
    assert (made.phone, made.department.slug, made.question_text, made.best_time) == (
        PHONE,
        "vergunningen",
        "Een paspoort.",
        "morning",
    )


def test_a_callback_nobody_can_make_is_refused_whole(agent):
    callback = {"phone": "0612345678"}
    sent = body(question={"subject": "VG01", "outcome": "terugbelverzoek", "callback": callback})
    assert wrong(agent.post(URL, sent)) == ["department"]
    assert (Contact.objects.count(), Callback.objects.count()) == (0, 0)


def test_a_case_is_registered_of_the_type_of_the_subject(agent):
    sent = body(question={"subject": "VG01", "outcome": "zaak_aangemaakt", "newCase": {}})
    assert agent.post(URL, sent).status_code == 201
    case = Case.objects.get()
    assert (case.case_type.slug, case.description) == ("omgevingsvergunning", "Een paspoort.")
    sent = body(question={"subject": "BZ01", "outcome": "zaak_aangemaakt", "newCase": {}})
    assert wrong(agent.post(URL, sent)) == ["questions[0].newCase.caseType"]


def test_a_case_is_registered_with_its_answers_and_the_code_is_told_once(agent):
    case_type = make_case().case_type
    CaseQuestion.objects.create(
        case_type=case_type, order=1, key="kosten", label="Kosten?", kind="number", required=True
    )
    CaseQuestion.objects.create(case_type=case_type, order=2, key="start", label="?", kind="date")
    forget()
    question = {"subject": "VG01", "outcome": "zaak_aangemaakt"}

    def sent(details):
        return body(question=question | {"newCase": {"details": details}})

    place = "questions[0].newCase.details"
    assert wrong(agent.post(URL, sent({"start": "ooit", "meer": 1}))) == [
        f"{place}.kosten", f"{place}.meer", f"{place}.start",
    ]  # fmt: skip
    good = sent({"kosten": 1250.5, "start": "2027-02-01"})
    told = agent.post(URL, good).json()["questions"][0]["case"]
    case = Case.objects.latest("pk")
    assert case.details == {"kosten": "1250.5", "start": "2027-02-01"}
    assert (told["number"], case.subject_code) == (case.number, "VG01")
    assert open_with_code(number=case.number, code=told["followCode"], sender="x", now=NOW)
    assert agent.post(URL, good).json()["questions"][0]["case"]["followCode"] is None
    # Who does not know of the questions was never asked them.
    assert agent.post(URL, body(question=question | {"newCase": {}})).status_code == 201


@pytest.mark.parametrize(
    ("said", "told"), [({}, True), ({"asksStatus": None}, True), ({"asksStatus": False}, False)]
)
def test_a_status_question_is_recognised_unless_it_is_said(agent, said, told):
    sent = body(question={"case": str(make_case().public_id)} | said)
    assert agent.post(URL, sent).json()["questions"][0]["asksStatus"] is told
    found = agent.get(f"{URL}?asksStatus={int(told)}").json()["results"]
    assert [row["questions"][0]["asksStatus"] for row in found] == [told]
    assert agent.get(f"{URL}?asksStatus={int(not told)}").json()["results"] == []
    assert wrong(agent.get(f"{URL}?asksStatus=x")) == ["asksStatus"]


def test_a_question_about_a_case_that_runs(agent):
    case = make_case()
    sent = body(question={"outcome": "zaak_aangemaakt", "case": str(case.public_id)})
    assert agent.post(URL, sent).json()["questions"][0]["case"]["number"] == case.number
    hidden = make_case()
    Case.objects.filter(pk=hidden.pk).update(confidentiality="vertrouwelijk")
    sent = body(question={"outcome": "zaak_aangemaakt", "case": str(hidden.public_id)})
    assert wrong(agent.post(URL, sent)) == ["questions[0].case"]


def test_a_transfer_and_a_repeat_are_kept(agent):
    first = make_contact(at=NOW - timedelta(days=2)).questions.get()
    transfer = {"department": "burgerzaken", "warm": True, "waitSeconds": 25, "reached": False}
    repeat = {"question": str(first.public_id), "confirmed": True, "reason": "niet_teruggebeld"}
    sent = body(question={"outcome": "doorverbonden_warm", "transfer": transfer, "repeat": repeat})
    assert agent.post(URL, sent).status_code == 201
    question = Question.objects.latest("pk")
    assert (question.repeat_state, question.repeat_of) == (RepeatState.CONFIRMED, first)
    assert (question.transfer_wait_seconds, question.transfer_reached) == (25, False)


def test_a_customer_out_of_sight_cannot_be_linked(agent, program_of):
    customer = make_customer(confidential=True)
    sent = body(customer=str(customer.public_id))
    assert wrong(agent.post(URL, sent)) == ["customer"]
    assert program_of("kcc_lead").post(URL, sent).status_code == 201


def test_a_bsn_in_free_text_is_masked(agent):
    answer = agent.post(URL, body(question={"note": "BSN 999993653 gaf zij door"}))
    assert "999993653" not in answer.json()["questions"][0]["note"]
    assert "999993653" not in Question.objects.get().search_text


@pytest.mark.parametrize("questions", [1, 3])
def test_logging_costs_as_much_as_on_screen(agent, questions):
    one = body()["questions"][0]
    agent.post(URL, body())
    with statements() as ran:
        agent.post(URL, body(questions=[one] * questions))
    # the key with its user, roles; contact, questions, audit; and it is read back in two
    assert len(ran) == 7, "\n".join(ran)


def test_the_example_of_the_manual_works(agent):
    """docs/api.md, as it stands there."""
    make_user("handler")
    text = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    request = text.partition("POST /api/v1/contacts\n")[2].partition("```")[0]
    head, _, sent = request.partition("\n\n")
    key = re.search(r"Idempotency-Key: (\S+)", head)[1]
    sent = json.loads(sent) | {"startedAt": "2026-11-10T09:12:00+01:00"}
    answer = agent.post(URL, sent, headers={"Idempotency-Key": key})
    assert answer.status_code == 201, answer.content
    assert Callback.objects.get().phone == PHONE
