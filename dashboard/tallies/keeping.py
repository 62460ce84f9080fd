"""Keeping the tallies true: days that are over are settled, days that were written about again.

A month is added up from its days in the same transaction, so it always says what they say.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from dashboard.beginning import first_day
from dashboard.models import Mark, SettledDay, Tally
from dashboard.models.tallies import COUNTS, Facts, Level
from dashboard.spans import month_of
from dashboard.tallies.counting import count
from dashboard.tallies.live import Live, Some
from dashboard.tallies.months import add_up
from kcc.lib.inserting import insert_many
from kcc.lib.periods import ZONE, local_day, start_of

# As far back as a page looks by itself; further when there is work from before.
LEAST_DAYS = 430
AT_ONCE = 62  # days
MARKS_AT_ONCE = 10_000  # in one statement
# A piece takes about so long: on SQLite everybody who writes waits for it.
PIECE_SECONDS = 0.5
FIRST_PIECE = 5  # days
# One row that whoever settles holds, so that no day is counted by two at once.
GUARD = date.min
ONE_DAY = timedelta(days=1)


def work_waits(now: datetime) -> bool:
    """Whether there is a day to settle, or a mark to look at. Two statements at most."""
    yesterday = local_day(now) - ONE_DAY
    return Mark.objects.exists() or not SettledDay.objects.filter(day=yesterday).exists()


def settle_in_pieces(
    *, clock: Callable[[], datetime] = timezone.now, seconds: float | None = None
) -> Iterator[int]:
    """Settle until nothing is marked, piece by piece: how many days, after each. Each is a
    transaction of its own, as large as goes in PIECE_SECONDS. With `seconds` no other one begins
    after that time, and it leaves off when somebody else is at it; without it waits its turn."""
    size, began = FIRST_PIECE, monotonic()
    while seconds is None or monotonic() - began < seconds:
        at = monotonic()
        settled = settle(clock(), most=size, wait=seconds is None)
        if not settled:
            break
        yield settled
        pace = PIECE_SECONDS / max(monotonic() - at, 0.001)
        size = min(AT_ONCE, max(1, round(size * min(2, pace))))


@transaction.atomic
def settle(now: datetime, *, most: int = AT_ONCE, wait: bool = False) -> int:
    """Settle up to `most` days, the latest first; how many were settled. 0: everything is, nothing
    happened yet, or somebody else is at it and we do not `wait`.

    Of a day that was settled before only the departments that are marked are counted again. Today
    and what lies after it is never settled: it is counted when it is asked for. Marks are read
    before the days are counted, so what is written meanwhile leaves a mark that stays.
    """
    SettledDay.objects.get_or_create(day=GUARD, defaults={"made_at": now})
    if not SettledDay.objects.select_for_update(skip_locked=not wait).filter(day=GUARD):
        return 0
    marked, settled = _marked(now), _settled(now)
    days = _to_settle(marked, settled, now)[:most]
    # A mark of a day that is not settled says nothing: that day is counted when it is asked for.
    # A first import leaves millions of them.
    _marks().filter(on__in=marked - settled - set(days)).delete()
    # By their ids: what is written meanwhile may get a lower one and be seen later.
    marks = list(_marks().filter(on__in=days).values_list("pk", "on", "department"))
    if days:
        count_again(_departments_of(days, settled, marks), now)
    read = [pk for pk, _day, _place in marks]
    for at in range(0, len(read), MARKS_AT_ONCE):
        Mark.objects.filter(pk__in=read[at : at + MARKS_AT_ONCE]).delete()
    return len(days)


def _marks():
    """With their day as `on`."""
    return Mark.objects.order_by().annotate(on=Coalesce("day", TruncDate("at", tzinfo=ZONE)))


def _marked(now: datetime) -> set[date]:
    """The days before today that have a mark. Marks of today and later go at once, for they say
    nothing and are many; not by a clock that is behind."""
    today = local_day(now)
    if not SettledDay.objects.filter(day__gte=today).exists():
        Mark.objects.filter(Q(day__gte=today) | Q(at__gte=start_of(today))).delete()
    return {day for day in _marks().values_list("on", flat=True).distinct() if day < today}


def _settled(now: datetime) -> set[date]:
    rows = SettledDay.objects.filter(day__gt=GUARD, day__lt=local_day(now))
    return set(rows.values_list("day", flat=True))


def _to_settle(marked: set[date], settled: set[date], now: datetime) -> list[date]:
    """The latest first."""
    today, first = local_day(now), first_day()
    if first is None:
        return []
    first = min(first, today - timedelta(days=LEAST_DAYS))
    days = [today - ONE_DAY * back for back in range(1, (today - first).days + 1)]
    # What was the first day may be empty now.
    days += sorted((day for day in marked & settled if day < first), reverse=True)
    return [day for day in days if day not in settled or day in marked]


def _departments_of(days: list[date], settled: set[date], marks: list) -> dict[date, Some]:
    """Of which departments each day is to be counted."""
    places: dict[date, set[int | None]] = defaultdict(set)
    for _pk, day, department in marks:
        places[day].add(department)
    return {
        day: None if day not in settled or None in places[day] else frozenset(places[day])
        for day in days
    }


def count_again(days: Mapping[date, Some], now: datetime) -> None:
    """Count these days, which are over, and add up their months. Only departments of which a count
    changed are written: who closes a callback of last week changes one of forty."""
    live = Live.of(days)
    places = _departments(days)
    fresh, kept = _counted(live, places, now), _kept(live, places)
    changed = {place for place in fresh.keys() | kept.keys() if fresh[place] != kept[place]}
    for day, departments in _by_first(changed & kept.keys()).items():
        Tally.objects.filter(day=day, level__lt=Level.MONTH, department__in=departments).delete()
    # Many rows of many columns: measured, a tenth of what bulk_create takes.
    rows = (
        [day, level, department, confidential, subject or None, channel or None, *rest]
        for day, department in sorted(changed & fresh.keys())
        for level, confidential, subject, channel, *rest in sorted(fresh[day, department])
    )
    insert_many(Tally, [*PLACE, *COUNTS], rows)
    touched = {(month_of(day).first_day, department) for day, department in changed}
    for first, departments in sorted(_by_first(touched).items()):
        add_up(first, departments)
    SettledDay.objects.bulk_create(
        [SettledDay(day=day, made_at=now) for day in days],
        update_conflicts=True,
        update_fields=["made_at"],
        unique_fields=["day"],
    )


# Of more departments than these all are counted, and the marked ones are kept.
MOST_APART = 12


def _departments(days: Mapping[date, Some]) -> list[int] | None:
    """Of which departments any of these days is to be counted; None: of all."""
    if None in days.values():
        return None
    found = sorted(set().union(*days.values()))
    return found if len(found) <= MOST_APART else None


PLACE = ("day", "level", "department", "confidential", "subject", "channel", "key")
# By day and department: the rows there are of it, each as its other columns.
Rows = dict[tuple[date, int], set[tuple]]


def _counted(live: Live, departments: list[int] | None, now: datetime) -> Rows:
    found = defaultdict(set)
    for cell, counts in count(live, now=now, departments=departments).items():
        if counts:
            place = cell.level.value, cell.confidential, cell.subject, cell.channel, cell.key
            numbers = [counts[name] for name in COUNTS]
            found[cell.day, cell.department].add((*place, *numbers))
    return found


def _kept(live: Live, departments: list[int] | None) -> Rows:
    found = defaultdict(set)
    rows = Tally.objects.filter(day__in=live.days, level__lt=Level.MONTH)
    if departments is not None:
        rows = rows.filter(department__in=departments)
    for day, level, department, confidential, subject, channel, *rest in rows.values_list(
        *PLACE, *COUNTS
    ).iterator():
        if live.has(Facts.QUESTIONS, day, department):
            place = level, confidential, subject or 0, channel or 0
            found[day, department].add((*place, *rest))
    return found


def _by_first(pairs: Collection[tuple[date, int]]) -> dict[date, list[int]]:
    found = defaultdict(list)
    for first, second in pairs:
        found[first].append(second)
    return found


@transaction.atomic
def forget_all() -> None:
    """Throw the tallies away: everything is counted from the facts until it is settled again."""
    Tally.objects.all().delete()
    SettledDay.objects.exclude(day=GUARD).delete()
