"""One act on many cases, row by row all or nothing: what changed meanwhile or may not be touched is
refused with a sentence, the others go on. And taking an act back."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case
from cases.services import changes, telling
from cases.services.changes import Change
from cases.services.writing import check_may, check_version, put_many
from cases.undoing import own_batch, undo
from cases.workflow import Act
from kcc.lib.errors import DomainError
from kcc.organisation.access import access_of
from kcc.organisation.batches import (
    MOST,
    UNDO,
    BatchResult,
    Items,
    Preview,
    Refusal,
    UndoResult,
    check_number,
    check_reason,
    plan_each,
)
from kcc.organisation.reach import check_reachable, works_in

__all__ = [
    "BATCH_ACTS",
    "MOST",
    "UNDO",
    "BatchResult",
    "Preview",
    "Refusal",
    "UndoResult",
    "do_batch",
    "own_batch",
    "preview",
    "undo",
]

BATCH_ACTS = (Act.CLAIM, Act.TAKE_OVER, Act.RELEASE, Act.HAND_OVER)


@transaction.atomic
def do_batch(
    *,
    by,
    act,
    items: Items,
    now: datetime,
    reason: str = "",
    person=None,
    department=None,
    team=None,
) -> BatchResult:
    """Claim, take over, release or hand over these cases; handed over they go to a colleague
    (`person`), to a team or to a department.

    What is wrong with the question itself (no reason, nobody there, too many) is a DomainError and
    nothing happens. Statements: about seven for up to 100 rows and two or three for each 100 more;
    a few for each colleague who is told.
    """
    plan = _plan_of(act, by=by, reason=reason, person=person, department=department, team=team)
    check_number(items)
    before: dict[Case, object] = {}

    def planned(case: Case, version: int) -> Change:
        before[case] = case.handler
        return _allowed(act, case, version, by=by, plan=plan)

    wanted, refused = plan_each(_rows(by), items, planned, lock=True)
    batch = put_many(wanted, by=by, now=now, reason=reason)
    done = [each.case for each in wanted]
    telling.given(done, to=person, by=by, batch=batch, now=now)
    lost = [(case, before[case]) for case in done]
    telling.left(lost, by=by, batch=batch, now=now, elsewhere=bool(department or team))
    return BatchResult(batch, done, refused)


def preview(
    *,
    by,
    act,
    items: Items,
    now: datetime,
    reason: str = "",
    person=None,
    department=None,
    team=None,
) -> Preview:
    """The same question without writing anything: a case and a sentence each."""
    plan = _plan_of(act, by=by, reason=reason, person=person, department=department, team=team)
    check_number(items)
    wanted, refused = plan_each(
        _rows(by),
        items,
        lambda case, version: _allowed(act, case, version, by=by, plan=plan),
        lock=False,
    )
    return Preview([(each.case, _in_words(each)) for each in wanted], refused)


def _rows(by):
    return Case.objects.visible_to(access_of(by), by).for_acts()


def _allowed(act, case: Case, version: int, *, by, plan) -> Change:
    check_version(case, version)
    check_may(act, case, by)
    return plan(case)


def _plan_of(act, *, by, reason, person, department, team) -> Callable[[Case], Change]:
    """How one case changes; what holds for all of them is looked up here, once."""
    if act == Act.CLAIM:
        return lambda case: changes.claiming(case, by=by)
    if act == Act.TAKE_OVER:
        return lambda case: changes.taking_over(case, by=by)
    if act == Act.RELEASE:
        return lambda case: changes.releasing(case, text=reason)
    if act == Act.HAND_OVER:
        return _handing_over(reason=reason, person=person, department=department, team=team)
    raise ValueError(f"{act} is not done to many at once.")


def _handing_over(*, reason, person, department, team) -> Callable[[Case], Change]:
    check_reason(reason)
    if person is not None:
        places = works_in(person)

        def plan(case: Case) -> Change:
            if not places(case.department):
                raise DomainError(_("This colleague does not work in that department."))
            return changes.handing_over(case, reason=reason, handler=person)

        return plan
    if department is None and team is None:
        raise DomainError(_("Choose where they go."), field="to")
    check_reachable(department or team.department, team=team)
    return lambda case: changes.handing_over(case, reason=reason, department=department, team=team)


def _in_words(wanted: Change) -> str:
    case, values = wanted.case, wanted.values
    if wanted.act == Act.CLAIM:
        return _("Becomes yours.")
    if wanted.act == Act.TAKE_OVER:
        return _("Becomes yours; %(name)s is told.") % {"name": case.handler.get_display_name()}
    if wanted.act == Act.RELEASE:
        return _("Becomes free for everybody in %(department)s.") % {
            "department": case.department.name
        }
    if values["handler"] is not None:
        return _("Goes to %(name)s.") % {"name": values["handler"].get_display_name()}
    if values["team"] is not None:
        names = {"department": values["department"].name, "team": values["team"].name}
        return _("Goes to %(team)s of %(department)s.") % names
    return _("Goes to %(department)s; its term stays what it is.") % {
        "department": values["department"].name
    }
