"""One act on many callbacks, row by row all or nothing: what changed meanwhile or may not be
touched is refused with a sentence, the others go on. And taking an act back."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.callbacks.services import changes, telling
from contacts.callbacks.services.changes import Act, Change
from contacts.callbacks.services.writing import carry_out_many, check_may, check_version
from contacts.callbacks.undoing import own_batch, undo
from contacts.models import Callback
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

BATCH_ACTS = (Act.CLAIM, Act.ASSIGN, Act.RELEASE, Act.LAPSE, Act.REROUTE)


@transaction.atomic
def do_batch(
    *, by, act, items: Items, now, reason: str = "", person=None, department=None
) -> BatchResult:
    """Claim, assign, release, reroute or lapse these callbacks.

    What is wrong with the question itself (no reason, nobody there, too many) is a DomainError and
    nothing happens. Statements: about seven for up to 100 rows, two or three for each 100 more, and
    one for each row whose clock stood still.
    """
    plan = _plan_of(act, by=by, now=now, reason=reason, person=person, department=department)
    check_number(items)
    planned, refused = _planned(plan, by=by, act=act, items=items, lock=True)
    batch = carry_out_many(planned, by=by, now=now, reason=reason)
    done = [change.callback for change in planned]
    for callback in done:
        callback.batch = batch
    if act == Act.ASSIGN and batch is not None:
        telling.assigned(done, to=person, by=by, batch=batch, now=now)
    return BatchResult(batch, done, refused)


def preview(
    *, by, act, items: Items, now, reason: str = "", person=None, department=None
) -> Preview:
    """The same question without writing anything."""
    plan = _plan_of(act, by=by, now=now, reason=reason, person=person, department=department)
    check_number(items)
    planned, refused = _planned(plan, by=by, act=act, items=items, lock=False)
    return Preview([(change.callback, _in_words(change)) for change in planned], refused)


def _plan_of(act, *, by, now, reason, person, department) -> Callable[[Callback], Change]:
    """How one callback changes; what holds for all of them is looked up here, once."""
    if act == Act.CLAIM:
        return lambda callback: changes.claiming(callback, by=by, now=now)
    if act == Act.RELEASE:
        return lambda callback: changes.releasing(callback, by=by, now=now, text=reason)
    if act == Act.LAPSE:
        check_reason(reason)
        return lambda callback: changes.lapsing(callback, by=by, now=now, reason=reason)
    if act == Act.REROUTE:
        check_reason(reason)
        if department is None:
            raise DomainError(_("Choose a department."), field="department")
        check_reachable(department)
        return lambda callback: changes.rerouting(
            callback, by=by, now=now, department=department, reason=reason
        )
    if act == Act.ASSIGN:
        return _assigning(by=by, now=now, person=person, text=reason)
    raise ValueError(f"{act} is not done to many at once.")


def _assigning(*, by, now, person, text) -> Callable[[Callback], Change]:
    if person is None:
        raise DomainError(_("Choose a colleague."), field="person")
    places = works_in(person)

    def plan(callback: Callback) -> Change:
        if not places(callback.department):
            raise DomainError(_("This colleague does not work in that department."))
        return changes.assigning(callback, by=by, now=now, person=person, text=text)

    return plan


def _planned(plan, *, by, act, items: Items, lock) -> tuple[list[Change], list[Refusal]]:
    """Of each row what changes, or why not. Locked, a row cannot change until it is written."""
    rows = Callback.objects.visible_to(access_of(by), by).for_acts()

    def one(callback: Callback, version: int) -> Change:
        check_version(callback, version)
        check_may(act, callback, by)
        return plan(callback)

    return plan_each(rows, items, one, lock=lock)


def _in_words(change: Change) -> str:
    callback, values = change.callback, change.values
    if change.act == Act.CLAIM:
        return _("Becomes yours.")
    if change.act == Act.ASSIGN:
        return _("Goes to %(name)s.") % {"name": values["assignee"].get_display_name()}
    if change.act == Act.RELEASE:
        return _("Becomes free for everybody in %(department)s.") % {
            "department": callback.department.name
        }
    if change.act == Act.LAPSE:
        return _("Is closed without an answer.")
    names = {"department": values["department"].name}
    if callback.waiting_since is not None:
        return _("Goes to %(department)s; its clock, which stood still, runs again.") % names
    return _("Goes to %(department)s; its clock keeps running.") % names
