"""One callback through its timeline: how it stood from its first to its last moment. No database.

Exact but for what no timeline tells: whether a colleague was asked for by name at the start, and
when a clock ended in a round before the last one if it stood still meanwhile.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from kcc.lib.periods import local_day
from kcc.lib.timeline import standing
from kcc.organisation.calendars import calendar_for
from kcc.organisation.clocks import start_clock
from kcc.organisation.stretches import Stretch


class Row(NamedTuple):
    """The columns of a callback that matter."""

    pk: int
    department_id: int
    assignee_id: int | None
    requested_at: datetime
    promised_at: datetime
    due_at: datetime
    serious_at: datetime
    waiting_since: datetime | None
    closed_at: datetime | None
    closed_by_id: int | None


class Event(NamedTuple):
    callback_id: int
    kind: str
    at: datetime
    detail: dict


# Events that change how it stands. The kinds of contacts.models.CallbackEvent.
TAKING = frozenset({"claimed", "assigned", "attempt", "waiting"})
LEAVING = frozenset({"released", "rerouted"})
RUNNING_ON = frozenset({"attempt", "resumed", "rerouted", "reopened"})
KINDS = TAKING | LEAVING | RUNNING_ON | {"closed", "undone"}


def stretches_of(
    row: Row, events: Sequence[Event], departments: Mapping[str, int]
) -> Iterator[Stretch]:
    """`departments` are ids by slug."""
    events = standing(events)
    found = list(_walk(row, events, departments))
    if found and row.closed_at is None:
        # How it stands now is in the row itself.
        last = found[-1]
        found[-1] = replace(
            _lateness(last, row.due_at, row.serious_at, row.waiting_since),
            department=row.department_id,
            taken=row.assignee_id is not None,
        )
    yield from found


def _walk(row: Row, events: Sequence[Event], departments) -> Iterator[Stretch]:
    clocks = _clocks(row, events)
    clock, is_open, since, waiting = next(clocks), True, row.requested_at, None
    taken, department = _taken_at_first(row, events), _first_department(row, events, departments)

    def here(until: datetime | None) -> Stretch:
        plain = Stretch(
            work=row.pk,
            department=department,
            received=local_day(row.requested_at),
            since=since,
            until=until,
            taken=taken,
            waiting=False,
            late_from=None,
            serious_from=None,
        )
        return _lateness(plain, *clock, waiting)

    for event in events:
        if is_open:
            yield here(event.at)
        since = event.at
        taken = _taken_after(event, taken)
        if event.kind in RUNNING_ON:
            waiting = None
        if event.kind == "waiting":
            waiting = event.at
        elif event.kind == "rerouted":
            department = departments.get(event.detail.get("to"), row.department_id)
        elif event.kind == "closed":
            is_open, waiting = False, None
        elif event.kind == "reopened":
            is_open, clock = True, next(clocks)
    if is_open:
        yield here(row.closed_at)


def _taken_after(event: Event, taken: bool) -> bool:
    if event.kind == "reopened":
        # It goes back to who answered it, if that colleague is still there.
        return event.detail.get("taken", True)
    if event.kind in TAKING:
        return True
    return False if event.kind in LEAVING else taken


def _lateness(stretch: Stretch, due_at, serious_at, waiting_since) -> Stretch:
    """While it waits its clock stands still: then it is late when it was late already."""
    if waiting_since is None:
        return replace(stretch, waiting=False, late_from=due_at, serious_from=serious_at)
    late = due_at if due_at <= waiting_since else None
    return replace(stretch, waiting=True, late_from=late, serious_from=None)


def _clocks(row: Row, events: Sequence[Event]) -> Iterator[tuple[datetime, datetime]]:
    """The end of the clock in each round and when it is seriously late. That of the last round is
    in the row; waiting that comes later does not change what was late before (going_on)."""
    since, first, due_at = row.requested_at, row.promised_at, row.promised_at
    for event in events:
        told = event.detail.get("due_at")
        if event.kind == "reopened":
            yield due_at, max(due_at, _serious(since, first))
            first = due_at = datetime.fromisoformat(told) if told else row.due_at
            since = event.at
        elif event.kind == "resumed" and told:
            due_at = datetime.fromisoformat(told)
    yield row.due_at, row.serious_at


def _serious(since: datetime, due_at: datetime) -> datetime:
    return start_clock(calendar_for(), received=since, due_at=due_at).serious_at


def _taken_at_first(row: Row, events: Sequence[Event]) -> bool:
    telling = TAKING | LEAVING | {"closed", "reopened"}
    for event in events:
        if event.kind == "closed" and "taken" in event.detail:
            return event.detail["taken"]
        if event.kind in telling - {"closed"}:
            return event.kind in ("released", "reopened")
    # Who closes what nobody has, has it from then on.
    return row.assignee_id is not None and row.assignee_id != row.closed_by_id


def _first_department(row: Row, events: Sequence[Event], departments) -> int:
    for event in events:
        if event.kind == "rerouted":
            return departments.get(event.detail.get("from"), row.department_id)
    return row.department_id
