"""What the API tells: the same rows as the screens, in a fixed number of statements."""

from datetime import timedelta

import pytest

from contacts.models import Question
from kcc.audit.models import AuditEvent
from tests.factories import (
    NOW,
    PHONE,
    make_callback,
    make_case,
    make_contact,
    make_customer,
    make_department,
    make_team,
    make_user,
)
from tests.statements import statements

V1 = "/api/v1/"


def results(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def walk(program, path):
    """Every row of a list, by following `next`."""
    rows, url = [], V1 + path
    while url:
        page = program.get(url).json()
        rows += page["results"]
        url = page["next"]
    return rows


# -- Contacts -----------------------------------------------------------------------------------


def test_a_contact_is_told_whole(program_of):
    agent = make_user("agent")
    first = make_contact(subject="VG01", at=NOW - timedelta(days=3), outcome="verwezen_extern")
    contact = make_contact(
        by=agent, customer=make_customer(), subject="VG01", outcome="doorverbonden_koud",
        phone=PHONE, repeat_of=first.questions.get(), repeat_reason="niet_teruggebeld",
    )  # fmt: skip
    question = contact.questions.get()
    told = program_of("agent").get(f"{V1}contacts/{contact.public_id}").json()
    questions = told.pop("questions")
    assert told == {
        "id": str(contact.public_id),
        "channel": {"code": "telefoon", "name": "Telefoon"},
        "direction": "inbound",
        "startedAt": "2026-11-10T09:00:00Z",
        "endedAt": "2026-11-10T09:04:00Z",
        "talkSeconds": 180,
        "wrapUpSeconds": 60,
        "agent": {"id": str(agent.public_id), "name": agent.get_display_name()},
        "customer": {"id": str(contact.customer.public_id), "name": "Hanna de Wit"},
        "customerConfidential": False,
        "callerName": "",
        "phone": PHONE,
        "email": "",
        "location": "",
        "confidential": False,
        "counts": True,
        "callId": "",
        "source": "",
        "externalId": "",
        "version": 1,
    }
    assert questions == [
        {
            "id": str(question.public_id),
            "position": 1,
            "subject": {"code": "VG01", "name": "Dakkapel"},
            "department": {"slug": "vergunningen", "name": question.department.name},
            "reason": {"code": "nieuwe_vraag", "name": "Nieuwe vraag"},
            "note": "Vraagt wat zij moet meenemen.",
            "outcome": {"code": "doorverbonden_koud", "name": "Doorverbonden, koud"},
            "outcomeCategory": "transferred",
            "countsAsDirect": False,
            "stepsDone": [],
            "transfer": {
                "department": None, "to": "", "warm": False, "waitSeconds": None, "reached": None,
            },
            "referredTo": "",
            "callback": None,
            "case": None,
            "asksStatus": None,
            "repeat": {
                "state": "confirmed",
                "question": str(first.questions.get().public_id),
                "reason": {"code": "niet_teruggebeld", "name": "Niet teruggebeld"},
                "department": {"slug": "vergunningen", "name": question.department.name},
            },
        }
    ]  # fmt: skip


def test_an_ordinary_question_has_no_transfer_and_no_repeat(program_of):
    make_contact()
    question = results(program_of("agent").get(V1 + "contacts"))[0]["questions"][0]
    assert (question["transfer"], question["repeat"], question["callback"]) == (None, None, None)


def test_contacts_are_those_of_the_screens(program_of):
    make_contact(subject="BZ01", note="openbaar")
    make_contact(subject="VG01", note="vertrouwelijk", confidential=True)
    seen = {}
    for role, department in (("agent", None), ("handler", None), ("head", "burgerzaken")):
        program = program_of(role, make_department(department) if department else None)
        rows = results(program.get(V1 + "contacts"))
        seen[role] = [question["note"] for row in rows for question in row["questions"]]
    assert seen == {"agent": ["openbaar"], "handler": ["vertrouwelijk"], "head": ["openbaar"]}


def test_a_department_is_told_its_own_question_of_a_contact_only(program_of):
    contact = make_contact(subject="VG01")
    other = make_contact(subject="BZ01").questions.get()
    Question.objects.filter(pk=other.pk).update(contact=contact, position=2)
    told = program_of("handler").get(f"{V1}contacts/{contact.public_id}").json()
    assert [question["subject"]["code"] for question in told["questions"]] == ["VG01"]


def test_a_confidential_customer_is_not_named(program_of):
    contact = make_contact(customer=make_customer(confidential=True))
    told = program_of("agent").get(f"{V1}contacts/{contact.public_id}").json()
    assert (told["customer"], told["customerConfidential"]) == (None, True)
    told = program_of("kcc_lead").get(f"{V1}contacts/{contact.public_id}").json()
    assert (told["customer"]["name"], told["customerConfidential"]) == ("Hanna de Wit", False)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3), ("?period=2026-11", 2), ("?from=2026-11-10", 1), ("?department=vergunningen", 1),
        ("?subject=BZ01", 2), ("?outcome=referred", 1), ("?direct=1", 2), ("?channel=e-mail", 0),
        ("?repeat=proposed", 0), ("?agent=me", 0), ("?counted=1", 3),
    ],
)  # fmt: skip
def test_contacts_are_filtered_as_on_screen(program_of, query, count):
    make_contact(at=NOW)
    make_contact(at=NOW - timedelta(days=2), subject="VG01", outcome="verwezen_extern")
    make_contact(at=NOW - timedelta(days=40))
    assert len(results(program_of("agent").get(V1 + "contacts" + query))) == count


def test_every_wrong_filter_is_named(program_of):
    answer = program_of("agent").get(V1 + "contacts?repeat=perhaps&period=november&pageSize=5")
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (400, 400)
    assert sorted(wrong["name"] for wrong in problem["invalidParams"]) == ["period", "repeat"]
    for size in ("0", "101", "all"):
        answer = program_of("agent").get(f"{V1}contacts?pageSize={size}")
        assert [wrong["name"] for wrong in answer.json()["invalidParams"]] == ["pageSize"]


def test_pages_are_walked_by_their_links(program_of):
    for minute in range(5):
        make_contact(at=NOW - timedelta(minutes=minute))
    program = program_of("agent")
    first = program.get(V1 + "contacts?pageSize=2&channel=telefoon").json()
    second = program.get(first["next"]).json()
    back = program.get(second["previous"]).json()
    assert first["previous"] is None
    assert "channel=telefoon" in first["next"]
    assert [row["id"] for row in back["results"]] == [row["id"] for row in first["results"]]
    rows = walk(program, "contacts?pageSize=2")
    assert [row["startedAt"] for row in rows] == sorted(
        (row["startedAt"] for row in rows), reverse=True
    )
    assert len({row["id"] for row in rows}) == 5


@pytest.mark.parametrize("path", ["contacts", "callbacks", "cases"])
def test_one_look_is_recorded_and_a_list_is_not(program_of, path):
    make = {"contacts": make_contact, "callbacks": make_callback, "cases": make_case}[path]
    program, row = program_of("agent"), make()
    program.get(V1 + path)
    before = AuditEvent.objects.count()
    program.get(f"{V1}{path}/{row.public_id}")
    event = AuditEvent.objects.latest("pk")
    assert AuditEvent.objects.count() == before + 1
    assert (event.actor, event.object_id) == (program.user, str(row.public_id))
    assert event.action.endswith(".viewed")


# -- Callbacks and cases ------------------------------------------------------------------------


def test_a_callback_is_told_with_its_promise(program_of):
    handler = make_user("handler")
    callback = make_callback(assignee=handler, team=make_team(), phone=PHONE)
    told = program_of("agent").get(f"{V1}callbacks/{callback.public_id}").json()
    assert told["promisedAt"] == "2026-11-12T16:00:00Z"
    assert told["promiseExplained"] != ""
    assert told["number"] == callback.number
    assert (told["phone"], told["team"]) == (PHONE, "Bouwen")
    assert told["assignee"]["id"] == str(handler.public_id)
    assert told["contact"] == str(callback.question.contact.public_id)


def test_a_case_is_told_with_its_terms(program_of):
    case = make_case(customer=make_customer())
    told = program_of("agent").get(f"{V1}cases/{case.public_id}").json()
    assert (told["number"], told["caseType"]["slug"]) == (case.number, "omgevingsvergunning")
    assert (told["dueOn"], told["closedAt"]) == (case.due_on.isoformat(), None)
    assert told["customer"] == str(case.customer.public_id)
    assert told["description"] == case.description


@pytest.mark.parametrize("path", ["callbacks", "cases"])
def test_who_oversees_the_work_sees_rows_and_no_person(program_of, path):
    make = {"callbacks": make_callback, "cases": make_case}[path]
    make(customer=make_customer())
    row = results(program_of("manager").get(V1 + path))[0]
    personal = {
        "callbacks": ("contact", "customer", "callerName", "phone", "questionText", "answer"),
        "cases": ("customer", "description", "location", "answer"),
    }[path]
    assert {name: row[name] for name in personal} == dict.fromkeys(personal)
    row = results(program_of("agent").get(V1 + path))[0]
    assert row["customer"] is not None


@pytest.mark.parametrize("path", ["callbacks", "cases"])
def test_a_department_is_told_its_own_work(program_of, path):
    make = {"callbacks": make_callback, "cases": make_case}[path]
    mine = make()
    make(department=make_department("burgerzaken"))
    rows = results(program_of("handler").get(V1 + path))
    assert [row["number"] for row in rows] == [mine.number]
    rows = results(program_of("agent").get(V1 + path + "?department=vergunningen"))
    assert [row["number"] for row in rows] == [mine.number]
    assert results(program_of("agent").get(V1 + path + "?state=overdue")) == []
    answer = program_of("agent").get(V1 + path + "?department=no-such")
    assert answer.json()["invalidParams"][0]["name"] == "department"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "expected"),
    # the key with its user, roles, one page; contacts: what is told of them, their questions
    [("contacts", 5), ("callbacks", 3), ("cases", 3)],
)
def test_statements_do_not_grow_with_the_rows(program_of, path, expected, count):
    make = {"contacts": make_contact, "callbacks": make_callback, "cases": make_case}[path]
    for _ in range(count):
        make(customer=make_customer())
    program = program_of("agent")
    program.get(V1 + path)
    with statements() as ran:
        assert len(results(program.get(V1 + path))) == count
    assert len(ran) == expected, "\n".join(ran)


# -- The lists ----------------------------------------------------------------------------------


def test_the_lists_hold_what_is_in_use(program_of, town):
    program = program_of("board")
    channel = town.channel["balie"]
    channel.active = False
    channel.save(update_fields=["active"])
    codes = {
        path: [row.get("code") or row["slug"] for row in results(program.get(V1 + path))]
        for path in ("channels", "departments", "outcomes", "subjects")
    }
    assert codes["channels"] == ["telefoon", "e-mail"]
    assert codes["departments"] == ["burgerzaken", "kcc", "vergunningen"]
    assert codes["outcomes"] == list(town.outcome)
    assert sorted(codes["subjects"]) == ["BZ01", "BZ02", "VG01", "VG02"]
    dormer = next(r for r in results(program.get(V1 + "subjects")) if r["code"] == "VG01")
    assert dormer["caseType"]["slug"] == "omgevingsvergunning"


@pytest.mark.parametrize("path", ["channels", "departments", "outcomes", "subjects"])
def test_a_list_is_one_statement(program_of, path):
    program = program_of("board")
    program.get(V1 + path)
    with statements() as ran:
        program.get(V1 + path)
    assert len(ran) == 3  # the key with its user, roles, the list
