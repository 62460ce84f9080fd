"""One case through its timeline: how it stood from its first to its last moment. No database.

Exact at the end of a day, but for what no timeline tells: whether somebody had it at the start, and
a decision that was taken back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from kcc.lib.periods import local_day, start_of
from kcc.lib.timeline import standing
from kcc.organisation.stretches import Stretch

ONE_DAY = timedelta(days=1)


class Row(NamedTuple):
    """The columns of a case that matter."""

    pk: int
    department_id: int
    handler_id: int | None
    registered_at: datetime
    due_on: date
    serious_on: date
    suspended_on: date | None
    decided_on: date | None
    closed_at: datetime | None


class Event(NamedTuple):
    case_id: int
    kind: str
    at: datetime
    detail: dict
    by_id: int | None


class Pause(NamedTuple):
    """A suspension; `ended_at` is None as long as it lasts."""

    case_id: int
    letter_on: date
    added_at: datetime
    ended_at: datetime | None
    resumed_on: date | None


# Events that change how it stands. The kinds of cases.models.CaseEvent.
HANDLING = ("claimed", "taken_over", "released", "reassigned")
KINDS = frozenset({*HANDLING, "closed", "reopened", "undone"})


@dataclass(frozen=True)
class _State:
    department: int
    taken: bool
    is_open: bool = True
    suspended_on: date | None = None
    decided: bool = False


def stretches_of(
    row: Row, events: Sequence[Event], pauses: Sequence[Pause], departments: Mapping[str, int]
) -> Iterator[Stretch]:
    """`departments` are ids by slug."""
    events = standing(events)
    state = _State(_first_department(row, events, departments), _taken_at_first(row, events))
    since, found = row.registered_at, []
    for at, change in _changes(row, events, pauses, departments):
        at = max(at, row.registered_at)  # a day before it was registered here
        if state.is_open and at > since:
            found.append(_stretch(row, state, since, at))
        state, since = replace(state, **change), at
    if state.is_open:
        if row.closed_at is None:
            # How it stands now is in the row itself.
            state = replace(
                state,
                department=row.department_id,
                taken=row.handler_id is not None,
                suspended_on=row.suspended_on,
                decided=row.decided_on is not None,
            )
        found.append(_stretch(row, state, since, row.closed_at))
    yield from found


def _changes(row, events, pauses, departments) -> list[tuple[datetime, dict]]:
    """What became different at which moment, in order."""
    found = []
    for event in events:
        if event.kind == "closed":
            found.append((event.at, {"is_open": False}))
        elif event.kind == "reopened":
            taken = event.detail.get("taken", True)
            found.append((event.at, {"is_open": True, "taken": taken}))
        elif event.kind == "reassigned":
            to = departments.get(event.detail.get("to"), row.department_id)
            taken = event.detail.get("taken", False)
            found.append((event.at, {"department": to, "taken": taken}))
        else:
            found.append((event.at, {"taken": event.kind != "released"}))
    for pause in pauses:
        found.append((pause.added_at, {"suspended_on": pause.letter_on + ONE_DAY}))
        ended = pause.ended_at or (pause.resumed_on and start_of(pause.resumed_on))
        if ended:
            found.append((max(ended, pause.added_at), {"suspended_on": None}))
    if row.decided_on:
        # Some time on that day: for the end of a day it does not matter when.
        found.append((start_of(row.decided_on), {"decided": True}))
    return sorted(found, key=lambda each: each[0])


def _taken_at_first(row: Row, events: Sequence[Event]) -> bool:
    """By what was done first: only what nobody has can be taken on, and only what somebody has can
    be taken over or released."""
    for event in events:
        if event.kind == "closed":
            # Who closes what nobody has, has it from then on.
            return row.handler_id is not None and event.by_id != row.handler_id
        return event.kind in ("taken_over", "released")
    return row.handler_id is not None


def _first_department(row: Row, events: Sequence[Event], departments) -> int:
    for event in events:
        if event.kind == "reassigned":
            return departments.get(event.detail.get("from"), row.department_id)
    return row.department_id


def _stretch(row: Row, state: _State, since: datetime, until: datetime | None) -> Stretch:
    """As cases.overdue says it of a moment. Being suspended or extended later does not change
    whether it was late before."""
    late, serious = start_of(row.due_on + ONE_DAY), start_of(row.serious_on + ONE_DAY)
    suspended = state.suspended_on is not None
    if state.decided or (suspended and row.due_on >= state.suspended_on):
        late = None
    return Stretch(
        work=row.pk,
        department=state.department,
        received=local_day(row.registered_at),
        since=since,
        until=until,
        taken=state.taken,
        waiting=suspended and not state.decided,
        late_from=late,
        serious_from=None if state.decided or suspended else max(late, serious),
    )
