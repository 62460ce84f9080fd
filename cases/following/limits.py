"""How often something may be tried, counted in rows: whichever process answers, it counts along.

A row holds a keyed hash of what is limited, another one in each stretch of time: nobody can tell
from it who tried, or whether somebody tried before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F

from cases.following.codes import keyed
from cases.models import FollowAttempt

REMOVED_AT_ONCE = 1000


@dataclass(frozen=True)
class Limit:
    """At most `most` times in each stretch of `seconds`."""

    name: str
    most: int
    seconds: int

    def start(self, now: datetime) -> datetime:
        """Of the stretch that `now` is in."""
        return datetime.fromtimestamp(int(now.timestamp()) // self.seconds * self.seconds, UTC)

    def end(self, now: datetime) -> datetime:
        return self.start(now) + timedelta(seconds=self.seconds)

    def row(self, value: str, now: datetime) -> FollowAttempt:
        since = self.start(now)
        key = keyed("follow.attempt", f"{self.name}:{since.isoformat()}:{value}")
        return FollowAttempt(key=key, since=since)


# Wrong codes for one number, whoever tries, and of one sender, whatever the number. A library or a
# telephone company is one sender for many people: right codes do not count.
WRONG_FOR_NUMBER = Limit("number", 10, 3600)
WRONG_OF_SENDER = Limit("sender", 30, 3600)
# Questions left at one case.
QUESTIONS = Limit("question", 5, 24 * 3600)

Wanted = Sequence[tuple[Limit, str]]


@transaction.atomic(savepoint=False)
def take(wanted: Wanted, *, now: datetime) -> Limit | None:
    """Count one more of each; else the limit that is full already.

    At most three statements and one for each limit; two that do this at once do not get past it.
    """
    rows = [limit.row(value, now) for limit, value in wanted]
    if full := _full(wanted, rows, spare=1):
        return full
    # In the order of `wanted`, the same everywhere: two at once do not wait for each other.
    FollowAttempt.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        FollowAttempt.objects.filter(key=row.key).update(failures=F("failures") + 1)
    return _full(wanted, rows, spare=0)


def _full(wanted: Wanted, rows, *, spare: int) -> Limit | None:
    counted = dict(
        FollowAttempt.objects.filter(key__in=[row.key for row in rows]).values_list(
            "key", "failures"
        )
    )
    for (limit, _value), row in zip(wanted, rows, strict=True):
        if counted.get(row.key, 0) + spare > limit.most:
            return limit
    return None


def give_back(wanted: Wanted, *, now: datetime) -> None:
    """It was no wrong one after all. One statement."""
    keys = [limit.row(value, now).key for limit, value in wanted]
    FollowAttempt.objects.filter(key__in=keys, failures__gt=0).update(failures=F("failures") - 1)


def forget_attempts(now: datetime) -> None:
    """Tick: remove what was counted in stretches that are over, a bounded number at a time."""
    over = now - timedelta(seconds=2 * QUESTIONS.seconds)
    old = FollowAttempt.objects.filter(since__lt=over).order_by("pk")
    found = list(old.values_list("pk", flat=True)[:REMOVED_AT_ONCE])
    if found:
        FollowAttempt.objects.filter(pk__in=found).delete()
