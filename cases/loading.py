"""Start data of the case types: terms, norms, statuses and results."""

from pathlib import Path

from cases.models import CaseType, ResultType, StatusType
from kcc.organisation.loading import Tally, ensure, ids, read_yaml
from kcc.organisation.models import Department, Domain

DATA = Path(__file__).parent / "data" / "zaaktypen.yaml"


def load(*, update: bool = False) -> list[Tally]:
    """Case types with their statuses and results; after the organisation's own data.

    Statuses and results belong together: a case type that has some keeps its own, also when an
    administrator took some away.
    """
    rows = read_yaml(DATA)["zaaktypen"]
    with_statuses = set(StatusType.objects.values_list("case_type__slug", flat=True))
    with_results = set(ResultType.objects.values_list("case_type__slug", flat=True))
    types = _case_types(rows, update)
    return [
        types,
        _statuses([r for r in rows if update or r["slug"] not in with_statuses], update),
        _results([r for r in rows if update or r["slug"] not in with_results], update),
    ]


def _case_types(rows, update):
    domains, departments = ids(Domain), ids(Department)
    return ensure(
        CaseType,
        [
            {
                "slug": r["slug"],
                "name": r["omschrijving"],
                "domain_id": domains[r["domein"]],
                "department_id": departments[r["afdeling"]],
                "term": r["doorlooptijd"],
                "term_unit": r["doorlooptijd_eenheid"],
                "shifts": r["schuift_door_bij_weekend_feestdag"],
                "norm": r["servicenorm"],
                "norm_unit": r["servicenorm_eenheid"],
                "extension": r["verlenging"] or "",
                "suspendable": r["opschorting_mogelijk"],
                "penalty": r["dwangsom_bij_te_laat"],
                "legal_basis": r["grondslag"],
                "confidentiality": r["vertrouwelijkheid"],
                "keywords": r["trefwoorden"],
                "remark": r["opmerking"] or "",
            }
            for r in rows
        ],
        key=("slug",),
        update=update,
    )


def _statuses(rows, update):
    types = ids(CaseType)
    return ensure(
        StatusType,
        [
            {
                "case_type_id": types[r["slug"]],
                "order": status["volgnummer"],
                "name": status["omschrijving"],
                "is_final": status["eindstatus"],
            }
            for r in rows
            for status in r["statustypen"]
        ],
        key=("case_type_id", "order"),
        update=update,
    )


def _results(rows, update):
    types = ids(CaseType)
    return ensure(
        ResultType,
        [
            {
                "case_type_id": types[r["slug"]],
                "name": result["omschrijving"],
                "archive": result["archiefnominatie"],
                "retention": result["archiefactietermijn"] or "",
                "selection_list": result["selectielijst"],
            }
            for r in rows
            for result in r["resultaattypen"]
        ],
        key=("case_type_id", "name"),
        update=update,
    )
