"""Start data of the case types: terms, norms, statuses, results and questions."""

from pathlib import Path

from django.utils import timezone

from cases.catalogue.contents import FREE, TABLES, contents_of
from cases.catalogue.services import make_draft, publish
from cases.models import CaseQuestion, CaseType, ResultType, Stage, StatusType
from kcc.organisation.loading import Tally, ensure, ids, read_yaml
from kcc.organisation.models import Department, Domain

DATA = Path(__file__).parent / "data" / "zaaktypen.yaml"
KINDS = {
    "tekst": CaseQuestion.Kind.TEXT,
    "getal": CaseQuestion.Kind.NUMBER,
    "datum": CaseQuestion.Kind.DATE,
    "keuze": CaseQuestion.Kind.CHOICE,
    "ja-nee": CaseQuestion.Kind.YES_NO,
    "adres": CaseQuestion.Kind.ADDRESS,
}


def load(*, update: bool = False) -> list[Tally]:
    """Case types with their statuses, results and questions; after the organisation's own data.

    What belongs to a type is made with it: one that is there keeps its own, also when an
    administrator took some away. With `update` a type gets the values of the file back; as a new
    version when cases run by the one in use. A type with a draft is left to who made that.
    """
    data = read_yaml(DATA)
    rows, texts = data["zaaktypen"], data["teksten"]
    known = set(CaseType.objects.values_list("slug", flat=True))
    being_changed = set(_slugs(Stage.DRAFT))
    rows = [row for row in rows if row["slug"] not in being_changed]
    drafts = _drafts_of_used(rows, texts) if update else []
    chosen = [row for row in rows if update or row["slug"] not in known]
    tallies = [
        _case_types(rows, update),
        _rows(StatusType, _statuses, chosen, texts, ("case_type_id", "order"), update),
        _rows(ResultType, _results, chosen, texts, ("case_type_id", "name"), update),
        _rows(CaseQuestion, _questions, chosen, texts, ("case_type_id", "key"), update),
    ]
    for draft in drafts:
        publish(by=None, draft=draft, note="Startgegevens", now=timezone.now())
    return tallies


def _slugs(stage):
    return CaseType.objects.filter(stage=stage).values_list("slug", flat=True)


def _newest() -> dict[str, CaseType]:
    """The version of each type that the file speaks of: its draft, else the one in use."""
    rows = CaseType.objects.exclude(stage=Stage.PAST).order_by("version")
    return {row.slug: row for row in rows}


def _drafts_of_used(rows, texts) -> list[CaseType]:
    """A draft of each type that differs from the file and that cases run by."""
    used = CaseType.objects.current().filter(cases__isnull=False).distinct()
    by_slug, domains, departments = {r["slug"]: r for r in rows}, ids(Domain), ids(Department)
    drafts = []
    for case_type in used.prefetch_related(*(relation for relation, *_rest in TABLES)):
        row = by_slug.get(case_type.slug)
        if row is not None and _differs(case_type, row, texts, domains, departments):
            drafts.append(make_draft(by=None, case_type=case_type, now=timezone.now()))
    return drafts


def _differs(case_type, row, texts, domains, departments) -> bool:
    contents = contents_of(case_type)
    own = _own(row, domains, departments)
    if any(contents.own[name] != value for name, value in own.items() if name not in FREE):
        return True
    for relation, made, key in (
        ("status_types", _statuses, "order"),
        ("result_types", _results, "name"),
        ("questions", _questions, "key"),
    ):
        kept = {each[key]: each for each in getattr(contents, relation)}
        for wanted in made(row, texts):
            if any(kept.get(wanted[key], {}).get(name) != v for name, v in wanted.items()):
                return True
    return False


def _case_types(rows, update):
    """In the newest version of a type, or as its first."""
    domains, departments, newest = ids(Domain), ids(Department), _newest()
    return ensure(
        CaseType,
        [
            {
                "slug": row["slug"],
                "version": newest[row["slug"]].version if row["slug"] in newest else 1,
                **_own(row, domains, departments),
            }
            for row in rows
        ],
        key=("slug", "version"),
        update=update,
    )  # fmt: skip


def _own(row, domains, departments) -> dict:
    return {
        "name": row["omschrijving"],
        "public_name": row["naam_klant"],
        "public_name_en": row["naam_klant_en"],
        "followable": row.get("volgbaar", True),
        "domain_id": domains[row["domein"]],
        "department_id": departments[row["afdeling"]],
        "term": row["doorlooptijd"],
        "term_unit": row["doorlooptijd_eenheid"],
        "shifts": row["schuift_door_bij_weekend_feestdag"],
        "norm": row["servicenorm"],
        "norm_unit": row["servicenorm_eenheid"],
        "extension": row["verlenging"] or "",
        "extendable": row["verlengbaar"],
        "suspendable": row["opschorting_mogelijk"],
        "penalty": row["dwangsom_bij_te_laat"],
        "legal_basis": row["grondslag"],
        "confidentiality": row["vertrouwelijkheid"],
        "keywords": row["trefwoorden"],
        "remark": row["opmerking"] or "",
    }


def _rows(model, made, rows, texts, key, update):
    types = _newest()
    return ensure(
        model,
        [
            {"case_type_id": types[row["slug"]].pk, **values}
            for row in rows
            for values in made(row, texts)
        ],
        key=key,
        update=update,
    )


def _statuses(row, texts):
    """The words for the customer are those of the type, else those that belong to the name."""
    for status in row["statustypen"]:
        words = texts["statussen"].get(status["omschrijving"], {}) | status
        yield {
            "order": status["volgnummer"],
            "name": status["omschrijving"],
            "is_final": status["eindstatus"],
            "is_decision": status.get("besluit", False),
            "tells_customer": status.get("meldt_klant", False),
            "public_name": words.get("naam", ""),
            "public_name_en": words.get("naam_en", ""),
            "public_text": words.get("uitleg", ""),
            "public_text_en": words.get("uitleg_en", ""),
        }


def _results(row, texts):
    for result in row["resultaattypen"]:
        words = texts["resultaten"].get(result["omschrijving"], {}) | result
        yield {
            "name": result["omschrijving"],
            "archive": result["archiefnominatie"],
            "retention": result["archiefactietermijn"] or "",
            "counts_from": result.get("telt_vanaf", ResultType.CountsFrom.CLOSED),
            "selection_list": result["selectielijst"],
            "public_text": words.get("uitleg", ""),
            "public_text_en": words.get("uitleg_en", ""),
        }


def _questions(row, _texts):
    for order, asked in enumerate(row.get("vragen", ()), start=1):
        yield {
            "order": order,
            "key": asked["sleutel"],
            "label": asked["vraag"],
            "kind": KINDS[asked["soort"]],
            "required": asked.get("verplicht", False),
            "help": asked.get("uitleg", ""),
            "choices": asked.get("keuzes", []),
            "lowest": asked.get("laagste"),
            "highest": asked.get("hoogste"),
            "unit": asked.get("eenheid", ""),
        }
