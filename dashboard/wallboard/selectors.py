"""What stands on the wall of the contact centre: counts only, of now and of today.

Nothing confidential is counted and nobody is named, for a wall has no roles. Two statements,
whatever the number of contacts and callbacks.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db import models
from django.db.models import Count, DateField, DateTimeField, Min, Q, QuerySet

from contacts.callbacks import selectors as callbacks
from dashboard import figures
from dashboard.ages import age_in_working_days
from dashboard.kinds import Value
from dashboard.measures import MEASURES, QUESTIONS
from dashboard.models import WallboardKey
from dashboard.tallies.counts import Counts
from kcc.lib.periods import local_day
from kcc.lib.prepared import Moment, Slot, Statement, prepared, values_at
from kcc.organisation.calendars import calendar_for
from kcc.organisation.worklist import State

SOON = timedelta(hours=1)
# More than these do not fit on a wall; the others are told together.
MOST_CHANNELS = 6
MOMENT = DateTimeField()


@dataclass(frozen=True)
class Waiting:
    """The callbacks and written questions that are open."""

    open: int
    late: int
    serious: int
    soon: int
    unassigned: int
    # When the oldest came in, and how many working days ago; None when nothing is open.
    since: datetime | None
    age: int | None

    @property
    def rating(self):
        return figures.OVERDUE.rate(self.late, self.open)


@dataclass(frozen=True)
class Line:
    """One channel; `share` of the busiest one, from 0 to 100."""

    name: str
    contacts: int
    share: int


@dataclass(frozen=True)
class Wall:
    waiting: Waiting
    lines: tuple[Line, ...]
    contacts: int
    direct: Value

    @property
    def trace(self) -> str:
        """The same as long as nothing on the wall changes."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:32]


def wall(now: datetime) -> Wall:
    lines, counts = _today(now)
    return Wall(_waiting(now), lines, counts["contacts"], figures.DIRECT.value(counts))


def _waiting(now: datetime) -> Waiting:
    rows = _open_callbacks().rows(values_at(now) | {"soon": now + SOON})
    number, late, serious, soon, unassigned, since = rows[0] if rows else (0, 0, 0, 0, 0, None)
    age = age_in_working_days(calendar_for(), local_day(since), local_day(now)) if since else None
    return Waiting(number, late, serious, soon, unassigned, since, age)


@lru_cache(maxsize=1)
def _open_callbacks() -> Statement:
    """How many are open, late, seriously late, due soon and nobody's, and when the oldest came in.
    One row; none when nothing is open."""
    at = Moment()
    soon = Q(waiting_since__isnull=True, due_at__gt=at.now, due_at__lte=Slot("soon", MOMENT))

    def number(condition: Q | None = None) -> Count:
        return Count("pk", filter=condition)

    # All in one group: one row.
    rows = callbacks.every_callback().open().filter(confidential=False).order_by()
    found = rows.values(one=models.Value(1)).annotate(
        number=number(),
        late=number(callbacks.state_q(State.OVERDUE, now=at.now)),
        serious=number(callbacks.state_q(State.SERIOUS, now=at.now)),
        soon=number(soon),
        unassigned=number(callbacks.state_q(State.UNASSIGNED, now=at.now)),
        since=Min("requested_at"),
    )
    columns = "number", "late", "serious", "soon", "unassigned", "since"
    return prepared(found.values_list(*columns), at)


def _today(now: datetime) -> tuple[tuple[Line, ...], Counts]:
    """Per channel, busiest first, and together; with the measures of the dashboard."""
    counts, by_channel = Counts(), []
    for channel, *sums in _questions_of().rows({"today": local_day(now)}):
        told = Counts().add(dict(zip(WANTED, sums, strict=True)))
        counts.add(told)
        by_channel.append((channel, told["contacts"]))
    return _lines(by_channel), counts


WANTED = ("contacts", *figures.DIRECT.part, *figures.DIRECT.whole)


@lru_cache(maxsize=1)
def _questions_of() -> Statement:
    """What WANTED counts of one day, by name of the channel."""
    rows = (
        QUESTIONS.rows()
        .filter(contact__local_day=Slot("today", DateField()), contact__confidential=False)
        .order_by()
        .values_list("contact__channel__name")
    )
    return prepared(rows.annotate(**{f"sum_{name}": MEASURES[name].counted for name in WANTED}))


def _lines(by_channel: list[tuple[str, int]]) -> tuple[Line, ...]:
    ranked = sorted((each for each in by_channel if each[1]), key=lambda each: (-each[1], each[0]))
    most = ranked[0][1] if ranked else 0
    if len(ranked) > MOST_CHANNELS:
        rest = sum(number for _name, number in ranked[MOST_CHANNELS - 1 :])
        ranked = [*ranked[: MOST_CHANNELS - 1], ("", rest)]
    # The rest together may be more than the busiest.
    most = max([most, *(number for _name, number in ranked)])
    return tuple(Line(name, number, round(100 * number / most)) for name, number in ranked)


# -- The keys -------------------------------------------------------------------------------------


def screens() -> QuerySet[WallboardKey]:
    """The keys that were not withdrawn, also those that have expired."""
    return WallboardKey.objects.filter(revoked_at=None).select_related("created_by")
