"""Every running clock, by urgency: the numbers per department, and the most urgent rows.

The conditions are those of the lists (`state_q`): a number opens exactly the rows it counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import floor
from uuid import UUID

from django.db.models import Case, Count, F, Max, QuerySet, Sum, Value, When, Window
from django.db.models.functions import RowNumber

from cases import selectors as cases
from cases.catalogue.kept import names as kept_names
from cases.models import Case as CaseRow
from cases.terms.standing import due_of, is_overdue
from contacts.callbacks import selectors as callbacks
from contacts.known import known
from contacts.models import Callback
from kcc.lib.kept import Kept
from kcc.lib.periods import local_day, start_of
from kcc.organisation.access import Access
from kcc.organisation.calendars import calendar_of
from kcc.organisation.directory import directory
from kcc.organisation.due import Due
from kcc.organisation.worklist import State, in_place, person_shown
from kcc.organisation.worktime import working_seconds_between

# Together all that is open, each once. WAITING stands apart: those clocks stand still.
RUNNING = (State.SERIOUS, State.LATE, State.DUE_TODAY, State.DUE_TOMORROW, State.DUE_LATER)
GROUPS = (*RUNNING, State.WAITING)
FORECAST = (State.OVERDUE, State.DUE_TODAY, State.DUE_TOMORROW, State.UNASSIGNED)
COUNTED = tuple(dict.fromkeys((*GROUPS, *FORECAST)))
# Rows shown of each group.
SHOWN = 50


@dataclass(frozen=True)
class Scope:
    """Whose clocks: what this person may see, of a department or a domain (slugs)."""

    access: Access
    user: object
    now: datetime
    department: str = ""
    domain: str = ""

    def rows(self, room) -> QuerySet:
        """The open work of a room (the selectors of callbacks or of cases)."""
        rows = room.worklist(self.access, self.user).open()
        return in_place(rows, self.department, self.domain)

    def state_q(self, room, state):
        return room.state_q(state, now=self.now, access=self.access, user=self.user)


# -- Numbers ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Numbers:
    """How many clocks are in each state; of one department, or of several together."""

    callbacks: dict[str, int] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)

    def of(self, state: str) -> int:
        return self.callbacks.get(state, 0) + self.cases.get(state, 0)

    @property
    def open(self) -> int:
        return sum(self.of(group) for group in GROUPS)


@dataclass(frozen=True)
class Counted:
    """The numbers by (slug, name) of the department, all together, and what changes with any row:
    cheap enough to ask every half minute whether there is something new."""

    departments: dict[tuple[str, str], Numbers]
    total: Numbers
    trace: tuple


def counted(scope: Scope) -> Counted:
    """Two statements, whatever the number of departments."""
    found, trace = {}, []
    for name, room in (("callbacks", callbacks), ("cases", cases)):
        for row in _by_department(scope, room):
            key = row.pop("department__slug"), row.pop("department__name")
            trace.append((name, *key, *row.values()))
            found.setdefault(key, Numbers())
            getattr(found[key], name).update({state: row[state] for state in COUNTED})
    total = Numbers(
        {state: sum(each.callbacks.get(state, 0) for each in found.values()) for state in COUNTED},
        {state: sum(each.cases.get(state, 0) for each in found.values()) for state in COUNTED},
    )
    return Counted(found, total, tuple(sorted(trace)))


def _by_department(scope: Scope, room) -> QuerySet:
    numbers = {state.value: Count("pk", filter=scope.state_q(room, state)) for state in COUNTED}
    return (
        scope.rows(room)
        .order_by()
        .values("department__slug", "department__name")
        # Every act raises the version of a row, and a new row has the highest id.
        .annotate(**numbers, versions=Sum("version"), newest=Max("pk"))
    )


# -- Rows -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Clock:
    """One line of the tracker. No person but the colleague who has it; `public_id` is None when
    this person may not open it. `passed` is the part of the term that has passed, in per cent."""

    group: str
    kind: str
    public_id: UUID | None
    number: str
    what: str
    department: str
    team: str
    handler: str
    ends: datetime
    at: datetime | None = None
    day: date | None = None
    due: Due
    passed: int | None
    urgent: bool = False
    norm_late: bool = False
    waits: bool = False
    # None as long as nobody knows.
    waits_until: date | None = None
    # It was late when it stopped.
    stopped_late: bool = False
    # Of a case: the decision was taken, the term ended with it.
    decided_on: date | None = None

    @property
    def level(self) -> str:
        if self.group in (State.SERIOUS, State.LATE):
            return "late"
        return "warn" if self.group == State.DUE_TODAY else ""

    @property
    def drawn(self) -> int:
        """The bar is full when the term is."""
        return min(self.passed or 0, 100)

    @property
    def times(self) -> int | None:
        """How many times the term has gone by, where a percentage says little: from twice on."""
        return self.passed // 100 if self.passed and self.passed >= 200 else None

    @property
    def order(self) -> tuple:
        """What goes on first, what ends first; what is decided comes after what is not."""
        first = (self.waits_until or date.max) if self.waits else date.min
        return (first, self.decided_on or date.min, self.ends, self.number)


def clocks(scope: Scope) -> dict[str, list[Clock]]:
    """The most urgent SHOWN of each group, callbacks and cases in one order. Two statements."""
    found = {group: [] for group in GROUPS}
    for clock in (*_callbacks(scope), *_cases(scope)):
        found[clock.group].append(clock)
    return {
        group: sorted(each, key=lambda clock: clock.order)[:SHOWN] for group, each in found.items()
    }


def _most_urgent(scope: Scope, room, model, order: list) -> QuerySet:
    """The first SHOWN rows of every group in that order, each with its `group`."""
    groups = Case(
        *(When(scope.state_q(room, group), then=Value(group.value)) for group in GROUPS),
        default=Value(""),
    )
    place = Window(RowNumber(), partition_by=[F("group")], order_by=order)
    first = scope.rows(room).annotate(group=groups).annotate(place=place).filter(place__lte=SHOWN)
    # Open, said once more: or else all that was ever closed is joined before it is left out.
    return (
        model.objects.open()
        .filter(pk__in=first.values("pk"))
        .annotate(group=groups, personal=person_shown(scope.access, scope.user, model))
    )


def _callbacks(scope: Scope) -> Iterable[Clock]:
    order = [F("waiting_until").asc(nulls_first=True), "due_at", "pk"]
    rows = list(
        _most_urgent(scope, callbacks, Callback, order)
        .annotate(
            subject_id=F("question__subject_id"), channel_id=F("question__contact__channel_id")
        )
        .values_list(
            "pk", "public_id", "group", "personal", "subject_id", "channel_id", "department_id",
            "team_id", "assignee_id", "norm_kind", "due_at", "term_seconds", "waiting_since",
            "waiting_until", "urgent", named=True,
        )
    )  # fmt: skip
    subjects, channels = _known(known, rows, "subject"), _known(known, rows, "channel")
    departments, teams = _known(directory, rows, "department"), _known(directory, rows, "team")
    people = _known(directory, rows, "assignee")
    for row in rows:
        passed = _passed(row, channels[row.channel_id].code, scope.now)
        team, assignee = teams[row.team_id], people[row.assignee_id]
        yield Clock(
            group=row.group,
            kind="callback",
            public_id=row.public_id if row.personal else None,
            number=f"T-{row.pk}",
            what=subjects[row.subject_id].name,
            department=departments[row.department_id].name,
            team=team.name if team else "",
            handler=assignee.get_display_name() if assignee else "",
            ends=row.due_at,
            at=row.due_at,
            due=Due.of_moment(row.due_at, scope.now),
            passed=passed,
            urgent=row.urgent,
            waits=row.waiting_since is not None,
            waits_until=row.waiting_until,
            stopped_late=row.waiting_since is not None and (passed or 0) >= 100,
        )


def _known(kept: Kept, rows: list, name: str) -> dict:
    """What the rows have in this relation, by key; what is not known yet is read at once."""
    field, found = f"{name}_id", kept()[name]
    if any(getattr(row, field) not in found for row in rows):
        kept.forget()
        found = kept()[name]
    return found


def _passed(row, channel: str, now: datetime) -> int | None:
    """In opening time of its own calendar, up to the moment it stood still."""
    if not row.term_seconds:
        return None
    calendar = calendar_of(row.norm_kind, channel)
    left = working_seconds_between(calendar, row.waiting_since or now, row.due_at)
    # Whole per cents, rounded down: 100 is late.
    return max(floor(100 * (1 - left / row.term_seconds)), 0)


def _cases(scope: Scope) -> Iterable[Clock]:
    order = [
        F("suspended_until").asc(nulls_last=True),
        F("decided_on").asc(nulls_first=True),
        "due_on",
        "pk",
    ]
    rows = _most_urgent(scope, cases, CaseRow, order).only(
        "public_id", "number", "case_type_id", "department_id", "team_id", "handler_id",
        "registered_at", "due_on", "norm_due_at", "serious_on", "suspended_on", "suspended_until",
        "decided_on", "closed_at",
    )  # fmt: skip
    rows = list(rows)
    types = _known(kept_names, rows, "case_type")
    departments, teams = _known(directory, rows, "department"), _known(directory, rows, "team")
    people = _known(directory, rows, "handler")
    for row in rows:
        team, handler = teams[row.team_id], people[row.handler_id]
        ends = start_of(row.due_on + timedelta(days=1))
        term = (ends - row.registered_at).total_seconds()
        # Up to the day on which it stood still, or was decided.
        until = row.suspended_on or row.decided_on
        until = min(start_of(until), scope.now) if until else scope.now
        since = max((until - row.registered_at).total_seconds(), 0)
        yield Clock(
            group=row.group,
            kind="case",
            public_id=row.public_id if row.personal else None,
            number=row.number,
            what=types[row.case_type_id].name,
            department=departments[row.department_id].name,
            team=team.name if team else "",
            handler=handler.get_display_name() if handler else "",
            ends=ends,
            day=row.due_on,
            due=due_of(row, scope.now),
            passed=floor(100 * since / term) if term > 0 else None,
            norm_late=until == scope.now and row.norm_due_at <= scope.now,
            waits=row.is_suspended,
            waits_until=row.suspended_until,
            stopped_late=row.is_suspended and is_overdue(row, local_day(scope.now)),
            decided_on=row.decided_on,
        )
