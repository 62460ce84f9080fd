"""Taking an act back: rows that nobody touched since become what they were."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from contacts.callbacks import workflow
from contacts.callbacks.services import telling
from contacts.callbacks.services.changes import Act, Event
from contacts.callbacks.services.writing import (
    QUESTION_DEPARTMENT,
    ROWS,
    values_before,
    write_rows,
)
from contacts.callbacks.timeline import last_answer
from contacts.models import Callback, CallbackEvent, Question
from kcc.audit.services import record_many
from kcc.lib.errors import DomainError
from kcc.organisation.models.work import Batch, BatchItem, Worklist

# After that long nobody looks for it.
KEPT = timedelta(days=1)
AT_ONCE = 500


@dataclass(frozen=True)
class UndoResult:
    """`kept` are the callbacks that somebody touched since: they stay as they are."""

    done: list[Callback] = field(default_factory=list)
    kept: list[Callback] = field(default_factory=list)


def own_batch(by, public_id: UUID) -> Batch:
    """What this person did; Batch.DoesNotExist for the act of somebody else, as for none. The work
    of somebody away holds cases too and is taken back as a whole (contacts.absence)."""
    return Batch.objects.get(public_id=public_id, by=by, absent__isnull=True)


def forget_old_batches(now) -> int:
    """Remove what nobody can take back any more, some at a time; how many. The work of somebody
    absent is kept until it was handed back: who was away, and when, is nobody's to know after."""
    before = now - KEPT
    over = Q(absent__isnull=True) | Q(undone_at__lt=before) | Q(handed_back_at__lt=before)
    old = Batch.objects.filter(over, undo_until__lt=before)
    pks = list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    if pks:
        Batch.objects.filter(pk__in=pks).delete()
    return len(pks)


@transaction.atomic
def undo(*, by, batch: Batch, now) -> UndoResult:
    """Take back what this person did just now.

    DomainError when it is somebody else's, was taken back already, or is longer ago than UNDO.
    """
    if batch.by_id != by.pk:
        raise DomainError(_("Only who did it can take it back."), code="not_yours")
    if now > batch.undo_until:
        raise DomainError(_("It is too late to take this back."), code="too_late")
    first = Batch.objects.filter(pk=batch.pk, undone_at__isnull=True).update(undone_at=now)
    if not first:
        raise DomainError(_("This was taken back already."), code="undone")
    batch.undone_at = now
    items = {item.work_id: item for item in batch.items.filter(worklist=Worklist.CALLBACKS)}
    pks = sorted(items)
    rows = Callback.objects.for_acts().select_for_update(of=("self",)).order_by("pk")
    found = [
        row
        for start in range(0, len(pks), ROWS)
        for row in rows.filter(pk__in=pks[start : start + ROWS])
    ]
    result = UndoResult()
    for callback in found:
        untouched = callback.version == items[callback.pk].version
        (result.done if untouched else result.kept).append(callback)
    if result.done:
        restore([(callback, items[callback.pk]) for callback in result.done], batch, by=by, now=now)
    telling.forget(batch)
    return result


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
