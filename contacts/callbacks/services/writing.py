"""Compare and set, and the traces every change leaves: the timeline, the question, the audit log,
and what is needed to take it back."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from contacts.callbacks import workflow
from contacts.callbacks.selectors import acts_for
from contacts.callbacks.services.changes import Act, Change
from contacts.models import Callback, CallbackEvent, Question
from kcc.audit.services import record_many
from kcc.customers.identify import mask_bsns
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.access import access_of
from kcc.organisation.models.work import Batch, BatchItem, Worklist

UNDO = timedelta(seconds=30)
# Not kept for taking back: `next_step_at` is looked at anew, words are in the timeline.
NOT_KEPT = frozenset({"next_step_at", "answer"})
# The key in BatchItem.before of a column of the question.
QUESTION_DEPARTMENT = "question.department_id"
ROWS = 100  # in one statement


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
    changed = Callback.objects.filter(pk=callback.pk, version=version, status__in=fitting).update(
        version=version + 1, **change.values
    )
    if not changed:
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


def write_rows(rows: Iterable[tuple[Callback, dict]]) -> None:
    """These columns of these (locked) rows; one statement per different set of values."""
    alike: list[tuple[dict, list[int]]] = []
    for callback, values in rows:
        for known, pks in alike:
            if known == values and len(pks) < ROWS:
                pks.append(callback.pk)
                break
        else:
            alike.append((values, [callback.pk]))
    for values, pks in alike:
        Callback.objects.filter(pk__in=pks).update(version=F("version") + 1, **values)


def _show(change: Change) -> None:
    """On the object what is in the row now."""
    for name, value in change.values.items():
        setattr(change.callback, name, value)
    change.callback.version += 1


def leave_traces(changes: Sequence[Change], *, by, now) -> None:
    """A line each in the timeline and the audit log; and something happened to the question, which
    is what repeat detection counts from. All changes are of one act."""
    CallbackEvent.objects.bulk_create(
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
    Question.objects.filter(pk__in=pks).update(last_activity_at=now, **moved)


# -- Taking back ------------------------------------------------------------------------------


def keep_for_undo(
    kept: Sequence[tuple[Change, dict]], *, by, now, reason="", absent=None, absent_until=None
) -> Batch:
    """What these rows were before. Two statements."""
    batch = Batch.objects.create(
        act=str(kept[0][0].act),
        by=by,
        at=now,
        reason=mask_bsns(reason.strip())[0][:500],
        undo_until=now + UNDO,
        absent=absent,
        absent_until=absent_until,
    )
    BatchItem.objects.bulk_create(
        BatchItem(
            batch=batch,
            worklist=Worklist.CALLBACKS,
            work_id=change.callback.pk,
            before=before,
            version=change.callback.version,
        )
        for change, before in kept
    )
    return batch


def _before(change: Change) -> dict:
    """The columns that change, with what they hold now: ids, codes and moments."""
    callback, before = change.callback, {}
    for name in change.values.keys() - NOT_KEPT:
        column = Callback._meta.get_field(name).attname
        before[column] = _as_data(getattr(callback, column))
    if change.act == Act.REROUTE:
        before[QUESTION_DEPARTMENT] = callback.question.department_id
    return before


def _as_data(value):
    return value.isoformat() if isinstance(value, date | datetime) else value


def values_before(before: dict) -> dict:
    """The columns of the callback in BatchItem.before, as the database takes them."""
    fields = {field.attname: field for field in Callback._meta.concrete_fields}
    return {
        column: fields[column].to_python(value)
        for column, value in before.items()
        if column != QUESTION_DEPARTMENT
    }
