"""Keeping the tallies true: days that are over are settled, days that were written about again."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction

from dashboard.beginning import first_day
from dashboard.models import Mark, SettledDay, Tally
from dashboard.models.tallies import COUNTS
from dashboard.spans import pieces
from dashboard.tallies.counting import Cell, count
from dashboard.tallies.counts import Counts
from kcc.lib.inserting import insert_many
from kcc.lib.periods import local_day

# As far back as a page looks by itself; further when there is work from before.
LEAST_DAYS = 430
AT_ONCE = 62  # days
MARKS_AT_ONCE = 50_000
# One row that whoever settles holds, so that no day is counted by two at once.
GUARD = date.min
ONE_DAY = timedelta(days=1)


def work_waits(now: datetime) -> bool:
    """Whether there is a day to settle, or a mark to look at. Two statements at most."""
    yesterday = local_day(now) - ONE_DAY
    return Mark.objects.exists() or not SettledDay.objects.filter(day=yesterday).exists()


@transaction.atomic
def settle(now: datetime, *, most: int = AT_ONCE) -> int:
    """Settle up to `most` days, the latest first; how many were settled. 0: everything is, or
    nothing happened yet.

    Today and what lies after it is never settled: it is counted when it is asked for. Marks are
    read before the days are counted, so what is written meanwhile leaves a mark that stays.
    """
    SettledDay.objects.get_or_create(day=GUARD, defaults={"made_at": now})
    SettledDay.objects.select_for_update().get(day=GUARD)
    marks = list(Mark.objects.order_by("pk").values_list("pk", "day", "at")[:MARKS_AT_ONCE])
    marked = {day or local_day(at) for _pk, day, at in marks}
    days = _to_settle(marked, now)[:most]
    if days:
        _count_again(set(days), now)
    left = marked - set(days)
    settled = set(SettledDay.objects.filter(day__in=left).values_list("day", flat=True))
    # A mark of a day that is not settled says nothing: that day is counted when it is asked for.
    done = [pk for pk, day, at in marks if (day or local_day(at)) not in settled]
    Mark.objects.filter(pk__in=done).delete()
    return len(days)


def _to_settle(marked: Collection[date], now: datetime) -> list[date]:
    today = local_day(now)
    first = first_day()
    if first is None:
        return []
    first = min(first, today - timedelta(days=LEAST_DAYS))
    settled = set(
        SettledDay.objects.filter(day__gte=first, day__lt=today).values_list("day", flat=True)
    )
    number = (today - first).days
    missing = (today - ONE_DAY * back for back in range(1, number + 1))
    return [day for day in missing if day not in settled or day in marked]


def _count_again(days: set[date], now: datetime) -> None:
    found = count(pieces(days), now=now)
    Tally.objects.filter(day__in=days).delete()
    # Many rows of many columns: measured, a tenth of what bulk_create takes.
    rows = (_row(cell, counts) for cell, counts in found.items() if cell.day in days and counts)
    insert_many(Tally, [*PLACE, *COUNTS], rows)
    SettledDay.objects.bulk_create(
        [SettledDay(day=day, made_at=now) for day in days],
        update_conflicts=True,
        update_fields=["made_at"],
        unique_fields=["day"],
    )


PLACE = ("day", "level", "department", "confidential", "subject", "channel", "key")


def _row(cell: Cell, counts: Counts) -> list:
    place = [cell.day, cell.level.value, cell.department, cell.confidential]
    parts = [cell.subject or None, cell.channel or None, cell.key]
    return place + parts + [counts[name] for name in COUNTS]


@transaction.atomic
def forget_all() -> None:
    """Throw the tallies away: everything is counted from the facts until it is settled again."""
    Tally.objects.all().delete()
    SettledDay.objects.exclude(day=GUARD).delete()
