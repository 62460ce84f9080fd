"""Giving many cases to colleagues at once, for somebody who is away. The rows are locked before."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from cases.models import Case, CaseEvent
from cases.selectors import acts_for, questions
from cases.workflow import Act
from kcc.audit.services import record_many
from kcc.customers.identify import mask_bsns
from kcc.organisation.access import access_of

ROWS = 500  # in one statement


def may_hand_over(case: Case, by) -> bool:
    """`department` is loaded."""
    return Act.HAND_OVER in acts_for(case, access_of(by))


def give_many(
    given: Sequence[tuple[Case, object]],
    *,
    by,
    text: str,
    now: datetime,
    detail: dict | None = None,
) -> None:
    """Each of these (locked) cases to a colleague, or to nobody: then it is for anybody in its
    department again. The traces are those of handing over one case. Joins the transaction of the
    caller; a statement per colleague and a few for all rows together.
    """
    if not given:
        return
    by_person: dict = {}
    for case, person in given:
        by_person.setdefault(person, []).append(case.pk)
    for person, pks in by_person.items():
        for ids in _pieces(pks):
            Case.objects.filter(pk__in=ids).update(handler=person, version=F("version") + 1)
    words, _count = mask_bsns(text.strip())
    events = []
    for case, person in given:
        before = case.handler
        case.handler, case.version = person, case.version + 1
        events.append(
            CaseEvent(
                case=case,
                kind=CaseEvent.Kind.REASSIGNED,
                at=now,
                by=by,
                text=words,
                detail=_journey(case, before, person) | (detail or {}),
            )
        )
    CaseEvent.objects.bulk_create(events, batch_size=ROWS)
    for ids in _pieces([case.pk for case, _person in given]):
        questions().filter(case_id__in=ids).update(last_activity_at=now)
    record_many(
        by=by, action=f"case.{Act.HAND_OVER}", objects=[case for case, _person in given], at=now
    )


def _journey(case: Case, before, after) -> dict:
    """As one hand-over has it, and to whom by reference: handing back looks that up."""
    place = case.team or case.department
    return {
        "version": case.version,
        "from": case.department.slug,
        "to": case.department.slug,
        "from_name": str(before or place),
        "to_name": str(after or place),
        "person": str(after.public_id) if after else "",
    }


def _pieces(pks: list[int]):
    return (pks[start : start + ROWS] for start in range(0, len(pks), ROWS))
