"""Reading how cases stood in the past."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Q

from cases.models import Case, CaseEvent, Suspension
from cases.past.replay import KINDS, Event, Pause, Row, stretches_of
from cases.selectors import confidential_q
from kcc.organisation.models import Department
from kcc.organisation.stretches import Stretch, with_events


def stretches(since: datetime, until: datetime) -> Iterator[Stretch]:
    """Of every case that was open at some moment from `since` up to and including `until`; also of
    those that were destroyed after that."""
    departments = dict(Department.objects.values_list("slug", "pk"))
    alive = Q(closed_at__isnull=True) | Q(closed_at__gt=since)
    rows = Case.objects.filter(alive, registered_at__lte=until).order_by("pk")
    pauses = defaultdict(list)
    paused = Suspension.objects.filter(case__in=rows.order_by().values("pk"))
    for pause in map(Pause._make, paused.order_by("added_at").values_list(*Pause._fields)):
        pauses[pause.case_id].append(pause)
    columns = rows.values_list(*Row._fields)
    for row, events in with_events(map(Row._make, columns.iterator()), _events):
        yield from stretches_of(row, events, pauses.get(row.pk, ()), departments)


def _events(pks: list[int]) -> Iterator[Event]:
    rows = CaseEvent.objects.filter(case__in=pks, kind__in=KINDS)
    columns = rows.order_by("case_id", "at", "pk").values_list(*Event._fields)
    return map(Event._make, columns)


def numbers_of(pks: Collection[int]) -> dict[int, tuple[str, str]]:
    """Of each case that is not confidential its number and its kind. One statement."""
    rows = Case.objects.filter(pk__in=pks).exclude(confidential_q()).select_related("case_type")
    return {row.pk: (row.number, row.case_type.name) for row in rows}
