"""Reading cases: one condition for a number and for the rows behind it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import models
from django.db.models import Count, F, IntegerField, Min, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Concat, TruncDate
from django.utils.translation import gettext_lazy as _

from cases import overdue, workflow
from cases.models import Case, Confidentiality, Stage, StatusType
from cases.terms.standing import Stand, days_decided_late, due_of, is_overdue, stand
from kcc.lib.periods import FIRST_DAY, LAST_DAY, ZONE, local_day, start_of
from kcc.organisation.access import Access
from kcc.organisation.due import SOON_DAYS, Due
from kcc.organisation.models import Role
from kcc.organisation.standing import Standing, standings
from kcc.organisation.worklist import (
    State,
    in_place,
    name_of,
    next_working_day,
    own_department,
    person_shown,
    visible_rows,
)

# -- Which rows -------------------------------------------------------------------------------


def worklist(access: Access, user):
    """Every case whose row this person may see in a list, open or not."""
    return visible_rows(Case.objects.filter(destroyed_at__isnull=True), access, user)


def every_case():
    """All there are, whoever may see them, and those that were destroyed too: a figure of the past
    stays what it was."""
    return Case.objects.all()


def first_day() -> date | None:
    """The local day on which the first case was registered; None when there is none."""
    first = every_case().aggregate(at=Min("registered_at"))["at"]
    return local_day(first) if first else None


def confidential_q() -> Q:
    return Q(confidentiality=Confidentiality.CONFIDENTIAL)


def in_term_q() -> Q:
    """Decided, or closed without a decision, on or before the last day of the term."""
    decided = Q(decided_on__isnull=False, decided_on__lte=F("due_on"))
    return decided | Q(decided_on__isnull=True, closed_on__lte=F("due_on"))


def closed_with_day():
    """The closed ones, with the local day of it as `closed_on`."""
    day = TruncDate("closed_at", tzinfo=ZONE)
    return every_case().filter(closed_at__isnull=False).annotate(closed_on=day)


def state_q(state: str, *, now: datetime, access: Access | None = None, user=None) -> Q:
    """The rows of a state (`cases.overdue` says how a term stands). UNASSIGNED: nobody handles it.
    MINE, TEAM and DEPARTMENT need the person. SERIOUS, LATE, DUE_TODAY, DUE_TOMORROW, DUE_LATER and
    WAITING are together all that is open, each once; DUE_SOON is the coming week with today."""
    today = local_day(now)
    day_after = timedelta(days=1)
    if state == State.OVERDUE:
        return overdue.overdue_q(today)
    if state == State.SERIOUS:
        return overdue.serious_q(today)
    if state == State.LATE:
        return overdue.late_q(today)
    if state == State.DUE_TODAY:
        return overdue.due_q(today, today)
    if state == State.DUE_SOON:
        return overdue.due_q(today, today + timedelta(days=SOON_DAYS))
    if state == State.DUE_TOMORROW:
        return overdue.due_q(today + day_after, next_working_day(now))
    if state == State.DUE_LATER:
        return overdue.due_later_q(next_working_day(now) + day_after)
    if state == State.WAITING:
        return overdue.waiting_q()
    if state == State.UNASSIGNED:
        return overdue.OPEN & Q(handler__isnull=True)
    if state == State.MINE:
        return Q(handler=user)
    if state == State.TEAM:
        return Q(team_id__in=access.team_ids)
    if state == State.DEPARTMENT:
        return own_department(access)
    if state == State.ASKED:
        return Q(registered_by=user)
    return Q()


def open_cases(
    access: Access,
    user,
    *,
    department: str | None = None,
    domain: str | None = None,
    state: str = State.OPEN,
    now: datetime,
):
    """The open cases this person may see; `department` and `domain` are slugs.

    The list at /cases/?department=…&domain=…&state=… shows exactly these rows.
    """
    found = in_place(worklist(access, user).open(), department, domain)
    return found.filter(state_q(state, now=now, access=access, user=user))


# -- The views of the list --------------------------------------------------------------------

VIEWS = {state: state.label for state in State} | {
    State.WAITING: _("Suspended"),
    State.ASKED: _("Registered by me"),
}

# -- In which order: ?sort=, every column without nulls ---------------------------------------

SORTS = {
    "due": ["due_on"],
    "norm": ["norm_due_at"],
    "number": ["number"],
    "type": ["case_type__name", "due_on"],
    "customer": ["who_name", "due_on"],
    "department": ["department__name", "team_name", "due_on"],
    "handler": ["handler_name", "due_on"],
    "status": ["status__name", "due_on"],
    "registered": ["registered_at", "pk"],
    "registered_by": ["registrar_name", "due_on"],
    "repeats": ["repeats", "due_on"],
    "priority": ["priority", "due_on"],
    "subject": ["subject_name", "due_on"],
    "suspended": ["waits_until", "due_on"],
    "result": ["result_name", "due_on"],
    "closed": ["closed_or_open", "due_on"],
}
PERSONAL_SORTS = {"customer"}


def sorts(access: Access) -> dict[str, list[str]]:
    """Who may not know who the customer is, does not see it in the order either."""
    hidden = set() if access.sees_customers else PERSONAL_SORTS
    return {name: columns for name, columns in SORTS.items() if name not in hidden}


def default_sort(whose: str) -> str:
    """What somebody registered: the newest first. Otherwise what must be done first."""
    return "-registered" if whose == State.ASKED else "due"


def listed(rows, access: Access, user):
    """These rows with everything a row shows: no further statement per row. `personal` says
    whether the person behind it may be shown: overseers see rows that they could not open."""
    related = (
        "case_type", "status", "department", "team", "handler", "customer", "registered_by",
        "result",
    )  # fmt: skip
    own = Q(department_id__in=access.department_ids)
    return (
        rows.select_related(*related)
        .annotate(personal=person_shown(access, user, Case))
        .annotate(
            team_name=Coalesce("team__name", models.Value("")),
            handler_name=name_of("handler"),
            registrar_name=name_of("registered_by"),
            result_name=Coalesce("result__name", models.Value("")),
            who_name=name_to_sort(access, own),
            repeats=_repeats(),
            # Open ones are the oldest here, so that the last closed is at one end.
            closed_or_open=Coalesce("closed_at", models.Value(start_of(FIRST_DAY))),
            waits_until=Coalesce("suspended_until", models.Value(LAST_DAY)),
        )
    )


def name_to_sort(access: Access, own: Q, *first: When):
    """The customer that a row names, by last name; empty where it names nobody. Of `own` work even
    a confidential customer is named; `first` is what goes before the name of the customer."""
    nobody = models.Value("")
    hidden = Q(personal=False)
    if not access.has(Role.KCC_LEAD):
        hidden |= Q(customer__confidential=True) & ~own
    name = Concat(
        Coalesce("customer__family_name", nobody), Coalesce("customer__organisation_name", nobody)
    )
    return models.Case(
        When(hidden, then=nobody), *first, default=name, output_field=models.CharField()
    )


def questions():
    """The questions that people asked about cases. Contacts stand to the right of this room: they
    are reached over the relation, not imported."""
    return Case._meta.get_field("questions").related_model.objects


def _repeats():
    """Confirmed repeat contacts about the case: how often the customer had to come back."""
    counted = (
        questions()
        .filter(case_id=OuterRef("pk"), repeat_state="confirmed")
        .order_by()
        .values("case_id")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


# -- What a row shows -------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the list. The customer and the words are empty for who only oversees the work:
    `personal` says whether they may be shown."""

    public_id: UUID
    number: str
    version: int
    case_type: str
    department: str
    team: str
    handler: str
    status: str
    status_kind: str
    registered_at: datetime
    registered_by: str
    closed_at: datetime | None
    result: str
    due_on: date
    due: Due
    is_late: bool
    serious: bool
    norm_due_at: datetime
    norm_late: bool
    is_open: bool
    suspended_on: date | None
    suspended_until: date | None
    decided_on: date | None
    days_decided_late: int | None
    confidential: bool
    priority: int
    priority_label: str
    subject: str
    repeats: int
    personal: bool
    who: str = ""
    text: str = ""
    location: str = ""
    may_claim: bool = False
    may_pick: bool = False

    @property
    def level(self) -> str:
        """late or warn: the coloured edge of the row."""
        if self.is_late:
            return "late"
        return "warn" if self.is_open and (self.due.soon or self.norm_late) else ""


def status_kind(case: Case) -> str:
    """ok when closed, info when nobody has begun, warn in between."""
    if not case.is_open:
        return "ok"
    return "warn" if case.handler_id else "info"


def rows_of(cases: Iterable[Case], *, access: Access, now: datetime) -> Iterator[Row]:
    """Rows of cases that came from `listed(worklist(…))`."""
    today = local_day(now)
    for case in cases:
        acts = acts_for(case, access) if case.personal else ()
        yield Row(
            public_id=case.public_id,
            number=case.number,
            version=case.version,
            case_type=case.case_type.name,
            department=case.department.name,
            team=case.team.name if case.team else "",
            handler=case.handler.get_display_name() if case.handler else "",
            status=case.status.name,
            status_kind=status_kind(case),
            registered_at=case.registered_at,
            registered_by=case.registered_by.get_display_name() if case.registered_by else "",
            closed_at=case.closed_at,
            result=case.result.name if case.result else "",
            due_on=case.due_on,
            due=due_of(case, now),
            is_late=is_overdue(case, today),
            serious=stand(case, today) == Stand.SERIOUS,
            norm_due_at=case.norm_due_at,
            norm_late=case.is_open and case.suspended_on is None and case.norm_due_at <= now,
            is_open=case.is_open,
            suspended_on=case.suspended_on,
            suspended_until=case.suspended_until,
            decided_on=case.decided_on,
            days_decided_late=days_decided_late(case),
            confidential=case.confidentiality == Confidentiality.CONFIDENTIAL,
            priority=case.priority,
            priority_label=case.get_priority_display(),
            subject=case.subject_name,
            repeats=case.repeats,
            personal=case.personal,
            may_claim=workflow.Act.CLAIM in acts,
            may_pick=not BULK.isdisjoint(acts),
            **_person_of(case, access),
        )


def _person_of(case: Case, access: Access) -> dict:
    """Who it is about and what they said, as far as it may be told."""
    if not case.personal:
        return {}
    who = customer_name(case.customer, access, department_id=case.department_id)
    return {"who": who, "text": case.description, "location": case.location}


def customer_name(customer, access: Access, *, department_id: int) -> str:
    """Of work of that department. Empty for a confidential file that is not for these eyes
    (Customer.visible_to)."""
    if customer is None:
        return ""
    own = department_id in access.department_ids or access.has(Role.KCC_LEAD)
    return customer.full_name if own or not customer.confidential else ""


def standings_of(case: Case, access: Access) -> frozenset[Standing]:
    """In which qualities this person looks at it; `department` is loaded."""
    return standings(
        access,
        department_id=case.department_id,
        contact_centre=case.department.is_contact_centre,
    )


# What can be done with many at once: who may do none of it has nothing to choose in the list.
BULK = frozenset(
    {workflow.Act.CLAIM, workflow.Act.TAKE_OVER, workflow.Act.RELEASE, workflow.Act.HAND_OVER}
)


def acts_for(case: Case, access: Access) -> tuple[workflow.Act, ...]:
    """What this person may do with it now."""
    now = workflow.stage(closed=not case.is_open, handled=case.handler_id is not None)
    return workflow.acts(now, standings_of(case, access))


# -- What can be chosen -----------------------------------------------------------------------


@dataclass(frozen=True)
class Kinds:
    """Case types by slug, and the names their statuses have."""

    types: list[tuple[str, str]]
    statuses: list[tuple[str, str]]


def kinds() -> Kinds:
    """One statement. Of a type with several versions the newest gives the name; drafts have no
    cases yet. Statuses of different types that have one name are one choice."""
    rows = (
        StatusType.objects.exclude(case_type__stage=Stage.DRAFT)
        .order_by("case_type__version", "order")
        .values_list("case_type__slug", "case_type__name", "name", "is_final")
    )
    types, statuses = {}, {}
    for slug, case_type, name, is_final in rows:
        types[slug] = case_type
        if not is_final:
            statuses[name] = name
    by_name = sorted(types.items(), key=lambda choice: choice[1].casefold())
    return Kinds(by_name, sorted(statuses.items()))
