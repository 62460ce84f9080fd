"""What can be done with a callback over the API."""

from datetime import timedelta

import pytest

from contacts.callbacks import services
from contacts.models import Callback
from tests.factories import (
    NOW,
    make_callback,
    make_customer,
    make_department,
    make_user,
)
from tests.statements import statements

V1 = "/api/v1/"


def act(program, callback, name, **sent):
    return program.post(f"{V1}callbacks/{callback.public_id}/{name}", sent)


def told(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()


def problem(answer, status=400):
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    return answer.json()


def named(answer):
    return {(wrong["name"], wrong.get("code", "")) for wrong in problem(answer)["invalidParams"]}


def test_the_life_of_a_callback_over_the_api(program_of):
    colleague, callback = make_user("handler"), make_callback()
    handler = program_of("handler")
    first = told(act(handler, callback, "claim", version=1))
    assert (first["status"], first["version"]) == ("claimed", 2)
    assert first["assignee"]["id"] == str(handler.user.public_id)
    second = told(act(handler, callback, "attempt", version=2, text="Voicemail"))
    assert (second["status"], second["attempts"]) == ("attempted", 1)
    third = told(
        act(handler, callback, "wait", version=3, until="2026-11-16", reason="Stuurt de tekening")
    )
    assert (third["status"], third["waitingSince"], third["waitingUntil"]) == (
        "waiting", "2026-11-10T09:00:00Z", "2026-11-16",
    )  # fmt: skip
    assert told(act(handler, callback, "resume", version=4))["waitingUntil"] is None
    fifth = told(
        act(handler, callback, "assign", version=5, assignee=str(colleague.public_id), text="Jij")
    )
    assert fifth["assignee"]["id"] == str(colleague.public_id)
    assert told(act(handler, callback, "release", version=6))["assignee"] is None
    closed = told(
        act(handler, callback, "close", version=7, answer="Donderdag.", result="appointment")
    )
    assert (closed["status"], closed["result"], closed["answer"]) == (
        "done", "appointment", "Donderdag.",
    )  # fmt: skip
    assert closed["closedAt"] == "2026-11-10T09:00:00Z"
    assert closed["acts"] == ["reopen", "note"]
    again = told(act(handler, callback, "reopen", version=8, reason="Er kwam niemand"))
    assert (again["status"], again["reopenings"], again["result"]) == ("reopened", 1, None)
    assert told(act(handler, callback, "note", text="Belt om vijf uur"))["version"] == 9
    assert told(act(handler, callback, "lapse", version=9, reason="Dubbel"))["status"] == "lapsed"
    assert list(callback.events.values_list("kind", flat=True)) == [
        "claimed", "attempt", "waiting", "resumed", "assigned", "released", "closed", "reopened",
        "note", "closed",
    ]  # fmt: skip


def test_passed_on_it_is_told_once_more_and_then_out_of_sight(program_of):
    make_user("handler", make_department("burgerzaken"))
    handler, callback = program_of("handler"), make_callback()
    passed = told(
        act(handler, callback, "reroute", version=1, department="burgerzaken", reason="Paspoort")
    )
    assert (passed["department"]["slug"], passed["status"], passed["reroutes"]) == (
        "burgerzaken", "rerouted", 1,
    )  # fmt: skip
    assert passed["acts"] == []
    assert act(handler, callback, "note", text="Nog iets").status_code == 404


def test_who_comes_too_late_gets_a_conflict(program_of):
    handler, callback = program_of("handler"), make_callback()
    services.claim(by=make_user("handler"), callback=callback, version=1, now=NOW)
    answer = problem(act(handler, callback, "attempt", version=1), 409)
    assert answer["code"] == "conflict"
    assert Callback.objects.get().version == 2


def test_a_rule_that_says_no_is_a_problem_with_its_sentence(program_of):
    agent, handler, callback = program_of("agent"), program_of("handler"), make_callback()
    answer = problem(act(agent, callback, "claim", version=1))
    assert answer["code"] == "not_now"
    assert "invalidParams" not in answer
    assert problem(act(handler, callback, "give-up", version=1))["code"] == "try_again"
    answer = act(handler, callback, "close", version=1, answer=" ", result="sent")
    assert named(answer) == {("answer", "")}
    answer = act(handler, callback, "wait", version=1, until="2026-11-10", reason="Tekening")
    assert named(answer) == {("until", "")}
    stranger = make_user("handler", make_department("burgerzaken"))
    answer = act(handler, callback, "assign", version=1, assignee=str(stranger.public_id))
    assert named(answer) == {("assignee", "")}
    assert Callback.objects.get().version == 1


def test_everything_that_is_missing_is_named(program_of):
    handler, callback = program_of("handler"), make_callback()
    answer = act(handler, callback, "close", result="misschien")
    assert named(answer) == {("version", "required"), ("result", "invalid_choice")}
    answer = act(handler, callback, "reroute", version=0, department="no-such")
    assert named(answer) == {("version", "min_value"), ("department", "unknown")}
    answer = act(handler, callback, "wait", version=1, until="morgen", reason="x" * 501)
    assert named(answer) == {("until", "invalid"), ("reason", "max_length")}


@pytest.mark.parametrize("secret", [False, True])
def test_what_is_not_theirs_to_see_is_not_there(program_of, secret):
    """Of another department, and of a confidential contact of somebody else."""
    callback = make_callback(confidential=secret, by=make_user("agent"))
    who = program_of("agent") if secret else program_of("head", make_department("burgerzaken"))
    assert problem(act(who, callback, "note", text="x"), 404)["status"] == 404


def test_a_confidential_customer_stays_unnamed_also_after_an_act(program_of):
    callback = make_callback(customer=make_customer(confidential=True))
    seen = told(act(program_of("agent"), callback, "note", text="Belt opnieuw"))
    assert (seen["customer"], seen["callerName"], seen["phone"]) == (None, None, None)
    assert told(act(program_of("handler"), callback, "claim", version=1))["phone"] is not None


def test_a_bsn_in_what_is_sent_is_masked(program_of):
    handler, callback = program_of("handler"), make_callback()
    act(handler, callback, "close", version=1, answer="BSN 999990019", result="answered")
    assert "999990019" not in Callback.objects.get().answer


def test_the_clock_and_the_way_of_answering_are_told(program_of):
    callback = make_callback(urgent=True)
    program = program_of("agent")
    seen = told(program.get(f"{V1}callbacks/{callback.public_id}"))
    wanted = {
        "answerBy": "phone", "priority": "high", "norm": "callback_urgent",
        "dueAt": "2026-11-10T13:00:00Z", "seriousAt": "2026-11-11T12:30:00Z",
        "waitingSince": None, "waitingUntil": None, "reroutes": 0, "reopenings": 0,
        "result": None, "email": "", "replyTo": "", "acts": ["close", "note"],
    }  # fmt: skip
    assert {name: seen[name] for name in wanted} == wanted
    (row,) = told(program_of("manager").get(V1 + "callbacks"))["results"]
    assert (row["acts"], row["email"], row["replyTo"]) == ([], None, None)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2), ("?status=claimed", 1), ("?status=waiting", 0), ("?status=done", 1),
        ("?answerBy=phone", 2), ("?answerBy=letter", 0), ("?priority=urgent", 1),
        ("?state=unassigned", 1), ("?state=waiting", 0),
    ],
)  # fmt: skip
def test_callbacks_are_filtered_as_on_screen(program_of, query, count):
    handler = make_user("handler")
    make_callback(urgent=True)
    services.claim(by=handler, callback=make_callback(), version=1, now=NOW)
    services.close_with_answer(
        by=handler, callback=make_callback(), version=1, answer="Ja", result="sent", now=NOW
    )
    answer = program_of("agent").get(V1 + "callbacks" + query)
    assert len(told(answer)["results"]) == count


def test_a_way_of_answering_that_is_none_is_named(program_of):
    answer = program_of("agent").get(V1 + "callbacks?answerBy=duif")
    assert [wrong["name"] for wrong in problem(answer)["invalidParams"]] == ["answerBy"]


def test_an_act_costs_the_same_whatever_there_is(program_of):
    handler = program_of("handler")
    for number in (1, 3):
        callbacks = [make_callback() for _ in range(number)]
        # A process that knows the names, of channels and of colleagues.
        handler.get(V1 + "channels")
        handler.get(V1 + "callbacks")
        with statements() as ran:
            told(act(handler, callbacks[0], "claim", version=1))
        # The key with its user, roles, the callback, and the six of the act.
        assert len(ran) == 3 + 6


def test_an_answer_in_writing_is_promised_over_the_api(program_of, town):
    make_user("handler")
    callback = {"answerBy": "email", "email": "Hanna@Example.nl"}
    question = {"subject": "VG01", "outcome": "terugbelverzoek", "note": "Wanneer?"}
    sent = {
        "key": "0b5a7f1e-6f0e-4c1e-9c1e-2f6f6c7d8e9f", "channel": "e-mail",
        "startedAt": (NOW - timedelta(minutes=5)).isoformat(),
    }  # fmt: skip
    agent = program_of("agent")
    answer = agent.post(
        V1 + "contacts", sent | {"questions": [question | {"callback": {"answerBy": "email"}}]}
    )
    assert named(answer) == {("questions[0].callback.email", "required")}
    answer = agent.post(V1 + "contacts", sent | {"questions": [question | {"callback": callback}]})
    assert answer.status_code == 201, answer.content
    made = Callback.objects.get()
    assert (made.answer_by, made.email, made.phone) == ("email", "hanna@example.nl", "")
