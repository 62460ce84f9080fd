"""Acts on pieces of work that can be taken back: what every worklist does the same way.

A piece of work is a row with `public_id`, `number`, `version` and `pk`. Each room knows what an act
changes and what traces it leaves; how rows are locked, refused, written and restored is here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from kcc.lib.errors import DomainError
from kcc.lib.writing import insert
from kcc.organisation.models import Batch, BatchItem

UNDO = timedelta(seconds=30)
# After that long nobody looks for it.
KEPT = timedelta(days=1)
FORGET_AT_ONCE = 500
MOST = 200  # rows at once
ROWS = 100  # in one statement

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
    done: list = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """What would happen: a piece of work and a sentence each."""

    will: list[tuple[object, str]]
    refused: list[Refusal]


@dataclass(frozen=True)
class UndoResult:
    """`kept` are the ones that somebody touched since: they stay as they are."""

    done: list = field(default_factory=list)
    kept: list = field(default_factory=list)


# -- Asking -----------------------------------------------------------------------------------


def check_number(items: Items) -> None:
    if not items:
        raise DomainError(_("Choose at least one row."), code="nothing_chosen")
    if len(items) > MOST:
        raise DomainError(
            _("Choose at most %(most)d rows at once.") % {"most": MOST}, code="too_many"
        )


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise DomainError(_("Give the reason."), field="reason")


def plan_each(rows: QuerySet, items: Items, plan: Callable, *, lock: bool) -> tuple[list, list]:
    """What `plan(row, version)` gives for each of these that `rows` still holds, and the refusals:
    a DomainError it raised, or that the row is not there. Locked, a row cannot change until it is
    written."""
    seen = dict(items)
    if lock:
        rows = rows.select_for_update(of=("self",))
    # Always in the same order, so that two batches cannot wait for each other.
    found = [row for ids in pieces(list(seen)) for row in _in_order(rows, public_id__in=ids)]
    planned, refused = [], []
    for row in found:
        version = seen.pop(row.public_id)
        try:
            planned.append(plan(row, version))
        except DomainError as error:
            refused.append(Refusal(row.public_id, row.number, str(error.message)))
    gone = _("This is not there any more, or not yours to see.")
    refused += [Refusal(public_id, "", gone) for public_id in seen]
    return planned, refused


def _in_order(rows: QuerySet, **which) -> QuerySet:
    return rows.filter(**which).order_by("pk")


def pieces(keys: Sequence) -> list[Sequence]:
    return [keys[start : start + ROWS] for start in range(0, len(keys), ROWS)]


# -- Writing ----------------------------------------------------------------------------------


def write_rows(rows: Iterable[tuple[object, dict]]) -> None:
    """These columns of these (locked) rows; one statement per different set of values."""
    alike: list[tuple[dict, list[int]]] = []
    model = None
    for row, values in rows:
        model = type(row)
        for known, pks in alike:
            if known == values and len(pks) < ROWS:
                pks.append(row.pk)
                break
        else:
            alike.append((values, [row.pk]))
    for values, pks in alike:
        model.objects.filter(pk__in=pks).update(version=F("version") + 1, **values)


def columns_of(row, names: Iterable[str]) -> dict:
    """These columns with what they hold now, as JSON: ids, codes and moments, never words."""
    before = {}
    for name in names:
        column = row._meta.get_field(name).attname
        before[column] = _as_data(getattr(row, column))
    return before


def _as_data(value):
    return value.isoformat() if isinstance(value, date | datetime) else value


def values_of(model, before: Mapping) -> dict:
    """What `columns_of` kept, as the database takes it."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {column: fields[column].to_python(value) for column, value in before.items()}


def keep(
    kept: Sequence[tuple[object, dict]],
    *,
    act: str,
    worklist: str,
    by,
    now: datetime,
    reason: str = "",
    absent=None,
    absent_until: date | None = None,
) -> Batch:
    """What these rows, written already, were before. `reason` holds no BSN. Two statements."""
    batch = Batch(
        act=str(act),
        by=by,
        at=now,
        reason=reason.strip()[:500],
        undo_until=now + UNDO,
        absent=absent,
        absent_until=absent_until,
    )
    insert([batch])
    add_to(batch, kept, worklist=worklist)
    return batch


def add_to(batch: Batch, kept: Sequence[tuple[object, dict]], *, worklist: str) -> None:
    """What these rows, written already, were before, for taking back with the others. One
    statement."""
    insert(
        BatchItem(
            batch=batch, worklist=worklist, work_id=row.pk, before=before, version=row.version
        )
        for row, before in kept
    )


# -- Taking back ------------------------------------------------------------------------------


def own_batch(by, public_id: UUID, *, worklist: str) -> Batch:
    """What this person did to work of this list; Batch.DoesNotExist for the act of somebody else,
    as for none. The work of somebody away is taken back as a whole, elsewhere. One statement."""
    own = Batch.objects.filter(by=by, absent__isnull=True, items__worklist=worklist)
    return own.distinct().get(public_id=public_id)


def undoable(row, user, *, worklist: str, now: datetime) -> Batch | None:
    """The last act on it, as long as this person may take it back here. One statement."""
    return Batch.objects.filter(
        by=user,
        absent__isnull=True,
        undone_at__isnull=True,
        undo_until__gt=now,
        items__worklist=worklist,
        items__work_id=row.pk,
        items__version=row.version,
    ).first()


def begin_undo(batch: Batch, *, by, now: datetime) -> None:
    """Of several who take the same act back only one goes on; the others get a DomainError, and so
    does somebody else, and who comes later than UNDO. One statement."""
    if batch.by_id != by.pk:
        raise DomainError(_("Only who did it can take it back."), code="not_yours")
    if now > batch.undo_until:
        raise DomainError(_("It is too late to take this back."), code="too_late")
    if not Batch.objects.filter(pk=batch.pk, undone_at__isnull=True).update(undone_at=now):
        raise DomainError(_("This was taken back already."), code="undone")
    batch.undone_at = now


def untouched(
    batch: Batch, rows: QuerySet, *, worklist: str
) -> tuple[list[tuple[object, BatchItem]], list]:
    """The rows of this batch (now locked) that nobody changed since, with what each was before; and
    the others."""
    items = {item.work_id: item for item in batch.items.filter(worklist=worklist)}
    locked = rows.select_for_update(of=("self",))
    same, kept = [], []
    for pks in pieces(sorted(items)):
        for row in _in_order(locked, pk__in=pks):
            item = items[row.pk]
            if row.version == item.version:
                same.append((row, item))
            else:
                kept.append(row)
    return same, kept


def forget_old(now: datetime) -> int:
    """Remove what nobody can take back any more, some at a time; how many. The work of somebody
    absent is kept until it was handed back: who was away, and when, is nobody's to know after."""
    before = now - KEPT
    over = Q(absent__isnull=True) | Q(undone_at__lt=before) | Q(handed_back_at__lt=before)
    old = Batch.objects.filter(over, undo_until__lt=before)
    pks = list(old.order_by("pk").values_list("pk", flat=True)[:FORGET_AT_ONCE])
    if pks:
        Batch.objects.filter(pk__in=pks).delete()
    return len(pks)
