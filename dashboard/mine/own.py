"""What one person did and has to do, for that person alone. Nothing of it is kept."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from cases import selectors as cases
from contacts.callbacks import selectors as callbacks
from contacts.history import selectors as history
from contacts.history.filters import MINE, ContactFilters
from dashboard.measures import ASKED, MEASURES
from dashboard.spans import Span
from dashboard.stock.live import by_day, counted
from dashboard.stock.work import Kind, Stock
from kcc.organisation.access import Access
from kcc.organisation.worklist import State

# The measures of a figure, counted over the own contacts only.
COUNTED = ("contacts", "questions", "direct", "timed", "talk_seconds", "wrap_up_seconds")
# What became of a promise, by the status of the callback; any other is open.
DONE, NOT_REACHED, LAPSED, OPEN = "done", "not_reached", "lapsed", "open"


def open_work(access: Access, user, *, now: datetime) -> Stock:
    """The rows of the tab "mine" of the worklists. One statement."""
    called, handled = (
        room.worklist(access, user).open().filter(room.state_q(State.MINE, now=now, user=user))
        for room in (callbacks, cases)
    )
    return counted(
        by_day(called, Kind.CALLBACKS, "requested_at", callbacks.state_q, now, False).union(
            by_day(handled, Kind.CASES, "registered_at", cases.state_q, now, False), all=True
        ),
        by_team=False,
        now=now,
    )


@dataclass(frozen=True)
class Contacts:
    """The own contacts that figures count, by day and channel (id)."""

    counts: Mapping[tuple[date, int], Counter]

    def total(self, *, day: date | None = None, channel: int | None = None) -> Counter:
        found = Counter()
        for (each_day, each_channel), counts in self.counts.items():
            if day in (None, each_day) and channel in (None, each_channel):
                found.update(counts)
        return found

    @property
    def days(self) -> list[date]:
        """The last one first."""
        return sorted({day for day, _channel in self.counts}, reverse=True)

    @property
    def channels(self) -> set[int]:
        return {channel for _day, channel in self.counts}


def contacts_of(user, span: Span) -> Contacts:
    """One statement."""
    asked = ContactFilters(counted=True, agent=MINE, first_day=span.first, last_day=span.last)
    places = ("contact__local_day", "contact__channel_id")
    counts = {f"m_{name}": MEASURES[name].counted for name in COUNTED}
    rows = history.counted_questions(asked, user=user).order_by().values(*places)
    found = {}
    for day, channel, *numbers in rows.annotate(**counts).values_list(*places, *counts):
        found[day, channel] = Counter(dict(zip(COUNTED, numbers, strict=True)))
    return Contacts(found)


@dataclass(frozen=True)
class Promised:
    """Of the callbacks that this person promised: how many, and how many of them too late."""

    number: int = 0
    late: int = 0


def promises_of(user, span: Span, *, now: datetime) -> dict[str, Promised]:
    """What became of the callbacks promised in these days. One statement."""
    late_open = callbacks.state_q(State.OVERDUE, now=now)
    kept = callbacks.kept_q() | (Q(status=LAPSED) & ~callbacks.due_q(now))
    rows = (
        callbacks.every_callback()
        .filter(callbacks.state_q(State.ASKED, now=now, user=user), ASKED.days_q(span))
        .order_by()
        .values("status")
        .annotate(number=Count("pk"), late=Count("pk", filter=late_open))
        .annotate(kept=Count("pk", filter=kept))
    )
    found: dict[str, Promised] = {}
    for row in rows:
        closed = row["status"] in (DONE, NOT_REACHED, LAPSED)
        state = row["status"] if closed else OPEN
        before = found.get(state, Promised())
        late = row["number"] - row["kept"] if closed else row["late"]
        found[state] = Promised(before.number + row["number"], before.late + late)
    return found
