"""Who is away, how much open work each colleague has, and what of it can be handed over."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from cases import selectors as cases
from cases.models import Case, CaseEvent
from cases.terms.standing import due_of
from contacts.callbacks import selectors as callbacks
from contacts.models import Callback, CallbackEvent
from contacts.models.callback import CallbackStatus
from kcc.lib.periods import local_day
from kcc.organisation.access import FRONT_OFFICE, Access
from kcc.organisation.away import absences, away_on
from kcc.organisation.due import Due
from kcc.organisation.models import (
    DEPARTMENT_ROLES,
    Batch,
    BatchItem,
    Department,
    Membership,
    Role,
    User,
)
from kcc.organisation.models.work import Worklist
from kcc.organisation.worklist import State

# The kinds of event with which work goes to somebody else.
GIVEN = ("assigned", "released", "reassigned")

# -- Whose work somebody may divide -----------------------------------------------------------


def led_departments(access: Access) -> frozenset[int]:
    """Where this person divides the work of others. A statement for a lead of the contact centre
    only."""
    if not access.has(Role.KCC_LEAD):
        return access.chief_ids
    centre = Department.objects.filter(is_contact_centre=True).values_list("pk", flat=True)
    return access.chief_ids | frozenset(centre)


def _members(access: Access, led: Collection[int]) -> QuerySet[Membership]:
    people = Q(role__in=DEPARTMENT_ROLES, department_id__in=led)
    if access.has(Role.KCC_LEAD):
        people |= Q(role__in=FRONT_OFFICE)
    return (
        Membership.objects.filter(people, user__is_active=True)
        .select_related("user", "department", "team")
        .order_by("user__last_name", "user__first_name", "user_id", "department__name")
    )


@dataclass
class Colleague:
    """One line of the page. `away` is the hand-over the work went with."""

    user: User
    places: list[str] = field(default_factory=list)
    callbacks: int = 0
    cases: int = 0
    late: int = 0
    away: Batch | None = None
    away_now: bool = False

    @property
    def open(self) -> int:
        return self.callbacks + self.cases


def colleagues(access: Access, user, *, now: datetime) -> list[Colleague]:
    """This person first, then everybody whose work this person divides. Five statements for a lead
    of the contact centre, four for others."""
    led = led_departments(access)
    found = {user.pk: Colleague(user)}
    for row in _members(access, led):
        line = found.setdefault(row.user_id, Colleague(row.user))
        place = row.team or row.department
        line.places.append(place.name if place else str(row.get_role_display()))
    _count(found, led, access, user, now)
    today = local_day(now)
    for batch in absences().filter(absent_id__in=found).order_by("at", "pk"):
        line = found[batch.absent_id]
        line.away = batch
        line.away_now = batch.absent_until is None or batch.absent_until >= today
    return list(found.values())


def _count(found: dict[int, Colleague], led, access, user, now) -> None:
    """Open callbacks and cases of each, and how many are late: with the conditions of the lists."""
    for name, room, model, owner in (
        ("callbacks", callbacks, Callback, "assignee"),
        ("cases", cases, Case, "handler"),
    ):
        theirs = Q(department_id__in=led) | Q(**{owner: user})
        rows = (
            model.objects.visible_to(access, user)
            .filter(theirs, closed_at__isnull=True, **{f"{owner}_id__in": found})
            .order_by()
            .values(owner)
            .annotate(
                number=Count("pk"),
                late=Count("pk", filter=room.state_q(State.OVERDUE, now=now)),
            )
        )
        for row in rows:
            line = found[row[owner]]
            setattr(line, name, row["number"])
            line.late += row["late"]


def person_led(access: Access, user, public_id: UUID) -> User:
    """Somebody whose work this person may hand over; User.DoesNotExist for everybody else."""
    if public_id == user.public_id:
        return user
    members = _members(access, led_departments(access)).filter(user__public_id=public_id)
    member = members.first()
    if member is None:
        raise User.DoesNotExist
    return member.user


# -- Their work -------------------------------------------------------------------------------


def work_of(person: User, *, access: Access, user, lock: bool = False) -> list:
    """The open callbacks and cases of this person that `user` may divide, the most urgent first;
    locked when they are about to be handed over. Two or three statements."""
    mine = _divided(person, access=access, user=user)
    found = []
    for model, owner in ((Callback, "assignee"), (Case, "handler")):
        rows = loaded(mine(model).filter(closed_at__isnull=True, **{owner: person}))
        if lock:
            # Always in the same order, so that two hand-overs cannot wait for each other.
            rows = rows.order_by("pk").select_for_update(of=("self",))
        found += rows
    return sorted(found, key=urgency)


def _divided(person: User, *, access: Access, user) -> Callable:
    """Of a model, the rows that `user` may divide when they are of this person: all that one may
    see oneself, and of others what waits in the departments one leads."""
    led = led_departments(access) if person != user else frozenset()

    def rows(model) -> QuerySet:
        visible = model.objects.visible_to(access, user)
        return visible if person == user else visible.filter(department_id__in=led)

    return rows


def loaded(rows: QuerySet) -> QuerySet:
    """With everything that giving them to somebody needs."""
    if rows.model is Callback:
        return rows.for_acts().select_related("assignee")
    return rows.select_related("case_type", "department", "team", "handler")


def due_day(row) -> date:
    return local_day(row.due_at) if isinstance(row, Callback) else row.due_on


def urgency(row) -> tuple:
    return due_day(row), row.number


def owner_of(row):
    """Who has it; the row is loaded."""
    return row.assignee if isinstance(row, Callback) else row.handler


def waits(row) -> bool:
    return isinstance(row, Callback) and row.status == CallbackStatus.WAITING


@dataclass(frozen=True, kw_only=True)
class Line:
    """One piece of work as the page shows it: no person but the colleague it goes to."""

    number: str
    kind: str
    what: str
    department: str
    due: Due
    at: datetime | None
    day: date | None
    to: str = ""
    why: str = ""


def line_of(row, *, now: datetime, to: str = "", why: str = "") -> Line:
    if isinstance(row, Callback):
        return Line(
            number=row.number,
            kind="callback",
            what=row.question.subject.name,
            department=row.department.name,
            due=Due.of_moment(row.due_at, now),
            at=row.due_at,
            day=None,
            to=to,
            why=why,
        )
    return Line(
        number=row.number,
        kind="case",
        what=row.case_type.name,
        department=row.department.name,
        due=due_of(row, now),
        at=None,
        day=row.due_on,
        to=to,
        why=why,
    )


# -- Who can take it over ---------------------------------------------------------------------


@dataclass(frozen=True)
class Receiver:
    """A colleague who works in these departments (ids) and is here."""

    user: User
    department_ids: frozenset[int]


def receivers(person: User, rows: Iterable, *, now: datetime) -> list[Receiver]:
    """Who can take over this work, or work of the departments of this person when there is none:
    colleagues who are not away themselves. Four statements at most."""
    departments = {row.department for row in rows}
    if not departments:
        own = Department.objects.filter(
            memberships__user=person, memberships__role__in=DEPARTMENT_ROLES
        )
        departments = set(own)
    centre = {row.pk for row in departments if row.is_contact_centre}
    ids = {row.pk for row in departments if row.active}
    works = Q(role__in=DEPARTMENT_ROLES, department_id__in=ids)
    if centre:
        works |= Q(role__in=FRONT_OFFICE)
    away = set(away_on(local_day(now)).values_list("absent_id", flat=True))
    places: dict[User, set[int]] = {}
    members = Membership.objects.filter(works, user__is_active=True).exclude(user=person)
    for row in members.select_related("user").order_by("user__last_name", "user__first_name"):
        if row.user_id not in away:
            here = {row.department_id} if row.role in DEPARTMENT_ROLES else centre
            places.setdefault(row.user, set()).update(here)
    return [Receiver(user, frozenset(there)) for user, there in places.items()]


# -- Handing back -----------------------------------------------------------------------------


@dataclass(frozen=True)
class HandedOver:
    """A row, and the public id of the colleague it went to: "" for the department. `mine` says
    whether who asks may divide it."""

    row: Callback | Case
    went_to: str
    batch_ids: frozenset[int]
    mine: bool

    @property
    def is_still_there(self) -> bool:
        """Still open, and with the colleague who took it over."""
        owner = owner_of(self.row)
        return self.row.is_open and owner is not None and str(owner.public_id) == self.went_to


def handed_over(
    person: User, batches: Iterable[Batch], *, access: Access, user, lock: bool = False
) -> list[HandedOver]:
    """What went with these hand-overs of this person; of a row that went twice the last time
    counts. The most urgent first. Eight statements at most."""
    batches = {batch.pk: batch for batch in batches}
    of_rows: dict[tuple, set[int]] = {}
    items = BatchItem.objects.filter(batch__in=batches)
    for worklist, pk, batch_id in items.values_list("worklist", "work_id", "batch_id"):
        of_rows.setdefault((worklist, pk), set()).add(batch_id)
    divided = _divided(person, access=access, user=user)
    found = []
    for worklist, model, event, column in (
        (Worklist.CALLBACKS, Callback, CallbackEvent, "callback_id"),
        (Worklist.CASES, Case, CaseEvent, "case_id"),
    ):
        pks = {pk for each, pk in of_rows if each == worklist}
        # To whom it went stands in the history that the hand-over wrote.
        wrote = Q()
        for batch in batches.values():
            wrote |= Q(at=batch.at, by_id=batch.by_id)
        events = event.objects.filter(wrote, **{f"{column}__in": pks}, kind__in=GIVEN)
        went = dict(events.order_by("at").values_list(column, "detail")) if pks else {}
        rows = loaded(model.objects.filter(pk__in=pks)).order_by("pk")
        if lock:
            rows = rows.select_for_update(of=("self",))
        mine = set(divided(model).filter(pk__in=pks).values_list("pk", flat=True)) if pks else ()
        found += [
            HandedOver(
                row,
                went.get(row.pk, {}).get("person", ""),
                frozenset(of_rows[worklist, row.pk]),
                row.pk in mine,
            )
            for row in rows
        ]
    return sorted(found, key=lambda each: urgency(each.row))
