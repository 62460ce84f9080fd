"""Start data of contacts: subjects, outcomes, reasons and escalation steps."""

from collections.abc import Iterable
from pathlib import Path

from cases.models import CaseType
from contacts.models import ContactReason, EscalationStep, Outcome, RepeatReason, Subject
from kcc.lib.text import fold
from kcc.organisation.loading import Tally, ensure, ids, read_yaml
from kcc.organisation.models import Department, Domain, Origin

DATA = Path(__file__).parent / "data"
Basis, Audience = EscalationStep.Basis, EscalationStep.Audience
AUDIENCES = {
    "niemand": Audience.NOBODY,
    "behandelaar": Audience.HANDLER,
    "teamleider": Audience.TEAM_LEAD,
    "afdelingshoofd": Audience.HEAD,
}


def load(*, update: bool = False) -> list[Tally]:
    """Outcomes, reasons and subjects; after the organisation's and the case types' own data."""
    reasons = read_yaml(DATA / "redenen.yaml")
    return [
        _outcomes(read_yaml(DATA / "uitkomsten.yaml")["uitkomsten"], update),
        _contact_reasons(reasons["contactredenen"], update),
        _repeat_reasons(reasons["herhaalredenen"], update),
        _subjects(read_yaml(DATA / "onderwerpen.yaml")["onderwerpen"], update),
        escalation_steps(update=update),
    ]


def subject_search_text(name: str, code: str, keywords: Iterable[str]) -> str:
    """What the search for a subject looks in; set it whenever one of these changes."""
    return fold(" ".join([name, code, *keywords]))


def _outcomes(rows, update):
    return ensure(
        Outcome,
        [
            {
                "code": r["code"],
                "name": r["naam"],
                "category": r["categorie"],
                "counts_as_direct": r.get("telt_als_direct", False),
                "counts_as_contact": r.get("telt_als_contact", True),
                "transfer_warm": r.get("warm"),
                "calls_back": r.get("belt_terug"),
                "order": n,
            }
            for n, r in enumerate(rows, 1)
        ],
        key=("code",),
        update=update,
    )


def _contact_reasons(rows, update):
    return ensure(
        ContactReason,
        [
            {
                "code": r["code"],
                "name": r["naam"],
                "is_status_question": r.get("statusvraag", False),
                "order": n,
            }
            for n, r in enumerate(rows, 1)
        ],
        key=("code",),
        update=update,
    )


def _repeat_reasons(rows, update):
    return ensure(
        RepeatReason,
        [
            {
                "code": r["code"],
                "name": r["naam"],
                "due_to_department": r.get("afdeling", False),
                "order": n,
            }
            for n, r in enumerate(rows, 1)
        ],
        key=("code",),
        update=update,
    )


def _subjects(rows, update):
    domains, departments = ids(Domain), ids(Department)
    case_types = dict(CaseType.objects.current().values_list("slug", "pk"))
    return ensure(
        Subject,
        [
            {
                "code": r["code"],
                "name": r["naam"],
                "domain_id": domains[r["domein"]],
                "department_id": departments[r["afdeling"]],
                "case_type_id": case_types[r["zaaktype"]] if r["zaaktype"] else None,
                "first_line": r["eerste_lijn"],
                "answer": r["antwoord"],
                "kcc_does": r["wat_doet_kcc"],
                "keywords": r["trefwoorden"],
                "call_steps": r.get("gespreksstappen", []),
                "search_text": subject_search_text(r["naam"], r["code"], r["trefwoorden"]),
                "repeat_window_days": r["herhaal_venster_dagen"],
                "address_bound": r["adresgebonden"],
                "is_status_question": r.get("statusvraag", False),
                "origin": Origin.REFERENCE,
            }
            for r in rows
        ],
        key=("code",),
        update=update,
    )


def escalation_steps(*, update: bool = False) -> Tally:
    """The steps of the file, but for one that an administrator put another step in the place of."""
    rows = []
    for row in read_yaml(DATA / "escalatie.yaml")["stappen"]:
        share = row.get("deel")
        rows.append(
            {
                "code": row["code"],
                "name": row["naam"],
                "basis": Basis.SHARE if share else Basis.DAYS_LATE,
                "amount": share or row["werkdagen_te_laat"],
                "audience": AUDIENCES[row["wie"]],
                "mail": row["mail"],
                "text": row["tekst"],
            }
        )
    places = EscalationStep.objects.values_list("basis", "amount", "audience", "code")
    taken = {tuple(place): code for *place, code in places}
    free = [
        row
        for row in rows
        if taken.get((row["basis"], row["amount"], row["audience"]), row["code"]) == row["code"]
    ]
    return ensure(EscalationStep, free, key=("code",), update=update)
