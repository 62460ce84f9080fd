"""Cases that were registered elsewhere: many at once, as they stand now."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.archiving import archive_day
from cases.deadlines import DeadlinesOfType, serious_day
from cases.models import Case, CaseEvent, CaseType, ResultType, StatusType
from cases.numbers import take_numbers
from cases.words import search_text
from kcc.lib.inserting import insert_many, reserve_ids
from kcc.lib.periods import local_day
from kcc.organisation.models import Department


@dataclass(frozen=True, kw_only=True)
class ImportedCase:
    """`due_at` is the term the other system gave, if any; with a `result` it is closed."""

    external_id: str
    department: Department
    status: StatusType
    description: str
    location: str
    registered_at: datetime
    due_at: datetime | None = None
    result: ResultType | None = None
    closed_at: datetime | None = None
    answer: str = ""


@transaction.atomic(savepoint=False)
def add_imported_cases(
    *, by, case_type: CaseType, source: str, rows: Sequence[ImportedCase]
) -> list[int]:
    """The ids of the cases, in the order of `rows`, with numbers of ours. Joins the transaction of
    the caller, who records what was imported. Terms count from the moment of registration.
    """
    ids = reserve_ids(Case, len(rows))
    numbers = _numbers(rows)
    deadlines = DeadlinesOfType(case_type)
    same = (case_type.pk, case_type.confidentiality, by.pk if by else None, source)
    insert_many(
        Case,
        [
            "id", "number", "case_type", "confidentiality", "registered_by", "source", "status",
            "result", "description", "location", "department", "registered_at", "closed_at",
            "answer", "external_id", "decided_on", "archive_on", "search_text", "due_on",
            "serious_on", "due_steps", "norm_due_at", "norm_steps",
        ],
        (
            (pk, number, *same, *_state(row), *_terms(deadlines, row))
            for pk, number, row in zip(ids, numbers, rows, strict=True)
        ),
    )  # fmt: skip
    insert_many(
        CaseEvent,
        ["case", "kind", "at", "text", "detail"],
        [
            (pk, CaseEvent.Kind.CLOSED, row.closed_at, row.answer, {"result": row.result.name})
            for pk, row in zip(ids, rows, strict=True)
            if row.result is not None
        ],
    )
    return ids


def _numbers(rows: Sequence[ImportedCase]) -> list[str]:
    """One statement for each year in which something was registered."""
    years = [local_day(row.registered_at).year for row in rows]
    taken = {
        year: iter(take_numbers(year, count)) for year, count in sorted(Counter(years).items())
    }
    return [next(taken[year]) for year in years]


def _state(row: ImportedCase) -> tuple:
    result = row.result
    words = search_text(
        description=row.description, location=row.location, subject_name="", details={}
    )
    received = (row.description, row.location, row.department.pk, row.registered_at)
    if result is None:
        return (
            row.status.pk, None, *received, None, "", row.external_id, None, None, words
        )  # fmt: skip
    closed_on = local_day(row.closed_at)
    return (
        row.status.pk, result.pk, *received, row.closed_at, row.answer, row.external_id,
        closed_on, archive_day(result, closed_on=closed_on), words,
    )  # fmt: skip


def _terms(of_type: DeadlinesOfType, row: ImportedCase) -> tuple:
    if row.due_at is not None:
        received, due_on = local_day(row.registered_at), local_day(row.due_at)
        return due_on, serious_day(received, due_on), [], row.due_at, []
    deadlines = of_type.of(row.registered_at)
    return (
        deadlines.due_on, deadlines.serious_on, deadlines.due_steps, deadlines.norm_due_at,
        deadlines.norm_steps,
    )  # fmt: skip
