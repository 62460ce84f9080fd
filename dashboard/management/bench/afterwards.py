"""What the application would have kept by itself meanwhile: hours of the telephone exchange, the
counts of every day and what was open at the end of it."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from django.db import transaction
from django.db.models import Count, Max

from contacts.models import Contact, Direction
from dashboard.models import Mark, TelephonyFile, TelephonyHour
from dashboard.stock.keeping import keep
from dashboard.tallies.keeping import settle
from kcc.lib.inserting import insert_many
from kcc.lib.periods import local_day

NORM_SECONDS = 30
COLUMNS = (
    "day", "hour", "line", "offered", "answered", "in_time", "abandoned", "wait_seconds",
    "norm_seconds", "file",
)  # fmt: skip


def settle_days(now: datetime) -> int:
    """All days that are over, counted; how many there were."""
    days = 0
    while settled := settle(now):
        days += settled
    return days


def keep_evenings(now: datetime) -> int:
    """What was open at the end of all those days; how many there were."""
    days = 0
    while kept := keep(now):
        days += kept
    return days


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
