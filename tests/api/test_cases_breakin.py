"""Attempts over the API of cases: values that break it, keys and people of others."""

from uuid import uuid4

import pytest

from cases import services
from cases.models import Case, CaseType, Confidentiality
from kcc.audit.models import AuditEvent
from tests.factories import NOW, make_case, make_customer, make_department, make_user

FAR = "9999-12-31"
TODAY = NOW.date().isoformat()
VALUES = [
    ("close", {"result": "Verleend", "answer": "Ja", "expiresOn": FAR}, 400),
    ("suspend", {"reason": "incomplete", "letterOn": TODAY, "until": FAR}, 400),
    ("suspend", {"reason": "incomplete", "letterOn": FAR, "until": FAR}, 400),
    ("extend", {"reason": "Druk", "letterOn": TODAY, "until": FAR}, 400),
    ("default-notice", {"receivedOn": "0001-01-01"}, 400),
    ("task", {"title": "Bellen", "dueOn": FAR}, 200),
    ("edit", {"details": {"a": {"b": ["\u0000"]}}}, 400),
    ("claim", {"version": 10**400}, 409),
]


@pytest.mark.parametrize(("act", "sent", "status"), VALUES)
def test_no_value_breaks_it(program_of, act, sent, status):
    program = program_of("handler")
    CaseType.objects.update(extendable=True, suspendable=True)
    case = make_case()
    case.case_type.result_types.update(counts_from="vervaldatum_besluit", retention="P20Y")
    answer = program.post(f"/api/v1/cases/{case.public_id}/{act}", {"version": 1} | sent)
    assert answer.status_code == status
    assert program.get(f"/api/v1/cases/{case.public_id}").status_code == 200


def body() -> dict:
    return {"key": str(uuid4()), "caseType": "omgevingsvergunning", "description": "Dakkapel"}


def test_key_of_somebody_else_is_refused(program_of):
    sent = body()
    assert program_of("agent").post("/api/v1/cases", sent).status_code == 201
    answer = program_of("agent").post("/api/v1/cases", sent)
    assert answer.status_code == 400
    assert answer.json()["code"] == "refused"


def test_retry_tells_nothing_of_a_case_that_went_out_of_sight(program_of):
    program, sent = program_of("handler"), body()
    assert program.post("/api/v1/cases", sent).status_code == 201
    assert program.post("/api/v1/cases", sent).json()["description"] == "Dakkapel"
    Case.objects.update(
        department=make_department("burgerzaken"), confidentiality=Confidentiality.CONFIDENTIAL
    )
    again = program.post("/api/v1/cases", sent)
    assert again.status_code == 200
    assert (again.json()["description"], again.json()["answer"]) == (None, None)


def test_confidential_person_is_not_told(program_of):
    hidden = make_customer(family_name="Geheim", confidential=True, phones=())
    other = make_customer(family_name="Ook", confidential=True, phones=())
    case = make_case(customer=hidden)
    services.add_role(
        by=make_user("handler"), case=case, customer=other, kind="adviseur", remark="haar broer",
        now=NOW,
    )  # fmt: skip
    pages = (f"cases/{case.public_id}", "cases", f"zaken/{case.public_id}")
    seen = {}
    for role in ("agent", "kcc_lead", "handler"):
        program = program_of(role)
        answers = [program.get(f"/api/v1/{page}") for page in pages]
        text = "".join(answer.content.decode() for answer in answers)
        seen[role] = [str(one.public_id) in text for one in (hidden, other)] + ["broer" in text]
    assert seen == {"agent": [False] * 3, "kcc_lead": [True] * 3, "handler": [True] * 3}


def test_conflict_that_tells_what_others_wrote_is_a_look(program_of):
    case, handler = make_case(), make_user("handler")
    values = {"description": "Carport"}
    services.edit(by=handler, case=case, version=1, values=values, now=NOW)
    sent = {"version": 1, "description": "Schuur"}
    answer = program_of("handler").post(f"/api/v1/cases/{case.public_id}/edit", sent)
    assert answer.status_code == 409
    assert "Carport" in answer.content.decode()
    assert AuditEvent.objects.filter(action="case.viewed").count() == 1
