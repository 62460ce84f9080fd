"""The weekly list: everything open with some departments, oldest first, and how much that is.

The conditions are those of the worklists (`open_callbacks`, `open_cases`), so that the mail, this
page, the worklists and the page of open work can only say the same numbers.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db.models import Count

from cases import selectors as cases
from cases.terms.standing import due_of
from contacts.callbacks import selectors as callbacks
from contacts.models import WeeklyList
from kcc.lib.periods import local_day, start_of
from kcc.organisation.access import Access
from kcc.organisation.calendars import calendar_for
from kcc.organisation.due import Due
from kcc.organisation.models import Department, Membership, Role
from kcc.organisation.worklist import State
from kcc.organisation.worktime import NoOpeningTime, days_between, next_opening

MOST = 100  # lines; further ones are counted
FEW = 5  # a share of fewer says nothing, as on the dashboard

# -- Which week, and for whom -----------------------------------------------------------------


def week_of(moment: datetime) -> date:
    """The Monday of the week."""
    day = local_day(moment)
    return day - timedelta(days=day.weekday())


def first_opening(week: date) -> datetime | None:
    """When the organisation opens first in that week; None when it does not open in it."""
    try:
        opens = next_opening(calendar_for(), start_of(week))
    except NoOpeningTime:
        return None
    return opens if week_of(opens) == week else None


def heads_without(week: date) -> list[Membership]:
    """Every head, deputies too, who has no list of that week yet: with person and department, those
    of one person after each other. One statement."""
    rows = Membership.objects.filter(role=Role.HEAD, user__is_active=True)
    had = WeeklyList.objects.filter(week=week).values("user_id")
    return list(
        rows.exclude(user_id__in=had)
        .select_related("user", "department")
        .order_by("user_id", "department__name")
    )


def departments_for(access: Access) -> list[Department]:
    """The departments whose list this person may see: a head's, those somebody leads a team in, of
    the contact centre for its leads; all of them for the manager. One statement."""
    rows = Department.objects.order_by("name")
    if access.has(Role.MANAGER):
        return list(rows)
    mine = rows.filter(pk__in=access.chief_ids)
    if access.has(Role.KCC_LEAD):
        mine |= rows.filter(is_contact_centre=True)
    return list(mine)


def list_of(user, week: date) -> WeeklyList | None:
    """What this person was mailed in that week. One statement."""
    return WeeklyList.objects.filter(user=user, week=week).first()


# -- How much ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    """Of callbacks or of cases."""

    open: int = 0
    late: int = 0
    serious: int = 0
    unassigned: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


STATES = {
    "open": State.OPEN,
    "late": State.OVERDUE,
    "serious": State.SERIOUS,
    "unassigned": State.UNASSIGNED,
}


@dataclass(frozen=True)
class Kept:
    """Callbacks that were due in a week, and those that were answered in time, or tried twice."""

    due: int = 0
    kept: int = 0

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(self.due + other.due, self.kept + other.kept)

    @property
    def share(self) -> float | None:
        """None for so few that it says nothing."""
        return self.kept / self.due if self.due >= FEW else None


@dataclass(frozen=True)
class Place:
    """One department."""

    department: Department
    callbacks: Counts
    cases: Counts
    # Last week, Monday to Sunday.
    last_week: Kept = Kept()

    @property
    def total(self) -> Counts:
        return self.callbacks + self.cases


def _counts(rows, state_q, now: datetime) -> dict[int, Counts]:
    """By department: one statement."""
    found = (
        rows.order_by()
        .values("department_id")
        .annotate(
            **{
                f"in_{name}": Count("pk", filter=state_q(state, now=now))
                for name, state in STATES.items()
                if state != State.OPEN
            },
            in_open=Count("pk"),
        )
    )
    return {
        row["department_id"]: Counts(**{name: row[f"in_{name}"] for name in STATES})
        for row in found
    }


def last_week(now: datetime) -> tuple[date, date]:
    """Its Monday and its Sunday."""
    monday = week_of(now)
    return monday - timedelta(days=7), monday - timedelta(days=1)


def _kept(ids: Collection[int], now: datetime) -> dict[int, Kept]:
    """Of last week, by department: as the figure "called back in time" of the dashboard, whoever
    may open the rows. One statement."""
    first, last = last_week(now)
    found = (
        callbacks.every_callback()
        .filter(callbacks.due_q(now) & callbacks.ANSWERED_BY["phone"], department_id__in=ids)
        .filter(due_at__gte=start_of(first), due_at__lt=start_of(last + timedelta(days=1)))
        .order_by()
        .values("department_id")
        .annotate(due=Count("pk"), kept=Count("pk", filter=callbacks.kept_q()))
    )
    return {row["department_id"]: Kept(row["due"], row["kept"]) for row in found}


# -- What -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A callback or case, without anybody's name: not who asked, not who handles it."""

    kind: str  # "callback" or "case"
    public_id: UUID
    number: str
    subject: str
    department: str
    since: datetime
    age: int  # working days
    due: Due
    due_at: datetime | date
    taken: bool


@dataclass(frozen=True)
class Weekly:
    places: list[Place]
    lines: list[Line]

    @property
    def total(self) -> Counts:
        return sum((place.total for place in self.places), Counts())

    @property
    def callbacks(self) -> Counts:
        return sum((place.callbacks for place in self.places), Counts())

    @property
    def cases(self) -> Counts:
        return sum((place.cases for place in self.places), Counts())

    @property
    def last_week(self) -> Kept:
        return sum((place.last_week for place in self.places), Kept())

    @property
    def more(self) -> int:
        """How many lines were left out."""
        return self.total.open - len(self.lines)


def weekly(
    access: Access, user, departments: Collection[Department], *, now: datetime, most: int = MOST
) -> Weekly:
    """What is open with these departments, as far as this person sees it in the worklists. Five
    statements. Departments that are no longer in use are there only with what is still open."""
    ids = [department.pk for department in departments]
    called = callbacks.open_callbacks(access, user, now=now).filter(department_id__in=ids)
    handled = cases.open_cases(access, user, now=now).filter(department_id__in=ids)
    called_counts = _counts(called, callbacks.state_q, now)
    handled_counts = _counts(handled, cases.state_q, now)
    kept = _kept(ids, now)
    places = [
        Place(
            department,
            called_counts.get(department.pk, Counts()),
            handled_counts.get(department.pk, Counts()),
            kept.get(department.pk, Kept()),
        )
        for department in departments
    ]
    first = called.select_related("question__subject", "department").order_by("requested_at", "pk")
    others = handled.select_related("case_type", "department").order_by("registered_at", "pk")
    lines = [*_of_callbacks(first[:most], now), *_of_cases(others[:most], now)]
    lines.sort(key=lambda line: (line.since, line.kind, line.number))
    return Weekly(
        [place for place in places if place.department.active or place.total.open],
        list(islice(lines, most)),
    )


def _of_callbacks(rows, now: datetime) -> Iterator[Line]:
    for row in rows:
        yield Line(
            kind="callback",
            public_id=row.public_id,
            number=row.number,
            subject=row.question.subject.name,
            department=row.department.name,
            since=row.requested_at,
            age=_age(row.requested_at, now),
            due=Due.of_moment(row.due_at, now),
            due_at=row.due_at,
            taken=row.assignee_id is not None,
        )


def _of_cases(rows, now: datetime) -> Iterator[Line]:
    for row in rows:
        yield Line(
            kind="case",
            public_id=row.public_id,
            number=row.number,
            subject=row.case_type.name,
            department=row.department.name,
            since=row.registered_at,
            age=_age(row.registered_at, now),
            due=due_of(row, now),
            due_at=row.due_on,
            taken=row.handler_id is not None,
        )


def _age(since: datetime, now: datetime) -> int:
    return max(days_between(calendar_for(), local_day(since), local_day(now)), 0)
