"""Taking an act back: rows that nobody touched since become what they were."""

from uuid import UUID

from django.db import transaction

from contacts.callbacks import workflow
from contacts.callbacks.services import telling
from contacts.callbacks.services.changes import Act, Event
from contacts.callbacks.services.writing import QUESTION_DEPARTMENT, values_before
from contacts.callbacks.timeline import last_answer
from contacts.models import Callback, CallbackEvent, Question
from kcc.audit.services import record_many
from kcc.organisation import batches
from kcc.organisation.batches import UndoResult, write_rows
from kcc.organisation.models import Batch, BatchItem, Worklist


def own_batch(by, public_id: UUID) -> Batch:
    """What this person did; Batch.DoesNotExist for the act of somebody else, as for none. The work
    of somebody away holds cases too and is taken back as a whole (contacts.absence)."""
    return batches.own_batch(by, public_id, worklist=Worklist.CALLBACKS)


@transaction.atomic
def undo(*, by, batch: Batch, now) -> UndoResult:
    """Take back what this person did just now.

    DomainError when it is somebody else's, was taken back already, or is longer ago than UNDO.
    """
    batches.begin_undo(batch, by=by, now=now)
    rows = Callback.objects.for_acts()
    back, kept = batches.untouched(batch, rows, worklist=Worklist.CALLBACKS)
    if back:
        restore(back, batch, by=by, now=now)
    telling.forget(batch)
    return UndoResult([callback for callback, _item in back], kept)


def restore(rows: list[tuple[Callback, BatchItem]], batch: Batch, *, by, now) -> None:
    """Give these (locked) rows what they had before, with the traces of that."""
    details = [_detail(callback, item, batch, now) for callback, item in rows]
    values = [_values(callback, item, batch, now) for callback, item in rows]
    write_rows(zip([callback for callback, _item in rows], values, strict=True))
    for (callback, _item), each in zip(rows, values, strict=True):
        for column, value in each.items():
            setattr(callback, column, value)
        callback.version += 1
    CallbackEvent.objects.bulk_create(
        CallbackEvent(callback=callback, kind=Event.UNDONE, at=now, by=by, detail=detail)
        for (callback, _item), detail in zip(rows, details, strict=True)
    )
    _restore_questions(rows, now)
    record_many(
        by=by, action="callback.undone", objects=[callback for callback, _item in rows],
        detail={"act": batch.act}, at=now,
    )  # fmt: skip


def _values(callback: Callback, item: BatchItem, batch: Batch, now) -> dict:
    values = values_before(item.before)
    if batch.act == Act.CLOSE:
        values["answer"] = last_answer(callback, before=item.version)
    # When to look at its steps is not what it was: time went on.
    running = values.get("status", callback.status) in workflow.RUNNING
    return values | {"next_step_at": now if running else None}


def _detail(callback: Callback, item: BatchItem, batch: Batch, now) -> dict:
    """`version` is that of the act taken back, `led_to` the one it has now."""
    detail = {"act": batch.act, "version": item.version, "led_to": item.version + 1}
    if batch.act == Act.ATTEMPT and callback.attempts == workflow.MESSAGE_AFTER:
        withdrawn = telling.keep_message_back(callback, version=item.version, now=now)
        detail["message"] = "withdrawn" if withdrawn else "sent"
    return detail


def _restore_questions(rows: list[tuple[Callback, BatchItem]], now) -> None:
    by_department: dict[int | None, list[int]] = {}
    for callback, item in rows:
        place = item.before.get(QUESTION_DEPARTMENT)
        by_department.setdefault(place, []).append(callback.question_id)
    for place, pks in by_department.items():
        back = {} if place is None else {"department_id": place}
        Question.objects.filter(pk__in=pks).update(last_activity_at=now, **back)
