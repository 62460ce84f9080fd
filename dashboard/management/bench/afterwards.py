"""What the application would have kept by itself meanwhile: hours of the telephone exchange, the
counts of every day and what was open at the end of it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby, repeat
from operator import attrgetter
from random import Random

from django.db import transaction
from django.db.models import Count, Max

from contacts.models import Contact, Direction
from dashboard.beginning import first_day
from dashboard.management.bench import process
from dashboard.management.bench.away import indexes_away
from dashboard.management.bench.process import several, wake
from dashboard.models import Mark, SettledDay, Snapshot, Tally, TelephonyFile, TelephonyHour
from dashboard.spans import month_of
from dashboard.stock.keeping import AT_ONCE, ONE_DAY, snapshots
from dashboard.tallies.keeping import count_again, settle
from kcc.lib.inserting import insert_many
from kcc.lib.periods import local_day

# What is kept here.
WRITTEN = (Mark, SettledDay, Snapshot, Tally, TelephonyFile, TelephonyHour)
NORM_SECONDS = 30
COLUMNS = (
    "day", "hour", "line", "offered", "answered", "in_time", "abandoned", "wait_seconds",
    "norm_seconds", "file",
)  # fmt: skip
OF_EVENINGS = (
    "day", "department_id", "kind", "open", "overdue", "serious", "waiting", "unassigned",
    "median_age", "ages", "made_at", "reckoned",
)  # fmt: skip


def settle_days(now: datetime, processes: int = 1) -> None:
    """All days that are over, counted: month by month, so that no process has to wait for another
    one to add a month up."""
    months = [list(days) for _month, days in groupby(_days_over(now), month_of)]
    # That one finds the days of a month.
    with indexes_away([Tally], processes, but=["tally_day"]):
        _each(count_days, process.count, months, now, processes)
    # What came before the first contact, and how it is known that nobody else is at it.
    while settle(now):
        pass


@transaction.atomic
def count_days(days: Sequence[date], now: datetime) -> None:
    count_again(dict.fromkeys(days), now)


def keep_evenings(now: datetime, processes: int = 1) -> None:
    """What was open at the end of all those days."""
    days = _days_over(now)
    parts = [days[start : start + AT_ONCE] for start in range(0, len(days), AT_ONCE)]
    _each(keep_days, process.keep, parts, now, processes)


def _days_over(now: datetime) -> list[date]:
    first, yesterday = first_day(), local_day(now) - ONE_DAY
    number = (yesterday - first).days + 1 if first else 0
    return [first + ONE_DAY * each for each in range(number)]


def _each(work: Callable, elsewhere: Callable, parts: list, now: datetime, processes: int) -> None:
    """`work` on each part: here, or by processes that find it as `elsewhere`."""
    if processes == 1:
        for part in parts:
            work(part, now)
    else:
        with several(processes, wake) as pool:
            list(pool.map(elsewhere, parts, repeat(now)))


@transaction.atomic
def keep_days(days: Sequence[date], now: datetime) -> None:
    """Copied in: nobody else is at it, so there is nothing to be in conflict with."""
    rows = snapshots(days, now)
    insert_many(Snapshot, OF_EVENINGS, map(attrgetter(*OF_EVENINGS), rows))


@transaction.atomic
def count_calls(rng: Random, now: datetime) -> int:
    """Every hour in which the telephone rang: those who got through, and those who gave up."""
    rang = (
        Contact.objects.filter(channel__code="telefoon", direction=Direction.INBOUND)
        .values("local_day", "local_hour")
        .annotate(number=Count("pk"))
        .order_by("local_day", "local_hour")
        .values_list("local_day", "local_hour", "number")
    )
    hours = list(rang)
    if hours:
        file = TelephonyFile.objects.create(
            name="centrale.csv", sha256="0" * 64, read_at=now, rows=len(hours),
            first_day=hours[0][0], last_day=hours[-1][0],
        )  # fmt: skip
        insert_many(TelephonyHour, COLUMNS, _hours(rng, hours, file))
    return len(hours)


def _hours(rng: Random, hours: list[tuple], file: TelephonyFile) -> Iterator[tuple]:
    for day, hour, answered in hours:
        given_up = sum(rng.random() < 0.08 for _ in range(answered))
        in_time = sum(rng.random() < 0.78 for _ in range(answered))
        waited = 9 * in_time + 75 * (answered - in_time)
        offered = answered + given_up
        yield day, hour, "", offered, answered, in_time, given_up, waited, NORM_SECONDS, file.pk


def leave_a_day_to_count(now: datetime) -> None:
    """On a day without contacts the last one with them is counted at each page instead, as today is
    on a working day: what is measured at the weekend is what it costs on Monday."""
    last = Contact.objects.aggregate(last=Max("local_day"))["last"]
    if last < local_day(now):
        Mark.objects.create(day=last)
