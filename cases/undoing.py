"""Taking an act back: cases that nobody touched since become what they were."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.editing import columns_for, fields_of
from cases.following.telling import keep_back
from cases.models import Case, CaseEvent, CaseRevision
from cases.services import telling
from cases.services.links import tell_whole
from cases.services.writing import touch_questions
from cases.terms.undoing import put_back
from cases.workflow import Act
from kcc.audit.services import record_many
from kcc.customers.models import Customer
from kcc.organisation import batches
from kcc.organisation.batches import UndoResult
from kcc.organisation.models import Batch, BatchItem, Worklist

Event = CaseEvent.Kind
# The acts about which the customer may be told.
TELLING = frozenset({Act.STATUS, Act.CLOSE, Act.SUSPEND, Act.EXTEND})


def own_batch(by, public_id: UUID) -> Batch:
    """What this person did; Batch.DoesNotExist for the act of somebody else, as for none."""
    return batches.own_batch(by, public_id, worklist=Worklist.CASES)


def undoable(case: Case, user, now: datetime) -> Batch | None:
    """The last act on it, as long as this person may take it back. One statement."""
    return batches.undoable(case, user, worklist=Worklist.CASES, now=now)


@transaction.atomic
def undo(*, by, batch: Batch, now: datetime) -> UndoResult:
    """Take back what this person did just now.

    DomainError when it is somebody else's, was taken back already, or is longer ago than UNDO.
    """
    batches.begin_undo(batch, by=by, now=now)
    back, kept = batches.untouched(batch, Case.objects.for_acts(), worklist=Worklist.CASES)
    if back:
        _restore(back, batch, by=by, now=now)
    telling.forget(batch)
    return UndoResult([case for case, _item in back], kept)


def _restore(rows: list[tuple[Case, BatchItem]], batch: Batch, *, by, now) -> None:
    """Give these (locked) rows what they had before, with the traces of that."""
    cases = [case for case, _item in rows]
    words = _words_before(rows)
    values = [_values(case, item, batch, words.get(case.pk, {})) for case, item in rows]
    _leave_words(rows, words, by=by, now=now)
    wholes = [case.parent for case in cases] if batch.act == Act.LINK else []
    batches.write_rows(zip(cases, values, strict=True))
    for case, each in zip(cases, values, strict=True):
        for column, value in each.items():
            setattr(case, column, value)
        case.version += 1
    put_back(cases, act=batch.act, at=batch.at)
    for case, whole in zip(cases, wholes, strict=False):
        tell_whole(case, before=whole, after=case.parent, by=by, now=now)
    CaseEvent.objects.bulk_create(
        CaseEvent(
            case=case, kind=Event.UNDONE, at=now, by=by, detail=_detail(case, item, batch, now)
        )
        for case, item in rows
    )  # fmt: skip
    touch_questions(cases, now)
    record_many(by=by, action="case.undone", objects=cases, detail={"act": batch.act}, at=now)


def _detail(case: Case, item: BatchItem, batch: Batch, now) -> dict:
    """`version` is that of the act taken back, `led_to` the one it has now; and what became of the
    message to the customer, if there was one."""
    detail = {"act": batch.act, "version": item.version, "led_to": case.version}
    if batch.act not in TELLING:
        return detail
    if keep_back(case, version=item.version, now=now):
        return detail | {"message": "withdrawn"}
    told = case.events.filter(kind=Event.TOLD, detail__version=item.version)
    return detail | ({"message": "sent"} if told.exists() else {})


def _leave_words(rows: list[tuple[Case, BatchItem]], words: dict[int, dict], *, by, now) -> None:
    """Taking words back replaces words, as changing them did."""
    revisions = []
    for case, item in rows:
        here = fields_of(case) | {"answer": case.answer}
        before = {name: here.get(name) for name in words.get(case.pk, ())}
        if before:
            version = item.version + 1
            revisions.append(CaseRevision(case=case, version=version, at=now, by=by, before=before))
    if revisions:
        CaseRevision.objects.bulk_create(revisions)


def _words_before(rows: list[tuple[Case, BatchItem]]) -> dict[int, dict]:
    """What the act replaced in each; one statement per 100 cases."""
    versions = {case.pk: item.version for case, item in rows}
    found = {}
    for ids in batches.pieces(list(versions)):
        for revision in CaseRevision.objects.filter(case__in=ids, version__in=versions.values()):
            if revision.version == versions[revision.case_id]:
                found[revision.case_id] = revision.before
    return found


def _values(case: Case, item: BatchItem, batch: Batch, words: dict) -> dict:
    values = batches.values_of(Case, item.before) | columns_for(case, words)
    if batch.act == Act.CLOSE:
        values.setdefault("answer", "")
    customer = values.get("customer_id")
    if customer is not None:
        # Found to be a double in the meantime.
        merged = Customer.objects.filter(pk=customer).values_list("merged_into_id", flat=True)
        values["customer_id"] = merged.first() or customer
    return values
