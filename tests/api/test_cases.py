"""Registering, reading and acting on a case over the API."""

from uuid import uuid4

import pytest

from cases.models import Case, CaseQuestion, CaseType, FollowCode, Stage
from cases.services import add_link, add_role, add_task
from kcc.audit.models import AuditEvent
from kcc.organisation.models import Department
from tests.factories import NOW, make_case, make_customer, make_department, make_user, reference

V1 = "/api/v1/"


@pytest.fixture
def asked(town):
    """The type asks two things."""
    case_type = town.case_type["omgevingsvergunning"]
    CaseQuestion.objects.create(
        case_type=case_type, order=1, key="plek", label="Waar?", kind="address", required=True
    )
    CaseQuestion.objects.create(
        case_type=case_type,
        order=2,
        key="kosten",
        label="Wat kost het?",
        kind="number",
        unit="euro",
    )
    return case_type


def new_case(**values):
    return {
        "key": str(uuid4()), "caseType": "omgevingsvergunning", "description": "Dakkapel",
        "details": {"plek": {"postcode": "7811 ab", "number": 1}, "kosten": 12500.5},
    } | values  # fmt: skip


def act(program, on, name, **sent):
    return program.post(f"{V1}cases/{on.public_id}/{name}", sent)


def told(answer, status=200):
    assert answer.status_code == status, answer.content
    return answer.json()


def problem(answer, status=400):
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    return answer.json()


def named(answer):
    return {(wrong["name"], wrong.get("code", "")) for wrong in problem(answer)["invalidParams"]}


# -- What it can be ----------------------------------------------------------------------------


def test_the_types_in_use_with_what_they_ask(program_of, asked):
    board = program_of("board")
    rows = told(board.get(f"{V1}case-types"))["results"]
    assert [(row["slug"], row["version"], row["term"]) for row in rows] == [
        ("omgevingsvergunning", 1, "P56D")
    ]
    one = told(board.get(f"{V1}case-types/omgevingsvergunning"))
    assert [(each["key"], each["kind"], each["required"]) for each in one["questions"]] == [
        ("plek", "address", True), ("kosten", "number", False),
    ]  # fmt: skip
    assert [each["name"] for each in one["statuses"]] == [
        "Ontvangen", "In behandeling", "Afgehandeld",
    ]  # fmt: skip
    assert [each["name"] for each in one["results"]] == ["Verleend", "Geweigerd"]


@pytest.mark.parametrize("values", [{"active": False}, {"stage": Stage.DRAFT}])
def test_a_type_that_is_not_offered_is_not_there(program_of, asked, values):
    CaseType.objects.update(**values)
    agent = program_of("agent")
    assert told(agent.get(f"{V1}case-types"))["results"] == []
    problem(agent.get(f"{V1}case-types/omgevingsvergunning"), 404)
    assert named(agent.post(f"{V1}cases", new_case())) == {("caseType", "unknown")}


# -- Registering -------------------------------------------------------------------------------


def test_a_case_is_registered_with_its_answers_and_a_code_to_follow_it(program_of, asked):
    agent, customer = program_of("agent"), make_customer()
    answer = agent.post(f"{V1}cases", new_case(subject="VG01", customer=str(customer.public_id)))
    made = told(answer, 201)
    case = Case.objects.get()
    assert answer["Location"].endswith(f"/api/v1/cases/{case.public_id}")
    assert (made["number"], made["status"], made["version"]) == (case.number, "Ontvangen", 1)
    assert made["caseType"] == {
        "slug": "omgevingsvergunning", "name": "Omgevingsvergunning", "version": 1,
    }  # fmt: skip
    assert made["subject"]["code"] == "VG01"
    assert case.details == {"plek": {"postcode": "7811AB", "number": "1"}, "kosten": "12500.5"}
    assert case.customer == customer
    assert made["followCode"] != ""
    assert FollowCode.objects.filter(case=case, made_by=agent.user).exists()
    assert AuditEvent.objects.filter(action="case.opened", actor=agent.user).count() == 1


def test_the_type_may_come_from_the_subject(program_of, asked):
    sent = new_case(subject="VG01")
    del sent["caseType"]
    assert told(program_of("agent").post(f"{V1}cases", sent), 201)["caseType"]["slug"] == (
        "omgevingsvergunning"
    )
    assert named(program_of("agent").post(f"{V1}cases", sent | {"subject": None})) == {
        ("caseType", "invalid")
    }


def test_a_retry_registers_nothing_twice(program_of, asked):
    agent, key = program_of("agent"), str(uuid4())
    sent = new_case()
    del sent["key"]
    path = f"{V1}cases"
    first = agent.post(path, sent, headers={"Idempotency-Key": key})
    again = agent.post(path, sent, headers={"Idempotency-Key": f'"{key}"'})
    assert told(first, 201)["id"] == told(again, 200)["id"]
    assert again.json()["followCode"] == ""
    assert Case.objects.count() == 1
    other = program_of("agent").post(path, new_case())
    assert told(other, 201)["id"] != first.json()["id"]


def test_everything_that_is_wrong_is_named_at_once(program_of, asked):
    agent = program_of("agent")
    wrong = {"plek": {"city": "Emmen"}, "kosten": "duur", "kleur": "blauw"}
    assert named(agent.post(f"{V1}cases", new_case(details=wrong))) == {
        ("details.plek", "refused"), ("details.kosten", "refused"), ("details.kleur", "unknown"),
    }  # fmt: skip
    assert named(agent.post(f"{V1}cases", {"priority": 9, "parent": str(uuid4())})) == {
        ("description", "required"), ("priority", "invalid_choice"), ("parent", "unknown"),
    }  # fmt: skip
    assert named(agent.post(f"{V1}cases", new_case(key=None) | {"key": "x"})) == {
        ("key", "invalid")
    }
    assert Case.objects.count() == 0


def test_a_department_registers_for_itself_only(program_of, asked):
    own = program_of("handler", Department.objects.get(slug="vergunningen"))
    other = program_of("handler", make_department("burgerzaken"))
    assert told(own.post(f"{V1}cases", new_case()), 201)["department"]["slug"] == "vergunningen"
    assert named(other.post(f"{V1}cases", new_case())) == {("department", "invalid")}
    assert own.post(f"{V1}cases", new_case(department="burgerzaken")).status_code == 400
    for role in ("manager", "board", "administrator"):
        problem(program_of(role).post(f"{V1}cases", new_case()), 403)


# -- Reading -----------------------------------------------------------------------------------


def whole_case(case, agent, count=1):
    for n in range(count):
        add_task(by=agent, case=case, title=f"Bel {n}", now=NOW)
        customer = make_customer(given_name=f"B{n}", phones=())
        add_role(by=agent, case=case, customer=customer, kind="gemachtigde", now=NOW)
        add_link(by=agent, case=case, other=make_case(), kind="vervolg", now=NOW)
    return case


def test_one_case_with_all_that_belongs_to_it(program_of, asked):
    handler = program_of("handler", Department.objects.get(slug="vergunningen"))
    made = told(handler.post(f"{V1}cases", new_case()), 201)
    case = whole_case(Case.objects.get(public_id=made["id"]), handler.user)
    part = make_case()
    Case.objects.filter(pk=part.pk).update(parent=case)
    shown = told(handler.get(f"{V1}cases/{case.public_id}"))
    assert shown["details"][0] | {"label": ""} == {
        "key": "plek", "label": "", "value": {"postcode": "7811AB", "number": "1"},
        "text": "1, 7811 AB",
    }  # fmt: skip
    assert (shown["terms"]["stand"], shown["terms"]["overdue"]) == ("running", False)
    assert shown["terms"]["dueExplained"] != ""
    assert [task["title"] for task in shown["tasks"]] == ["Bel 0"]
    assert [role["role"] for role in shown["roles"]] == ["gemachtigde"]
    assert [link["relation"] for link in shown["links"]] == ["vervolg"]
    assert [each["number"] for each in shown["parts"]] == [part.number]
    assert len(shown["timeline"]) == 4
    assert AuditEvent.objects.filter(action="case.viewed", actor=handler.user).count() == 1


def test_related_cases_that_are_not_for_these_eyes_are_left_out(program_of, town):
    burgerzaken = make_department("burgerzaken")
    case, other = make_case(), make_case()
    chief = make_user("kcc_lead")
    add_link(by=chief, case=case, other=other, kind="vervolg", now=NOW)
    Case.objects.filter(pk=other.pk).update(department=burgerzaken, confidentiality="vertrouwelijk")
    handler = program_of("handler", Department.objects.get(slug="vergunningen"))
    for path in ("cases", "zaken"):
        shown = told(handler.get(f"{V1}{path}/{case.public_id}"))
        assert shown.get("links", shown.get("relevanteAndereZaken")) == []


@pytest.mark.parametrize(("path", "count"), [("cases", 13), ("zaken", 10)])
def test_reading_one_costs_the_same_at_one_and_at_three(
    program_of, town, django_assert_num_queries, path, count
):
    agent, case = program_of("kcc_lead"), make_case()
    told(agent.get(f"{V1}{path}/{case.public_id}"))  # notes that the key was used
    for more in (1, 2):
        whole_case(case, agent.user, more)
        with django_assert_num_queries(count):
            told(agent.get(f"{V1}{path}/{case.public_id}"))


@pytest.mark.parametrize(("path", "count"), [("cases", 3), ("zaken", 3)])
def test_the_list_costs_the_same_at_one_and_at_three(
    program_of, town, django_assert_num_queries, path, count
):
    agent = program_of("agent")
    told(agent.get(f"{V1}{path}"))  # notes that the key was used
    for more in (1, 2):
        for _ in range(more):
            make_case(by=agent.user)
        with django_assert_num_queries(count):
            rows = told(agent.get(f"{V1}{path}?of=all"))["results"]
    assert len(rows) == 3


def test_who_oversees_the_work_sees_no_person(program_of, town):
    make_case(customer=make_customer(), description="Dakkapel van Hanna")
    manager = program_of("manager")
    [row] = told(manager.get(f"{V1}cases"))["results"]
    assert [row[name] for name in ("customer", "description", "location", "answer")] == [None] * 4
    [row] = told(manager.get(f"{V1}zaken"))["results"]
    assert (row["toelichting"], row["identificatie"] != "") == ("", True)
    problem(manager.get(f"{V1}cases/{Case.objects.get().public_id}"), 403)


# -- Acting ------------------------------------------------------------------------------------


def test_the_life_of_a_case_over_the_api(program_of, asked):
    colleague = make_user("handler")
    handler = program_of("handler")
    made = told(handler.post(f"{V1}cases", new_case()), 201)
    case = Case.objects.get(public_id=made["id"])
    CaseType.objects.update(suspendable=True, extendable=True, extension="P42D", penalty=True)
    first = told(act(handler, case, "claim", version=1))
    assert (first["handler"]["id"], first["version"]) == (str(handler.user.public_id), 2)
    assert told(act(handler, case, "release", version=2))["handler"] is None
    moved = told(
        act(handler, case, "hand-over", version=3, handler=str(colleague.public_id), reason="Jij")
    )
    assert moved["handler"]["id"] == str(colleague.public_id)
    assert told(act(handler, case, "take-over", version=4))["version"] == 5
    assert told(act(handler, case, "status", version=5, status="In behandeling"))["status"] == (
        "In behandeling"
    )
    waits = told(act(
        handler, case, "suspend", version=6, reason="incomplete", text="Tekening",
        letterOn="2026-11-10", until="2026-11-20",
    ))  # fmt: skip
    assert (waits["suspendedOn"], waits["suspendedUntil"]) == ("2026-11-11", "2026-11-20")
    assert told(act(handler, case, "resume", version=7, receivedOn="2026-11-10"))["version"] == 8
    later = told(act(
        handler, case, "extend", version=8, reason="Advies", letterOn="2026-11-10"
    ))  # fmt: skip
    assert later["dueOn"] > made["dueOn"]
    told(act(handler, case, "note", text="Belt om vijf uur"))
    told(act(handler, case, "task", title="Bel de aannemer", dueOn="2026-11-12"))
    customer = make_customer()
    task = {"task": str(case.tasks.get().public_id)}
    assert (
        problem(act(handler, case, "close", version=9, result="Verleend", answer="Ja"))["code"]
        == "open_tasks"
    )
    assert named(act(handler, case, "task-done", task=str(uuid4()))) == {("task", "unknown")}
    assert told(act(handler, case, "task-done", **task))["version"] == 9
    # Who is nobody to the department yet, is added by who knows everybody.
    person = {"customer": str(customer.public_id), "role": "gemachtigde"}
    assert named(act(handler, case, "role", **person)) == {("customer", "unknown")}
    told(act(program_of("agent"), case, "role", **person))
    told(act(handler, case, "link", case=str(make_case().public_id), relation="vervolg"))
    done = told(act(
        handler, case, "close", version=9, result="Verleend", answer="Het mag.",
        expiresOn="2027-11-10",
    ))  # fmt: skip
    assert (done["status"], done["result"], done["acts"]) == (
        "Afgehandeld", "Verleend", ["reopen", "note", "link"],
    )  # fmt: skip
    again = told(act(handler, case, "reopen", version=10, reason="Toch niet"))
    assert (again["result"], again["closedAt"]) == (None, None)


def test_a_notice_of_default_before_its_time_is_said_to_be_premature(program_of, town):
    CaseType.objects.update(penalty=True)
    agent, case = program_of("agent"), make_case()
    told(act(agent, case, "default-notice", version=1, receivedOn="2026-11-10"))
    shown = told(agent.get(f"{V1}cases/{case.public_id}"))
    [notice] = shown["terms"]["notices"]
    assert (notice["premature"], notice["penalty"]) == (True, None)


def test_what_it_holds_is_changed_field_by_field(program_of, asked):
    agent = program_of("agent")
    case = Case.objects.get(public_id=told(agent.post(f"{V1}cases", new_case()), 201)["id"])
    told(act(agent, case, "edit", version=1, description="Dakkapel achter", priority=1))
    # Another field on the version of before: nothing is lost.
    third = told(act(agent, case, "edit", version=1, details={"kosten": "9000"}))
    assert (third["description"], third["version"]) == ("Dakkapel achter", 3)
    clash = problem(act(agent, case, "edit", version=1, description="Dakkapel voor"), 409)
    assert (clash["version"], clash["clashes"]) == (3, [{
        "field": "description", "before": "Dakkapel", "theirs": "Dakkapel achter",
        "mine": "Dakkapel voor",
    }])  # fmt: skip
    case.refresh_from_db()
    assert (case.location, case.details["kosten"]) == ("", "9000")
    assert named(act(agent, case, "edit", version=3, details={"kosten": "veel"})) == {
        ("details.kosten", "")
    }


def test_what_cannot_be_done_is_refused_with_the_sentence_of_the_screen(program_of, town):
    agent, case = program_of("agent"), make_case()
    assert problem(act(agent, case, "claim", version=1))["code"] == "not_now"
    handler = program_of("handler")
    assert problem(act(handler, case, "claim", version=9), 409)["code"] == "conflict"
    assert named(act(handler, case, "status", version=1, status="Weg")) == {("status", "unknown")}
    assert named(act(handler, case, "close", version=1, result="Weg")) == {("result", "unknown")}
    assert named(act(handler, case, "suspend", version=1, reason="lui")) == {
        ("reason", "invalid_choice"), ("letterOn", "required"),
    }  # fmt: skip
    other = program_of("handler", make_department("burgerzaken"))
    for name in ("claim", "note", "edit", "close"):
        problem(act(other, case, name, version=1, text="x"), 404)


# -- In the words of the Zaken API --------------------------------------------------------------


def test_a_case_in_the_words_of_the_zaken_api(program_of, asked, settings):
    settings.ORGANISATION_RSIN = "123456782"
    handler, customer = program_of("handler"), make_customer()
    sent = new_case(customer=str(customer.public_id), subject="VG01")
    made = told(program_of("agent").post(f"{V1}cases", sent), 201)
    case = Case.objects.get(public_id=made["id"])
    told(act(handler, case, "claim", version=1))
    told(act(handler, case, "close", version=2, result="Verleend", answer="Het mag."))
    zaak = told(handler.get(f"{V1}zaken/{case.public_id}"))
    assert zaak["url"] == f"http://testserver/api/v1/zaken/{case.public_id}"
    assert {name: zaak[name] for name in (
        "identificatie", "bronorganisatie", "omschrijving", "toelichting", "registratiedatum",
        "startdatum", "einddatum", "vertrouwelijkheidaanduiding", "archiefnominatie",
        "archiefactiedatum", "opschorting", "verlenging", "hoofdzaak", "deelzaken",
    )} == {
        "identificatie": case.number, "bronorganisatie": "123456782",
        "omschrijving": made["subject"]["name"], "toelichting": "Dakkapel",
        "registratiedatum": "2026-11-10", "startdatum": "2026-11-10", "einddatum": "2026-11-10",
        "vertrouwelijkheidaanduiding": "zaakvertrouwelijk", "archiefnominatie": "vernietigen",
        "archiefactiedatum": "2027-11-10", "opschorting": {"indicatie": False, "reden": ""},
        "verlenging": None, "hoofdzaak": None, "deelzaken": [],
    }  # fmt: skip
    assert zaak["zaaktype"] == {
        "identificatie": "omgevingsvergunning", "omschrijving": "Omgevingsvergunning", "versie": 1,
    }  # fmt: skip
    assert zaak["status"] == {"statustype": "Afgehandeld", "volgnummer": 3, "isEindstatus": True}
    assert zaak["resultaat"]["resultaattype"] == "Verleend"
    assert [(rol["omschrijvingGeneriek"], rol["betrokkeneType"]) for rol in zaak["rollen"]] == [
        ("initiator", "natuurlijk_persoon"), ("behandelaar", "organisatorische_eenheid"),
        ("behandelaar", "medewerker"),
    ]  # fmt: skip
    assert zaak["eigenschappen"][1] == {"naam": "kosten", "waarde": "12500.5"}
    problem(handler.post(f"{V1}zaken", {}), 405)


def test_the_list_of_the_zaken_api_follows_the_filters(program_of, town):
    handler, case = program_of("handler"), make_case()
    page = told(handler.get(f"{V1}zaken?type=omgevingsvergunning"))
    assert [row["identificatie"] for row in page["results"]] == [case.number]
    assert set(page) == {"next", "previous", "results"}
    problem(handler.get(f"{V1}zaken?since=later"))
    assert reference().case_type["omgevingsvergunning"] == case.case_type
