"""Compare and set, and the traces every change leaves: the timeline, the question, the audit log,
and what is needed to take it back."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from contacts.callbacks import workflow
from contacts.callbacks.rights import acts_for
from contacts.callbacks.services.changes import Act, Change
from contacts.models import Callback, CallbackEvent, Question
from kcc.audit.services import record_many
from kcc.customers.identify import mask_bsns
from kcc.lib import writing
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.access import access_of
from kcc.organisation.batches import columns_of, keep, values_of, write_rows
from kcc.organisation.models import Batch, Worklist

# Not kept for taking back: `next_step_at` is looked at anew, words are in the timeline.
NOT_KEPT = frozenset({"next_step_at", "answer"})
# The key in BatchItem.before of a column of the question.
QUESTION_DEPARTMENT = "question.department_id"


def check_may(act, callback: Callback, by) -> None:
    """DomainError unless this person may do this now; `by` is None for the system itself."""
    if by is not None and act not in acts_for(callback, access_of(by)):
        raise DomainError(
            _("This cannot be done with this callback now, or not by you."), code="not_now"
        )


def check_version(callback: Callback, version: int) -> None:
    if callback.version != version:
        raise Conflict(_("Somebody else changed this callback in the meantime."))


def carry_out(change: Change, *, by, version: int, now) -> Callback:
    """Only a row that still has this version and a fitting status changes; else a Conflict.

    By a person six statements: the row, the timeline, the question, the audit log, and two to
    take it back by (`callback.batch`). The system takes nothing back: four.
    """
    callback = change.callback
    before = _before(change)
    fitting = workflow.RULES[change.act].before
    values = {"version": version + 1, **change.values}
    which = {"id": callback.pk, "version": version, "status": sorted(fitting)}
    if not writing.change(Callback, values, **which):
        raise Conflict(_("Somebody else changed this callback in the meantime."))
    _show(change)
    leave_traces([change], by=by, now=now)
    callback.batch = keep_for_undo([(change, before)], by=by, now=now) if by else None
    return callback


def carry_out_many(
    changes: Sequence[Change], *, by, now, reason: str = "", absent=None, absent_until=None
) -> Batch | None:
    """The same for rows that are locked already, a fixed number of statements per 100 of them.

    One statement for all rows that get the same values: all of them, but for clocks that stood
    still.
    """
    if not changes:
        return None
    before = [_before(change) for change in changes]
    write_rows((change.callback, change.values) for change in changes)
    for change in changes:
        _show(change)
    leave_traces(changes, by=by, now=now)
    return keep_for_undo(
        list(zip(changes, before, strict=True)),
        by=by, now=now, reason=reason, absent=absent, absent_until=absent_until,
    )  # fmt: skip


def _show(change: Change) -> None:
    """On the object what is in the row now."""
    for name, value in change.values.items():
        setattr(change.callback, name, value)
    change.callback.version += 1


def leave_traces(changes: Sequence[Change], *, by, now) -> None:
    """A line each in the timeline and the audit log; and something happened to the question, which
    is what repeat detection counts from. All changes are of one act."""
    writing.insert(
        CallbackEvent(
            callback=change.callback,
            kind=change.kind,
            at=now,
            by=by,
            text=change.text,
            detail={"version": change.callback.version} | change.detail,
        )
        for change in changes
    )
    touch_questions(changes, now)
    act = changes[0].act
    record_many(
        by=by, action=f"callback.{act}", objects=[change.callback for change in changes], at=now
    )


def touch_questions(changes: Sequence[Change], now) -> None:
    """The question goes along: the new department is responsible for its answer, and may see it."""
    moved = {}
    if changes[0].act == Act.REROUTE:
        moved = {"department": changes[0].values["department"]}
    pks = [change.callback.question_id for change in changes]
    writing.change(Question, {"last_activity_at": now, **moved}, id=pks)


# -- Taking back ------------------------------------------------------------------------------


def keep_for_undo(
    kept: Sequence[tuple[Change, dict]], *, by, now, reason="", absent=None, absent_until=None
) -> Batch:
    """What these rows were before. Two statements."""
    return keep(
        [(change.callback, before) for change, before in kept],
        act=kept[0][0].act, worklist=Worklist.CALLBACKS, by=by, now=now,
        reason=mask_bsns(reason)[0], absent=absent, absent_until=absent_until,
    )  # fmt: skip


def _before(change: Change) -> dict:
    """The columns that change, with what they hold now."""
    before = columns_of(change.callback, change.values.keys() - NOT_KEPT)
    if change.act == Act.REROUTE:
        before[QUESTION_DEPARTMENT] = change.callback.question.department_id
    return before


def values_before(before: dict) -> dict:
    """The columns of the callback in BatchItem.before, as the database takes them."""
    own = {column: value for column, value in before.items() if column != QUESTION_DEPARTMENT}
    return values_of(Callback, own)
