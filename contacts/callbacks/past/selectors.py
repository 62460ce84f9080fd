"""Reading how callbacks stood in the past."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Count, Q

from contacts.callbacks.past.replay import KINDS, Event, Row, stretches_of
from contacts.callbacks.selectors import ANSWERED_BY
from contacts.models import Callback, CallbackEvent
from contacts.models.callback import CallbackStatus
from kcc.organisation.models import Department
from kcc.organisation.stretches import Stretch, with_events


def stretches(since: datetime, until: datetime) -> Iterator[Stretch]:
    """Of every callback that was open at some moment from `since` up to and including `until`."""
    departments = dict(Department.objects.values_list("slug", "pk"))
    alive = Q(closed_at__isnull=True) | Q(closed_at__gt=since)
    rows = Callback.objects.filter(alive, requested_at__lte=until).order_by("pk")
    columns = rows.values_list(*Row._fields)
    for row, events in with_events(map(Row._make, columns.iterator()), _events):
        yield from stretches_of(row, events, departments)


def given_up(since: datetime, until: datetime) -> dict[int, int]:
    """Of each department (id) how many callbacks ended in this time without anybody being reached,
    `until` not included. One statement."""
    ended = Q(closed_at__gte=since, closed_at__lt=until, status=CallbackStatus.NOT_REACHED)
    rows = Callback.objects.filter(ended, ANSWERED_BY["phone"]).order_by()
    return dict(rows.values_list("department_id").annotate(Count("pk")))


def _events(pks: list[int]) -> Iterator[Event]:
    rows = CallbackEvent.objects.filter(callback__in=pks, kind__in=KINDS)
    columns = rows.order_by("callback_id", "at", "pk").values_list(*Event._fields)
    return map(Event._make, columns)


def numbers_of(pks: Collection[int]) -> dict[int, tuple[str, str]]:
    """Of each callback that is not confidential its number and what it is about. One statement."""
    rows = Callback.objects.filter(pk__in=pks, confidential=False)
    rows = rows.select_related("question__subject")
    return {row.pk: (row.number, row.question.subject.name) for row in rows}
