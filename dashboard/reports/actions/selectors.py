"""Reading actions: those of a report, those that come back in the next one, and the list."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.module_loading import import_string

from dashboard.models import Report, ReportAction
from dashboard.reports.audience import READS_ALL, readable
from dashboard.reports.schedule import Period
from dashboard.reports.words import Action
from kcc.lib.periods import start_of
from kcc.organisation.access import Access
from kcc.organisation.models import Department, Membership, Role, User
from kcc.organisation.reach import reachable

State = ReportAction.State
ORDER = ["due_on", "pk"]
CLOSED_ORDER = ["-closed_at", "pk"]


# -- In a report ----------------------------------------------------------------------------------


def rows_of(report: Report) -> QuerySet[ReportAction]:
    """Agreed on this report, or on another version of it."""
    return _whole(
        ReportAction.objects.filter(
            report__kind=report.kind,
            report__first_day=report.first_day,
            report__department=report.department_id,
        )
    )


def actions_of(report: Report) -> tuple[Action, ...]:
    """The same for its document. One statement."""
    everywhere = report.department_id is None
    return tuple(_told(row, everywhere=everywhere) for row in rows_of(report))


def actions_before(department: Department | None, report: Report) -> tuple[Action, ...]:
    """Agreed on reports of earlier periods: what is still to be done, and what was closed since the
    last of them was published. None is every department, told without who does it. One statement.
    """
    last = (
        Report.objects.filter(
            kind=report.kind, department=department, first_day__lt=report.first_day,
            published_at__isnull=False,
        )
        .order_by("-published_at")
        .values("published_at")[:1]
    )  # fmt: skip
    rows = ReportAction.objects.filter(_earlier(report)).annotate(told_at=Subquery(last))
    if department:
        rows = rows.filter(department=department)
    still = Q(state=State.OPEN) | Q(told_at__isnull=True) | Q(closed_at__gte=F("told_at"))
    everywhere = department is None
    return tuple(_told(row, everywhere=everywhere) for row in _whole(rows.filter(still)))


def _earlier(report: Report) -> Q:
    """On reports of the periods before; of a year also on those of its own months."""
    if report.kind == Report.Kind.YEAR:
        months = Q(report__kind=Report.Kind.MONTH, report__first_day__year=report.first_day.year)
        return Q(report__first_day__lt=report.first_day) | months
    return Q(report__first_day__lt=report.first_day)


def _whole(rows: QuerySet[ReportAction]) -> QuerySet[ReportAction]:
    related = ("owner", "department", "report__department")
    heavy = ("figures", "words", "comment", "changes")
    return (
        rows.select_related(*related)
        .defer(*(f"report__{name}" for name in heavy))
        .order_by("due_on", "pk")
    )


def _told(row: ReportAction, *, everywhere: bool) -> Action:
    return Action(
        text=row.text,
        owner="" if everywhere else row.owner.get_display_name(),
        due_on=row.due_on,
        state=row.state,
        result=row.result,
        department=row.department.name if everywhere and row.department else "",
    )


def improvements_of(report: Report) -> tuple[Action, ...]:
    """What the departments do besides (settings.REPORT_ACTIONS): agreed before the end of its
    period, still to be done then or closed since its beginning. As many statements as there are
    others who know of actions."""
    period = Period(report.kind, report.first_day)
    everywhere = report.department_id is None
    found = [
        Action(**row | ({"owner": ""} if everywhere else {"department": ""}))
        for name in settings.REPORT_ACTIONS
        for row in import_string(name)(
            report.department,
            since=start_of(period.first_day),
            until=start_of(period.next.first_day),
        )
    ]
    return tuple(found)


# -- Who may do what ------------------------------------------------------------------------------


def departments_steered(access: Access, user) -> QuerySet[Department]:
    """For which this person agrees actions: a head for the own ones, the KCC manager for all."""
    rows = Department.objects.filter(active=True).order_by("name")
    if access.has(Role.MANAGER):
        return rows
    own = Membership.objects.filter(user=user, role=Role.HEAD).values("department")
    return rows.filter(pk__in=own)


def departments_of(access: Access, user, report: Report) -> list[Department]:
    """For which of them an action may be added to this report. One statement."""
    rows = departments_steered(access, user)
    return list(rows.filter(pk=report.department_id) if report.department_id else rows)


def may_act(access: Access, report: Report) -> bool:
    """Whether this person may add actions to this report, as far as the roles tell without asking
    anything; of which departments says `departments_of`."""
    if report.state != Report.State.PUBLISHED:
        return False
    if access.has(Role.MANAGER):
        return True
    if not access.has(Role.HEAD):
        return False
    return report.department_id is None or report.department_id in access.chief_ids


def headed(user) -> frozenset[int]:
    """The departments (ids) this person is head of, deputies too. One statement."""
    rows = Membership.objects.filter(user=user, role=Role.HEAD)
    return frozenset(rows.values_list("department", flat=True))


def may_change(access: Access, action: ReportAction, own: frozenset[int]) -> bool:
    """The KCC manager, and a head of its department; `own` are those of `headed`."""
    return access.has(Role.MANAGER) or action.department_id in own


def owners(department: Department, *, keep: int | None = None) -> QuerySet[User]:
    """Who can do something about it: everybody who works there, its heads too; `keep` is somebody
    (id) who has it already."""
    here = Q(pk__in=reachable(department).values("user"))
    return User.objects.filter(here | Q(pk=keep)).order_by("last_name", "first_name", "pk")


# -- The list -------------------------------------------------------------------------------------


def _readable(access: Access, user) -> Q:
    """Of the own departments, and what somebody is to do: an agent has no department."""
    if access.has(*READS_ALL):
        return Q()
    return Q(department__in=access.department_ids) | Q(owner=user)


def listed(
    access: Access, user, *, day: date, view: str, department: str = ""
) -> QuerySet[ReportAction]:
    """`view` is open, late or closed; `department` a slug. `opens` says whether this person may
    open the report it comes from."""
    report = Report.objects.filter(readable(access), pk=OuterRef("report"))
    rows = _whole(ReportAction.objects.filter(_readable(access, user)))
    rows = rows.annotate(opens=Exists(report))
    if department:
        rows = rows.filter(department__slug=department)
    if view == "closed":
        return rows.exclude(state=State.OPEN)
    rows = rows.filter(state=State.OPEN)
    return rows.filter(due_on__lt=day) if view == "late" else rows


def departments_listed(access: Access, user) -> list[Department]:
    """Which have actions this person may read. One statement."""
    found = ReportAction.objects.filter(_readable(access, user)).values("department")
    return list(Department.objects.filter(pk__in=found).order_by("name"))


def action_of(access: Access, user, public_id: UUID) -> ReportAction | None:
    """One statement."""
    rows = ReportAction.objects.filter(_readable(access, user), public_id=public_id)
    return _whole(rows).first()
