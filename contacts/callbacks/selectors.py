"""Reading callbacks: one condition for a number and for the rows behind it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from contacts.callbacks import workflow
from contacts.models import Callback, Question, Subject
from contacts.models.callback import CallbackStatus
from contacts.models.contact import RepeatState
from kcc.lib.periods import local_day, start_of
from kcc.organisation.access import FRONT_OFFICE, Access
from kcc.organisation.due import Due
from kcc.organisation.models import DEPARTMENT_ROLES, Department, Membership, Role
from kcc.organisation.places import Places, places

# See every row, and no person in any of them unless another role shows it.
OVERSEERS = (Role.MANAGER, Role.BOARD)


class State(models.TextChoices):
    """The views of the list, and what the numbers of the dashboard open. All but OPEN ask only
    for callbacks that are still open."""

    MINE = "mine", _("Mine")
    DEPARTMENT = "department", _("My department")
    OPEN = "open", _("Everything")
    UNASSIGNED = "unassigned", _("Nobody's yet")
    OVERDUE = "overdue", _("Late")
    DUE_TODAY = "due_today", _("Due today")


# -- Which rows -------------------------------------------------------------------------------


def worklist(access: Access, user):
    """Every callback whose row this person may see in a list, open or not."""
    if access.has(*OVERSEERS):
        return Callback.objects.all()
    return Callback.objects.visible_to(access, user)


def state_q(state: str, *, now: datetime, access: Access | None = None, user=None) -> Q:
    """The rows of a state. OVERDUE: the promised moment has come. DUE_TODAY: it is still to come
    today. UNASSIGNED: nobody has it. MINE and DEPARTMENT need the person."""
    still_open = Q(closed_at__isnull=True)
    if state == State.OVERDUE:
        return still_open & Q(promised_at__lte=now)
    if state == State.DUE_TODAY:
        tomorrow = start_of(local_day(now) + timedelta(days=1))
        return still_open & Q(promised_at__gt=now, promised_at__lt=tomorrow)
    if state == State.UNASSIGNED:
        return still_open & Q(assignee__isnull=True)
    if state == State.MINE:
        return still_open & Q(assignee=user)
    if state == State.DEPARTMENT:
        own = Q(department_id__in=access.department_ids)
        if access.front_office:
            own |= Q(department__is_contact_centre=True)
        return still_open & own
    return Q()


def open_callbacks(
    access: Access,
    user,
    *,
    department: str | None = None,
    domain: str | None = None,
    state: str = State.OPEN,
    now: datetime,
):
    """The open callbacks this person may see; `department` and `domain` are slugs.

    The list at /contacts/callbacks/?department=…&domain=…&state=… shows exactly these rows.
    """
    found = worklist(access, user).open()
    if department:
        found = found.filter(department__slug=department)
    if domain:
        found = found.filter(department__domain__slug=domain)
    return found.filter(state_q(state, now=now, access=access, user=user))


def sees_many_departments(access: Access) -> bool:
    everywhere = access.front_office or access.has(*OVERSEERS)
    return everywhere or len(access.department_ids) > 1


def views_for(access: Access) -> list[tuple[str, str]]:
    """The tabs of this person: state and label. For who works in a department only, everything
    there is to see is of the own department."""
    labels = dict(State.choices)
    if not access.front_office:
        del labels[State.DEPARTMENT]
        if not access.has(*OVERSEERS):
            labels[State.OPEN] = State.DEPARTMENT.label
    if not access.sees_customers:
        del labels[State.MINE]
    return list(labels.items())


def counts_by_state(rows, *, access: Access, user, now: datetime) -> dict[str, int]:
    """How many of these rows each state holds: one statement."""
    return rows.aggregate(
        **{
            state.value: Count("pk", filter=state_q(state, now=now, access=access, user=user))
            for state in State
        }
    )


# -- In which order: ?sort=, every column without nulls ---------------------------------------

SORTS = {
    "due": ["promised_at"],
    "number": ["pk"],
    "subject": ["question__subject__name", "promised_at"],
    "department": ["department__name", "team_name", "promised_at"],
    "handler": ["handler_name", "promised_at"],
    "status": ["status_rank", "promised_at"],
    "attempts": ["attempts", "promised_at"],
    "repeats": ["repeats", "promised_at"],
}
DEFAULT_SORT = "due"


def listed(rows, access: Access, user):
    """These rows with everything a row shows: no further statement per row. `personal` says
    whether the person behind it may be shown: overseers see rows that they could not open."""
    statuses = [When(status=value, then=rank) for rank, value in enumerate(CallbackStatus.values)]
    return rows.select_related(
        "question__subject", "department", "team", "assignee", "customer"
    ).annotate(
        team_name=Coalesce("team__name", models.Value("")),
        handler_name=Concat(
            Coalesce("assignee__last_name", models.Value("")),
            models.Value(" "),
            Coalesce("assignee__first_name", models.Value("")),
        ),
        status_rank=Case(*statuses, output_field=IntegerField()),
        repeats=_repeats(),
        personal=Exists(Callback.objects.visible_to(access, user).filter(pk=OuterRef("pk")))
        if access.has(*OVERSEERS)
        else models.Value(True, output_field=models.BooleanField()),
    )


def _repeats():
    """Confirmed repeats in the chain of the question: how often the customer had to come back."""
    chain = Coalesce(OuterRef("question__chain_start_id"), OuterRef("question_id"))
    counted = (
        Question.objects.filter(chain_start_id=chain, repeat_state=RepeatState.CONFIRMED)
        .order_by()
        .values("chain_start_id")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


# -- What a row shows -------------------------------------------------------------------------

STATUS_KINDS = {
    CallbackStatus.NEW: "info",
    CallbackStatus.CLAIMED: "warn",
    CallbackStatus.DONE: "ok",
    CallbackStatus.NOT_REACHED: "",
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the list. Who called, the number and the words are empty for who only oversees
    the work: `personal` says whether they may be shown."""

    public_id: UUID
    number: str
    version: int
    subject: str
    department: str
    team: str
    handler: str
    status: str
    status_label: str
    status_kind: str
    promised_at: datetime
    requested_at: datetime
    due: Due
    is_open: bool
    urgent: bool
    best_time: str
    attempts: int
    repeats: int
    personal: bool
    who: str = ""
    phone: str = ""
    text: str = ""
    may_claim: bool = False

    @property
    def level(self) -> str:
        """late or warn: the coloured edge of the row."""
        if not self.is_open:
            return ""
        return "late" if self.due.late else "warn" if self.due.soon or self.urgent else ""


def rows_of(callbacks: Iterable[Callback], *, access: Access, now) -> Iterator[Row]:
    """Rows of callbacks that came from `listed(worklist(…))`."""
    for callback in callbacks:
        person = {}
        if callback.personal:
            person = {
                "who": callback.caller_name or _customer_name(callback, access),
                "phone": callback.phone,
                "text": callback.question_text,
            }
        yield Row(
            public_id=callback.public_id,
            number=callback.number,
            version=callback.version,
            subject=callback.question.subject.name,
            department=callback.department.name,
            team=callback.team.name if callback.team else "",
            handler=callback.assignee.get_display_name() if callback.assignee else "",
            status=callback.status,
            status_label=callback.get_status_display(),
            status_kind=STATUS_KINDS[callback.status],
            promised_at=callback.promised_at,
            requested_at=callback.requested_at,
            due=Due.of_moment(callback.promised_at, now),
            is_open=callback.is_open,
            urgent=callback.urgent,
            best_time=callback.get_best_time_display(),
            attempts=callback.attempts,
            repeats=callback.repeats,
            personal=callback.personal,
            may_claim=callback.personal and workflow.Act.CLAIM in acts_for(callback, access),
            **person,
        )


def _customer_name(callback: Callback, access: Access) -> str:
    """Empty for a confidential file that is not for these eyes (Customer.visible_to)."""
    customer = callback.customer
    if customer is None:
        return ""
    own = callback.department_id in access.department_ids or access.has(Role.KCC_LEAD)
    return customer.full_name if own or not customer.confidential else ""


def standings_of(callback: Callback, access: Access) -> frozenset[workflow.Standing]:
    """In which qualities this person looks at it; `department` is loaded."""
    return workflow.standings(
        access,
        department_id=callback.department_id,
        contact_centre=callback.department.is_contact_centre,
    )


def acts_for(callback: Callback, access: Access) -> tuple[workflow.Act, ...]:
    """What this person may do with it now."""
    return workflow.acts(callback.status, standings_of(callback, access))


# -- What can be chosen -----------------------------------------------------------------------


def places_for(access: Access) -> Places:
    """The departments this person can find work of. One statement."""
    everywhere = access.front_office or access.has(*OVERSEERS)
    return places(None if everywhere else access.department_ids)


def subjects() -> list[tuple[str, str]]:
    """Code and name of every subject, also those no longer in use. One statement."""
    return list(Subject.objects.order_by("name").values_list("code", "name"))


def reachable(department) -> QuerySet[Membership]:
    """The memberships through which somebody can be reached in this department: of its employees
    and heads, and for the contact centre also of its agents."""
    roles = Q(department=department, role__in=DEPARTMENT_ROLES)
    if department.is_contact_centre:
        roles |= Q(role__in=FRONT_OFFICE)
    return Membership.objects.filter(roles, user__is_active=True)


def reachable_departments() -> QuerySet[Department]:
    """Where a callback can go to: in use, and somebody there picks it up."""
    people = Membership.objects.filter(user__is_active=True)
    own = people.filter(role__in=DEPARTMENT_ROLES, department=OuterRef("pk"))
    return Department.objects.filter(
        Exists(own) | Q(Exists(people.filter(role__in=FRONT_OFFICE)), is_contact_centre=True),
        active=True,
    )
