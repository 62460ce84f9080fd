"""What is open now, with the very conditions of the worklists that its numbers open.

What a person may open is what is counted; who oversees the work without opening it (manager, board)
gets the figures of everything.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import CharField, Count, F, IntegerField, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate

from cases import selectors as cases
from contacts.callbacks import selectors as callbacks
from dashboard.ages import age_in_working_days
from dashboard.stock.work import Kind, Stock, Work
from kcc.lib.periods import ZONE, local_day
from kcc.organisation.access import Access
from kcc.organisation.calendars import calendar_for
from kcc.organisation.models import Department, Team
from kcc.organisation.worklist import State

OLDEST_SHOWN = 10
# Counted under the name Work has for it.
STATES = {
    "due_today": State.DUE_TODAY,
    "overdue": State.OVERDUE,
    "serious": State.SERIOUS,
    "waiting": State.WAITING,
    "unassigned": State.UNASSIGNED,
}


def stock_of(
    access: Access,
    user,
    departments: Sequence[Department],
    *,
    team: Team | None = None,
    by_team: bool = False,
    now: datetime,
) -> Stock:
    """The open work of these departments, or of one team of them; with `by_team` of each of their
    teams as well. One statement, however many departments and rows: by day on which it came in, so
    that medians can be told of any of them together."""
    called = _in_place(callbacks.worklist(access, user), departments, team)
    handled = _in_place(cases.worklist(access, user), departments, team)
    return counted(
        by_day(called, Kind.CALLBACKS, "requested_at", callbacks.state_q, now, by_team).union(
            by_day(handled, Kind.CASES, "registered_at", cases.state_q, now, by_team), all=True
        ),
        by_team=by_team,
        now=now,
    )


def _in_place(rows, departments: Sequence[Department], team: Team | None):
    found = rows.open().filter(department__in=[each.pk for each in departments])
    return found.filter(team=team) if team else found


def by_day(
    rows: QuerySet, kind: Kind, received: str, state_q, now: datetime, by_team: bool
) -> QuerySet:
    """(kind, department id, team id or 0, local day on which it came in, number, number in each
    state)."""
    nothing = Value(0, output_field=IntegerField())
    places = {
        "s_kind": Value(kind.value, output_field=CharField()),
        "s_department": F("department_id"),
        "s_team": Coalesce("team_id", nothing) if by_team else nothing,
        "s_day": TruncDate(received, tzinfo=ZONE),
    }
    counts = {"s_open": Count("pk")} | {
        f"s_{name}": Count("pk", filter=state_q(state, now=now)) for name, state in STATES.items()
    }
    return rows.order_by().values(**places).annotate(**counts).values_list(*places, *counts)


class _Sum:
    """Rows of `by_day`, added up."""

    def __init__(self):
        self.by_age, self.states, self.first = defaultdict(int), [0] * len(STATES), None

    def add(self, day: date, age: int, number: int, states: Sequence[int]) -> None:
        self.by_age[age] += number
        for place, more in enumerate(states):
            self.states[place] += more
        if self.first is None or day < self.first:
            self.first = day

    @property
    def work(self) -> Work:
        return Work(
            open=sum(self.by_age.values()),
            oldest_on=self.first,
            by_age=dict(self.by_age),
            **dict(zip(STATES, self.states, strict=True)),
        )


def counted(rows, *, by_team: bool, now: datetime) -> Stock:
    """Rows of `by_day`, added up by kind and department, and by team when that was asked for."""
    today, calendar = local_day(now), calendar_for()
    places: dict = defaultdict(_Sum)
    teams: dict = defaultdict(_Sum)
    ages: dict[date, int] = {}
    for kind, department, team, day, number, *states in rows:
        if day not in ages:
            ages[day] = age_in_working_days(calendar, day, today)
        places[kind, department].add(day, ages[day], number, states)
        if by_team:
            teams[team].add(day, ages[day], number, states)
    return Stock(
        {(Kind(kind), department): each.work for (kind, department), each in places.items()},
        {team: each.work for team, each in teams.items()},
    )


def oldest(
    access: Access,
    user,
    departments: Sequence[Department],
    *,
    team: Team | None = None,
    now: datetime,
) -> list:
    """The open callbacks and cases that came in first, by reference number and without a name.
    Rows of the worklists, each with `kind`; two statements."""
    called = _in_place(callbacks.worklist(access, user), departments, team)
    handled = _in_place(cases.worklist(access, user), departments, team)
    first = callbacks.listed(called, access, user).order_by("requested_at", "pk")[:OLDEST_SHOWN]
    others = cases.listed(handled, access, user).order_by("registered_at", "pk")[:OLDEST_SHOWN]
    found = [
        *(
            (row.requested_at, "callback", row)
            for row in callbacks.rows_of(first, access=access, now=now)
        ),
        *(
            (row.registered_at, "case", row)
            for row in cases.rows_of(others, access=access, now=now)
        ),
    ]
    found.sort(key=lambda each: (each[0], each[2].number))
    return [{"kind": kind, "since": since, "row": row} for since, kind, row in found[:OLDEST_SHOWN]]
