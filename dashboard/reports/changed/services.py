"""Holding published reports against the facts as they are now."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from dashboard.board import Asked, board_of
from dashboard.models import Report, SettledDay
from dashboard.reports.changed.differences import differences
from dashboard.reports.frozen import scope_of_everything
from dashboard.reports.frozen.reading import READER
from dashboard.reports.schedule import Period
from dashboard.tallies.counts import Counts
from kcc.lib.periods import local_day
from kcc.organisation.models.same import or_none

# Reports of longer ago are left as they are.
LOOKED_BACK = timedelta(days=800)
# Many facts of a month are corrected on one morning: looked at together.
AT_MOST_EVERY = timedelta(minutes=10)


def current() -> QuerySet[Report]:
    """The published reports that no later version takes the place of."""
    later = Report.objects.filter(state=Report.State.PUBLISHED).alias(of=or_none("department"))
    later = later.filter(
        kind=OuterRef("kind"),
        first_day=OuterRef("first_day"),
        of=or_none(OuterRef("department")),
        version__gt=OuterRef("version"),
    )
    return Report.objects.filter(state=Report.State.PUBLISHED).exclude(Exists(later))


def to_check(now: datetime) -> list[Period]:
    """The periods of which a day was counted again since their reports were last looked at, the
    latest first. Two statements; one when nothing is published."""
    since = local_day(now) - LOOKED_BACK
    looked = (
        current()
        .filter(first_day__gte=since)
        .order_by("-first_day", "kind")
        .values_list("kind", "first_day")
        .annotate(looked_at=Min(Coalesce("checked_at", "frozen_at")))
    )
    waiting = {
        Period(kind, first_day): at for kind, first_day, at in looked if at <= now - AT_MOST_EVERY
    }
    if not waiting:
        return []
    first, last = min(waiting.values()), max(period.span.last for period in waiting)
    counted = dict(
        SettledDay.objects.filter(made_at__gt=first, day__gte=since, day__lte=last)
        .values_list("day")
        .annotate(at=Max("made_at"))
    )
    return [
        period
        for period, looked_at in waiting.items()
        if any(at > looked_at and day in period.span for day, at in counted.items())
    ]


def check(*, kind: str, first_day: date, now: datetime) -> int:
    """Keep what the current reports of this month or year would say now; how many of them say
    something else than they do. Five statements, and one for each that changed."""
    period = Period(kind, first_day)
    rows = current().filter(kind=kind, first_day=first_day)
    reports = list(
        rows.order_by("pk").values_list("pk", "department_id", "figures__told__now", "changes")
    )
    if not reports:
        return 0
    board = board_of(
        scope_of_everything(), access=READER, asked=Asked(span=period.span), now=now, months=0
    )
    found = {
        pk: (
            differences(Counts.total(frozen.values()), board.told.total(_places(department))),
            before,
        )
        for pk, department, frozen, before in reports
    }
    _keep(found, now)
    return sum(bool(changes) for changes, _before in found.values())


def _places(department: int | None) -> Iterable[int] | None:
    return None if department is None else [department]


@transaction.atomic
def _keep(found: dict[int, tuple[list, list]], now: datetime) -> None:
    for pk, (changes, before) in sorted(found.items()):
        if changes != before:
            Report.objects.filter(pk=pk).update(changes=changes)
    Report.objects.filter(pk__in=sorted(found)).update(checked_at=now)
