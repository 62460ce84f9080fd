"""Giving many cases to colleagues at once, for somebody who is away. The rows are locked before."""

from collections.abc import Sequence
from datetime import datetime

from cases.models import Case, CaseEvent
from cases.rights import acts_for
from cases.services.changes import Change, change
from cases.services.writing import write_many
from cases.workflow import Act
from kcc.organisation.access import access_of


def may_hand_over(case: Case, by) -> bool:
    """`department` is loaded."""
    return Act.HAND_OVER in acts_for(case, access_of(by))


def give_many(
    given: Sequence[tuple[Case, object]], *, by, text: str, now: datetime
) -> list[tuple[Case, dict]]:
    """Each of these (locked) cases to a colleague, or to nobody: then it is for anybody in its
    department again. The traces are those of handing over one case; what the rows were is for the
    caller to keep, whose transaction this joins. A statement per colleague and a few for all rows
    together.
    """
    if not given:
        return []
    return write_many([_giving(case, person, text=text) for case, person in given], by=by, now=now)


def _giving(case: Case, person, *, text: str) -> Change:
    """As one hand-over has it, and to whom by reference: handing back looks that up."""
    place = case.team or case.department
    detail = {
        "from": case.department.slug,
        "to": case.department.slug,
        "from_name": str(case.handler or place),
        "to_name": str(person or place),
        "person": str(person.public_id) if person else "",
    }
    return change(
        Act.HAND_OVER, CaseEvent.Kind.REASSIGNED, case, {"handler": person},
        text=text, detail=detail,
    )  # fmt: skip
