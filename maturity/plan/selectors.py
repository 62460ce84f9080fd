"""Reading plans: whose they are, what is in them, and who may do what."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dashboard.evidence import selectors as figures
from dashboard.evidence.selectors import Reading
from kcc.lib.periods import Month, local_day
from kcc.organisation.access import FRONT_OFFICE, Access
from kcc.organisation.models import DEPARTMENT_ROLES, Department, Membership, Role, User
from kcc.organisation.reach import reachable, reachable_departments, works_in
from maturity.audience import RUNS, readable
from maturity.models import ActionNote, Assessment, ImprovementAction, Target
from maturity.plan.workflow import OPEN

State = ImprovementAction.State
# Leads everything, and so does what is asked of leadership in any department.
MANAGES = (Role.MANAGER, Role.BOARD)


# -- Of one round ---------------------------------------------------------------------------------


def assessment_of(access: Access, user, public_id: UUID) -> Assessment | None:
    """One whose result is settled and that this person may read. One statement."""
    rows = Assessment.objects.filter(readable(access, user), public_id=public_id)
    related = ("edition", "department", "domain", "leader")
    return rows.filter(state=Assessment.State.FINAL).select_related(*related).first()


def targets_of(assessment: Assessment) -> dict[str, Target]:
    """By pillar. One statement."""
    return {row.pillar: row for row in assessment.targets.select_related("changed_by")}


def actions_of(assessment: Assessment) -> list[ImprovementAction]:
    """By date; `gone` says that its owner does not work at the department any more. One
    statement."""
    rows = ImprovementAction.objects.filter(assessment=assessment).annotate(gone=owner_gone())
    return list(rows.select_related("owner", "department").order_by("due_on", "pk"))


@dataclass(frozen=True)
class Plan:
    """Targets by pillar, and actions by date."""

    targets: Mapping[str, Target]
    actions: Sequence[ImprovementAction]

    @property
    def is_empty(self) -> bool:
        return not (self.targets or self.actions)


def plan_of(assessment: Assessment) -> Plan:
    """Two statements."""
    return Plan(targets_of(assessment), actions_of(assessment))


def whole(rows: QuerySet[ImprovementAction]) -> QuerySet[ImprovementAction]:
    """With what is told of them in a list; the round without its heavy columns."""
    heavy = ("own", "evidence", "result", "invitation", "conclusion")
    return rows.select_related("owner", "department", "assessment").defer(
        *(f"assessment__{name}" for name in heavy)
    )


# -- Who may do what ------------------------------------------------------------------------------


def headed(access: Access, user) -> frozenset[int]:
    """The departments (ids) this person is head of, deputies too. One statement for a head."""
    if not access.has(Role.HEAD):
        return frozenset()
    rows = Membership.objects.filter(user=user, role=Role.HEAD)
    return frozenset(rows.values_list("department", flat=True))


def may_steer(access: Access) -> bool:
    """Sets targets, and agrees actions of every department."""
    return access.has(*RUNS)


def may_change(access: Access, own: Collection[int], action: ImprovementAction) -> bool:
    """The KCC manager, and a head of its department; `own` are those of `headed`."""
    return may_steer(access) or action.department_id in own


def may_move(access: Access, own: Collection[int], action: ImprovementAction, user) -> bool:
    """Who does it tells how it goes, too."""
    return action.owner_id == user.pk or may_change(access, own, action)


def departments_steered(access: Access, own: Collection[int]) -> QuerySet[Department]:
    """For which this person agrees actions."""
    rows = reachable_departments().order_by("name")
    return rows if may_steer(access) else rows.filter(pk__in=own)


def owners(department: Department, *, keep: int | None = None) -> QuerySet[User]:
    """Who can do it: everybody who works there, its heads too, and who manages everything; `keep`
    is somebody (id) who has it already."""
    here = Q(pk__in=reachable(department).values("user")) | Q(pk__in=_managing())
    return User.objects.filter(here | Q(pk=keep)).order_by("last_name", "first_name", "pk")


def _managing():
    rows = Membership.objects.filter(role__in=MANAGES, user__is_active=True)
    return rows.values("user")


def can_do(person: User) -> Callable[[Department], bool]:
    """Whether this person can do an action of a department; as `owners` has it. Two statements for
    all departments."""
    rows = person.memberships.filter(role__in=MANAGES)
    everywhere, here = person.is_active and rows.exists(), works_in(person)
    return lambda department: department.active and (everywhere or here(department))


# -- Everything one may see -----------------------------------------------------------------------


def visible(access: Access, user) -> Q:
    """The condition on actions: of results this person may read, of the own departments, and what
    somebody is to do."""
    settled = Assessment.objects.filter(readable(access, user), state=Assessment.State.FINAL)
    here = Q(assessment__in=settled.values("pk")) | Q(department__in=access.department_ids)
    return here | Q(owner=user)


def listed(access: Access, user) -> QuerySet[ImprovementAction]:
    return whole(ImprovementAction.objects.filter(visible(access, user)))


def action_of(access: Access, user, public_id: UUID) -> ImprovementAction | None:
    """With its round, whole: of which statement it is, and what its figure was. One statement."""
    rows = ImprovementAction.objects.filter(visible(access, user), public_id=public_id)
    related = ("owner", "department", "assessment__edition", "assessment__department")
    return rows.select_related(*related, "assessment__domain", "created_by").first()


def notes_of(action: ImprovementAction) -> list[ActionNote]:
    """The newest first. One statement."""
    return list(action.notes.select_related("by").order_by("-at", "-pk"))


def departments_listed(access: Access, user) -> list[Department]:
    """Which have actions this person may see. One statement."""
    found = ImprovementAction.objects.filter(visible(access, user)).values("department")
    return list(Department.objects.filter(pk__in=found).order_by("name"))


def rounds_listed(access: Access, user) -> list[Assessment]:
    """Which have them, the newest first. One statement."""
    found = ImprovementAction.objects.filter(visible(access, user)).values("assessment")
    rows = Assessment.objects.filter(pk__in=found).order_by("-final_at", "-pk")
    return list(rows.only("public_id", "title"))


def counts_of(rows: QuerySet[ImprovementAction], *, day: date) -> dict[str, int]:
    """How many there are, still to be done, and late. One statement."""
    return rows.order_by().aggregate(
        total=Count("pk"),
        open=Count("pk", filter=Q(state__in=OPEN)),
        late=Count("pk", filter=late_on(day)),
        done=Count("pk", filter=Q(state=State.DONE)),
    )


def late_on(day: date) -> Q:
    return Q(state__in=OPEN, due_on__lt=day)


def owner_gone() -> Exists:
    """Annotation of actions: who is to do it does not work at the department any more."""
    agents = Q(role__in=FRONT_OFFICE) & Q(Exists(_contact_centre(OuterRef(OuterRef("department")))))
    here = Membership.objects.filter(user=OuterRef("owner"), user__is_active=True).filter(
        Q(role__in=DEPARTMENT_ROLES, department=OuterRef("department"))
        | Q(role__in=MANAGES)
        | agents
    )
    return ~Exists(here)


def _contact_centre(department) -> QuerySet[Department]:
    return Department.objects.filter(pk=department, is_contact_centre=True)


def owners_listed(access: Access, user) -> list[User]:
    """Who has actions that are still to be done and that this person may change: for handing them
    over. Two statements."""
    rows = ImprovementAction.objects.filter(state__in=OPEN)
    if not may_steer(access):
        rows = rows.filter(department__in=headed(access, user))
    found = User.objects.filter(pk__in=rows.values("owner"))
    return list(found.order_by("last_name", "first_name", "pk"))


def running_of(access: Access, user, owner: User) -> list[ImprovementAction]:
    """What this person may hand over of somebody. Two statements."""
    rows = ImprovementAction.objects.filter(state__in=OPEN, owner=owner)
    if not may_steer(access):
        rows = rows.filter(department__in=headed(access, user))
    return list(whole(rows).order_by("due_on", "pk"))


def takers(actions: Collection[ImprovementAction], *, but: User) -> QuerySet[User]:
    """Who can do some of these actions."""
    here = Q(pk__in=_managing())
    for department in {each.department for each in actions}:
        here |= Q(pk__in=reachable(department).values("user"))
    rows = User.objects.filter(here).exclude(pk=but.pk)
    return rows.order_by("last_name", "first_name", "pk")


# -- How its figure goes --------------------------------------------------------------------------

MONTHS_BEFORE, MOST_MONTHS = 3, 18


@dataclass(frozen=True)
class Course:
    """The figure of an action month by month. `whole` says that it is that of the organisation."""

    months: tuple[tuple[Month, Reading], ...]
    whole: bool


def _place_of(action: ImprovementAction) -> int | None:
    """Whose figure it is about: of its department (id). The contact centre works for everybody:
    None, the whole organisation; that too for a figure only the whole has."""
    whole = action.department.is_contact_centre or figures.is_of_the_whole(action.kpi)
    return None if whole else action.department_id


def course_of(action: ImprovementAction, *, now: datetime) -> Course | None:
    """As `courses_of`; None without a figure."""
    return courses_of([action], now=now).get(action.public_id)


def courses_of(
    actions: Collection[ImprovementAction], *, now: datetime, most: int = MOST_MONTHS
) -> dict[UUID, Course]:
    """By the public id of the actions that have a figure: some months before each was begun until
    now, `most` months at most. Some five statements, whatever their number."""
    last = Month.of(now)
    since = {
        each: max(_begun_in(each).earlier(MONTHS_BEFORE), last.earlier(most - 1))
        for each in actions
        if each.kpi
    }
    if not since:
        return {}
    wanted = {(each.kpi, _place_of(each)) for each in since}
    read = figures.courses(wanted, first=min(since.values()), last=last, now=now)
    return {
        each.public_id: Course(
            tuple(told for told in read[each.kpi, _place_of(each)] if told[0] >= first),
            _place_of(each) is None,
        )
        for each, first in since.items()
    }


def _begun_in(action: ImprovementAction) -> Month:
    """When it was begun; when it was agreed as long as it was not."""
    day = action.started_on or local_day(action.created_at)
    return Month(day.year, day.month)


def measured(action: ImprovementAction, *, now: datetime) -> tuple[Reading, date, date] | None:
    """What its figure says over the last three whole months; None without a figure."""
    if not action.kpi:
        return None
    last = Month.of(now).previous
    span = (last.earlier(MONTHS_BEFORE - 1).first_day, last.last_day)
    place = _place_of(action)
    departments = None if place is None else [place]
    read = figures.readings([action.kpi], departments=departments, span=span, now=now)
    return read[action.kpi], *span
