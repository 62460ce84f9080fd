"""Keeping how much was open at the end of each day: stored once, never reckoned again."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Min

from dashboard.beginning import first_day
from dashboard.models import Snapshot
from dashboard.stock.reckoning import end_of, reckon
from dashboard.stock.work import Kind, Work
from kcc.lib.periods import local_day
from kcc.organisation.models import Department

AT_ONCE = 92  # days
# Later after the end of a day somebody may have worked: then it is told from the timelines.
ON_TIME = timedelta(hours=6)
ONE_DAY = timedelta(days=1)


@transaction.atomic
def keep(now: datetime, *, most: int = AT_ONCE) -> int:
    """Keep up to `most` days that are over and not kept yet; how many were. 0: all are.

    Two at once do the same work, and what the first one wrote stays.
    """
    days = missing_days(now, most=most)
    rows = snapshots(days, now) if days else []
    Snapshot.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(days) if rows else 0


def snapshots(days: Sequence[date], now: datetime) -> list[Snapshot]:
    """The rows of these days, not saved. No days are none."""
    departments = list(Department.objects.values_list("pk", flat=True))
    works = reckon(days) if departments else {}
    return [
        _row(day, department, kind, works.get((day, kind, department), Work()), now)
        for day in days
        for department in departments
        for kind in Kind
    ]


def missing_days(now: datetime, *, most: int = AT_ONCE) -> Sequence[date]:
    """The next days to keep, without a gap: first those up to yesterday, in order; then those from
    before the first one kept, the last of them first (work from before was read in). At most three
    statements."""
    yesterday = local_day(now) - ONE_DAY
    kept = Snapshot.objects.aggregate(first=Min("day"), last=Max("day"))
    first = first_day()
    if first is None and kept["last"] is None:
        return []
    if kept["last"] is None or kept["last"] < yesterday:
        # At the very first the latest days: those are looked at.
        latest = max(first or yesterday, yesterday - ONE_DAY * (most - 1))
        start = kept["last"] + ONE_DAY if kept["last"] else latest
        number = min((yesterday - start).days + 1, most)
        return [start + ONE_DAY * each for each in range(number)]
    if first is None or kept["first"] <= first:
        return []
    number = min((kept["first"] - first).days, most)
    return [kept["first"] - ONE_DAY * each for each in range(number, 0, -1)]


def _row(day: date, department: int, kind: Kind, work: Work, now: datetime) -> Snapshot:
    median = work.median_age
    return Snapshot(
        day=day,
        department_id=department,
        kind=kind.value,
        open=work.open,
        overdue=work.overdue,
        serious=work.serious,
        waiting=work.waiting,
        unassigned=work.unassigned,
        median_age=None if median is None else Decimal(median),
        ages=list(work.ages),
        made_at=now,
        reckoned=now - end_of(day) > ON_TIME,
    )
