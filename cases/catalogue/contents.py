"""What one version of a case type holds, as plain values: to copy, compare and check."""

import json
from dataclasses import dataclass
from hashlib import sha256

from cases.models import CaseQuestion, CaseType, ResultType, StatusType
from kcc.organisation.explain import explain
from kcc.organisation.statutory import parse_term
from kcc.organisation.worktime import Step

# May change while a version is in use: nothing about a running case follows from them.
FREE = ("active", "keywords", "remark")
OWN = (
    "name", "public_name", "public_name_en", "followable", "domain_id", "department_id", "term",
    "term_unit", "shifts", "norm", "norm_unit", "extension", "extendable", "suspendable",
    "penalty", "legal_basis", "confidentiality", *FREE,
)  # fmt: skip
STATUS = (
    "order", "name", "is_final", "is_decision", "public_name", "public_name_en", "public_text",
    "public_text_en", "tells_customer",
)  # fmt: skip
RESULT = (
    "name", "archive", "retention", "counts_from", "selection_list", "public_text",
    "public_text_en",
)  # fmt: skip
QUESTION = (
    "order", "key", "label", "kind", "required", "help", "choices", "lowest", "highest", "unit",
)  # fmt: skip
# The tables of a type: the relation, the model, its columns and what a row is called by.
TABLES = (
    ("status_types", StatusType, STATUS, "name"),
    ("result_types", ResultType, RESULT, "name"),
    ("questions", CaseQuestion, QUESTION, "key"),
)


@dataclass(frozen=True)
class Contents:
    own: dict
    status_types: tuple[dict, ...]
    result_types: tuple[dict, ...]
    questions: tuple[dict, ...]

    @property
    def fingerprint(self) -> str:
        """The same for the same contents: to see that somebody changed them in the meantime."""
        rows = [self.own, self.status_types, self.result_types, self.questions]
        return sha256(json.dumps(rows, default=str, sort_keys=True).encode()).hexdigest()


def contents_of(case_type: CaseType) -> Contents:
    """Three statements; none when the tables are prefetched."""
    tables = {
        relation: tuple(_values(row, names) for row in getattr(case_type, relation).all())
        for relation, _model, names, _called in TABLES
    }
    return Contents(_values(case_type, OWN), **tables)


def _values(row, names) -> dict:
    return {name: getattr(row, name) for name in names}


def duration_in_words(text: str, *, working_days: bool = False) -> str:
    """'P56D' is "56 days"; what cannot be read is shown as it is."""
    try:
        term = parse_term(text, working_days=working_days)
    except ValueError:
        return text
    return explain([Step("term", {"amount": term.amount, "unit": term.unit})])
