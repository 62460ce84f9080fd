"""What stands on the wall of the contact centre: counts only, of now and of today.

Nothing confidential is counted and nobody is named, for a wall has no roles. Two statements,
whatever the number of contacts and callbacks.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from contacts.callbacks import selectors as callbacks
from dashboard import figures
from dashboard.ages import age_in_working_days
from dashboard.kinds import Value
from dashboard.measures import MEASURES, QUESTIONS
from dashboard.models import WallboardKey
from dashboard.spans import Span
from dashboard.tallies.counts import Counts
from kcc.lib.periods import local_day
from kcc.organisation.calendars import calendar_for
from kcc.organisation.worklist import State

SOON = timedelta(hours=1)
# More than these do not fit on a wall; the others are told together.
MOST_CHANNELS = 6
OPEN = Q(question__contact__confidential=False)


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
    def late_value(self) -> Value:
        return Value(figures.OVERDUE, self.late, self.open)

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
    def number(condition: Q | None = None) -> Count:
        return Count("pk", filter=condition)

    soon = Q(waiting_since__isnull=True, due_at__gt=now, due_at__lte=now + SOON)
    found = callbacks.every_callback().open().filter(OPEN).aggregate(
        number=number(),
        late=number(callbacks.state_q(State.OVERDUE, now=now)),
        serious=number(callbacks.state_q(State.SERIOUS, now=now)),
        soon=number(soon),
        unassigned=number(callbacks.state_q(State.UNASSIGNED, now=now)),
        since=Min("requested_at"),
    )  # fmt: skip
    since = found["since"]
    age = age_in_working_days(calendar_for(), local_day(since), local_day(now)) if since else None
    return Waiting(
        found["number"], found["late"], found["serious"], found["soon"], found["unassigned"],
        since, age,
    )  # fmt: skip


def _today(now: datetime) -> tuple[tuple[Line, ...], Counts]:
    """Per channel, busiest first, and together; with the measures of the dashboard."""
    today = local_day(now)
    wanted = ("contacts", *figures.DIRECT.part, *figures.DIRECT.whole)
    rows = (
        QUESTIONS.on([Span(today, today)], now)
        .filter(contact__confidential=False)
        .order_by()
        .values_list("contact__channel__name")
        .annotate(**{f"sum_{name}": MEASURES[name].counted for name in wanted})
    )
    counts, by_channel = Counts(), []
    for channel, *sums in rows:
        told = Counts().add(dict(zip(wanted, sums, strict=True)))
        counts.add(told)
        by_channel.append((channel, told["contacts"]))
    return _lines(by_channel), counts


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
