"""One act on many callbacks, row by row all or nothing: what changed meanwhile or may not be
touched is refused with a sentence, the others go on. And taking an act back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.callbacks.services import changes, telling
from contacts.callbacks.services.changes import Act, Change
from contacts.callbacks.services.writing import (
    ROWS,
    UNDO,
    carry_out_many,
    check_may,
    check_version,
)
from contacts.callbacks.undoing import UndoResult, own_batch, undo
from contacts.models import Callback
from kcc.lib.errors import DomainError
from kcc.organisation.access import access_of
from kcc.organisation.models.work import Batch
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

MOST = 200  # rows at once
BATCH_ACTS = (Act.CLAIM, Act.ASSIGN, Act.RELEASE, Act.LAPSE, Act.REROUTE)
Items = Sequence[tuple[UUID, int]]  # public id, and the version that was looked at


@dataclass(frozen=True)
class Refusal:
    """`number` is empty for what is not there, or not theirs to see: that is the same."""

    public_id: UUID
    number: str
    sentence: str


@dataclass(frozen=True)
class BatchResult:
    """`batch` is None when nothing could be done."""

    batch: Batch | None
    done: list[Callback] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """What would happen: a callback and a sentence each."""

    will: list[tuple[Callback, str]]
    refused: list[Refusal]


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
    _check_number(items)
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
    _check_number(items)
    planned, refused = _planned(plan, by=by, act=act, items=items, lock=False)
    return Preview([(change.callback, _in_words(change)) for change in planned], refused)


def _check_number(items: Items) -> None:
    if not items:
        raise DomainError(_("Choose at least one row."), code="nothing_chosen")
    if len(items) > MOST:
        raise DomainError(
            _("Choose at most %(most)d rows at once.") % {"most": MOST}, code="too_many"
        )


def _plan_of(act, *, by, now, reason, person, department) -> Callable[[Callback], Change]:
    """How one callback changes; what holds for all of them is looked up here, once."""
    if act == Act.CLAIM:
        return lambda callback: changes.claiming(callback, by=by, now=now)
    if act == Act.RELEASE:
        return lambda callback: changes.releasing(callback, by=by, now=now, text=reason)
    if act == Act.LAPSE:
        _check_reason(reason)
        return lambda callback: changes.lapsing(callback, by=by, now=now, reason=reason)
    if act == Act.REROUTE:
        _check_reason(reason)
        if department is None:
            raise DomainError(_("Choose a department."), field="department")
        check_reachable(department)
        return lambda callback: changes.rerouting(
            callback, by=by, now=now, department=department, reason=reason
        )
    if act == Act.ASSIGN:
        return _assigning(by=by, now=now, person=person, text=reason)
    raise ValueError(f"{act} is not done to many at once.")


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise DomainError(_("Give the reason."), field="reason")


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
    seen = dict(items)
    rows = Callback.objects.visible_to(access_of(by), by).for_acts()
    if lock:
        rows = rows.select_for_update(of=("self",))
    pieces = [list(seen)[start : start + ROWS] for start in range(0, len(seen), ROWS)]
    # Always in the same order, so that two batches cannot wait for each other.
    found = [row for ids in pieces for row in rows.filter(public_id__in=ids).order_by("pk")]
    planned, refused = [], []
    for callback in found:
        version = seen.pop(callback.public_id)
        try:
            check_version(callback, version)
            check_may(act, callback, by)
            planned.append(plan(callback))
        except DomainError as error:
            refused.append(Refusal(callback.public_id, callback.number, str(error.message)))
    refused += [Refusal(public_id, "", str(_not_there())) for public_id in seen]
    return planned, refused


def _not_there() -> str:
    return _("This is not there any more, or not yours to see.")


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
