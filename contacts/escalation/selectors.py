"""Reading what the steps need, a chunk of callbacks at a time: nothing is asked per callback."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import F, Q

from contacts.escalation.steps import Step
from contacts.models import Callback, Escalation, EscalationStep
from kcc.organisation.audience import People, people_of


def to_look_at(now: datetime):
    """Callbacks whose next step may have come, the longest waiting first. A clock that stands
    still, or one that ended, has no next step."""
    return Callback.objects.filter(
        next_step_at__lte=now, closed_at__isnull=True, waiting_since__isnull=True
    ).order_by("next_step_at", "pk")


def chunk_to_look_at(
    now: datetime, *, limit: int, after: tuple[datetime, int] | None = None
) -> list[Callback]:
    """The next ones after that moment and id, with all that their steps ask. One statement."""
    rows = to_look_at(now)
    if after is not None:
        at, pk = after
        rows = rows.filter(Q(next_step_at__gt=at) | Q(next_step_at=at, pk__gt=pk))
    loaded = rows.select_related(
        "question__subject", "question__contact__channel", "department", "assignee"
    )
    return list(loaded[:limit])


def every_step() -> dict[int, tuple[EscalationStep, Step]]:
    """Rows and what is reckoned with, by id; also those switched off, which are taken in silence.
    One statement."""
    nobody = EscalationStep.Audience.NOBODY
    return {
        row.pk: (
            row,
            Step(row.pk, row.basis, row.amount, tells=row.active and row.audience != nobody),
        )
        for row in EscalationStep.objects.all()
    }


def taken_of(callbacks: Collection[Callback]) -> dict[int, set[int]]:
    """Ids of the steps taken in the present round, by id of the callback. One statement."""
    found = defaultdict(set)
    rows = Escalation.objects.filter(
        callback_id__in=[callback.pk for callback in callbacks],
        round=F("callback__reopenings"),
    ).values_list("callback_id", "step_id")
    for callback_id, step_id in rows:
        found[callback_id].add(step_id)
    return found


def people_behind(callbacks: Sequence[Callback]) -> People:
    """Everybody who could be told about one of these. One statement."""
    return people_of({callback.department for callback in callbacks})
