"""Destroying: everything personal of a case goes, a skeleton stays that counts in the figures."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import F
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from cases.following.telling import forget_messages
from cases.models import Case, CaseDocument, DestructionItem, DestructionList
from cases.retention.selectors import destroyable
from kcc.audit.services import record, record_many

PIECE = 50  # cases in one transaction
EMPTY = {
    "customer": None,
    "handler": None,
    "registered_by": None,
    "description": "",
    "location": "",
    "details": {},
    "search_text": "",
    "answer": "",
}


@transaction.atomic
def destroy_piece(destruction: DestructionList, *, now: datetime) -> int:
    """The next cases of the list; how many items were dealt with, 0 when all are.

    What was opened again, or is being worked on, since the list was approved stays: it is left out
    with that reason.
    """
    waiting = destruction.items.filter(excluded=False, case__destroyed_at__isnull=True)
    items = list(waiting.order_by("pk")[:PIECE])
    if not items:
        return 0
    pks = [item.case_id for item in items]
    locked = {case.pk for case in Case.objects.filter(pk__in=pks).select_for_update()}
    fit = set(_still(destruction, locked))
    kept = [item.pk for item in items if item.case_id not in fit]
    DestructionItem.objects.filter(pk__in=kept).update(
        excluded=True, reason=_("Opened again or at work since the list was approved.")
    )
    if fit:
        counts = destroy(sorted(fit), by=destruction.decided_by, now=now)
        totals = Counter(destruction.counts) + counts
        destruction.counts = dict(totals)
        DestructionList.objects.filter(pk=destruction.pk).update(counts=destruction.counts)
    return len(items)


def _still(destruction: DestructionList, pks: set[int]) -> Iterable[int]:
    """Which of these may be destroyed at this moment; the own list does not stand in the way."""
    others = destroyable(destruction.until, but=destruction)
    return others.filter(pk__in=pks).values_list("pk", flat=True)


def destroy(pks: list[int], *, by, now: datetime) -> Counter:
    """Joins the transaction; the files go when it is committed. Gives what was destroyed, by kind.

    Rows that belong to a case, and would go with it, go: events, papers, tasks, people, links,
    suspensions, the code. The contacts in which people asked about it stand to the right of this
    room: settings.CASE_DESTROYED names who clears them.
    """
    rows = list(Case.objects.filter(pk__in=pks))
    counts = Counter(cases=len(rows))
    paths = list(
        CaseDocument.objects.filter(case__in=pks).exclude(path="").values_list("path", flat=True)
    )
    forget_messages(pks, now)
    for relation in Case._meta.related_objects:
        if relation.on_delete is models.CASCADE:
            owned = relation.related_model._base_manager.filter(
                **{f"{relation.field.name}__in": pks}
            )
            number, _by_model = owned.delete()
            if relation.related_model is CaseDocument:
                counts["documents"] += number
    Case.objects.filter(pk__in=pks).update(destroyed_at=now, version=F("version") + 1, **EMPTY)
    for dotted in settings.CASE_DESTROYED:
        counts += import_string(dotted)(pks)
    record_many(by=by, action="case.destroyed", objects=rows, at=now)
    transaction.on_commit(lambda: _remove_files(paths), robust=True)
    return counts


def _remove_files(paths: Iterable[str]) -> None:
    """One that is left behind belongs to no paper any more: the clean-up of files finds it."""
    for path in paths:
        default_storage.delete(path)


@transaction.atomic
def finish(destruction: DestructionList, *, now: datetime) -> None:
    """The list is the certificate from now on."""
    done = DestructionList.objects.filter(
        pk=destruction.pk, state=DestructionList.State.APPROVED
    ).update(state=DestructionList.State.DONE, done_at=now, version=F("version") + 1)
    if done:
        record(by=destruction.decided_by, action="destruction.carried_out", obj=destruction, at=now)
