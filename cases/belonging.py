"""What belongs to a case: what has to be done, the people who have to do with it, other cases."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case as Whenever
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.models import Case, CaseLink, CaseRole, CaseTask
from cases.terms.standing import due_of
from kcc.customers.models import ContactPoint, Customer
from kcc.lib.periods import local_day
from kcc.organisation.access import Access
from kcc.organisation.due import Due
from kcc.organisation.models import Role

# A customer may have very many.
MOST = 50

# -- Tasks ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tasks:
    """`open` by day, without a day last; `done` the last first."""

    open: list[CaseTask]
    done: list[CaseTask]


def tasks_of(case: Case, now: datetime) -> Tasks:
    """Each with `late`: its day has passed. One statement."""
    rows = list(case.tasks.select_related("assignee", "done_by"))
    today = local_day(now)
    for row in rows:
        row.case = case
        row.late = row.done_at is None and row.due_on is not None and row.due_on < today
    rows.sort(key=lambda row: (row.due_on is None, row.due_on or today, row.pk))
    done = sorted((row for row in rows if row.done_at), key=lambda row: row.done_at, reverse=True)
    return Tasks([row for row in rows if not row.done_at], done)


# -- People -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """The customer of the case, or somebody beside: then with `role`. `customer` is None for a
    confidential file that is not for these eyes."""

    customer: Customer | None
    role: CaseRole | None = None
    points: list[ContactPoint] = field(default_factory=list)


def people_of(case: Case, access: Access) -> list[Person]:
    """The customer first. Two statements."""
    roles = list(case.roles.select_related("customer"))
    rows = [(case.customer, None)] if case.customer_id else []
    rows += [(role.customer, role) for role in roles]
    shown = {row.pk for row, _role in rows if knows(row, case, access)}
    points: dict[int, list[ContactPoint]] = {}
    for point in ContactPoint.objects.filter(customer__in=shown) if shown else ():
        points.setdefault(point.customer_id, []).append(point)
    return [
        Person(row if row.pk in shown else None, role, points.get(row.pk, [])) for row, role in rows
    ]


def knows(customer: Customer, case: Case, access: Access) -> bool:
    """As Customer.visible_to has it for who may see this case: its department knows everybody who
    has to do with it."""
    own = case.department_id in access.department_ids or access.has(Role.KCC_LEAD)
    return own or not customer.confidential


# -- Other cases ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Related:
    """Another case and, in a word, how it belongs to this one. `visible`: it may be opened, and its
    type told. `link` is the public id of the link that can be removed."""

    case: Case
    word: str
    visible: bool
    due: Due
    link: object = None


@dataclass(frozen=True)
class Others:
    """The case it is part of and the cases that are part of it, linked ones, and what else is open
    for the same customer."""

    parent: Related | None
    parts: list[Related]
    links: list[Related]
    same_customer: list[Related]

    @property
    def tied(self) -> list[Related]:
        return [*filter(None, [self.parent]), *self.parts, *self.links]

    @property
    def open_parts(self) -> int:
        return sum(1 for row in self.parts if row.case.is_open)


def others_of(case: Case, access: Access, user, *, now: datetime) -> Others:
    """One statement."""
    rows = [_related(row, case, now) for row in _rows(case, access, user)]
    ties = [row for row in rows if row.link]
    return Others(
        parent=next((row for row in rows if row.case.pk == case.parent_id), None),
        parts=[row for row in rows if row.case.parent_id == case.pk],
        links=ties,
        same_customer=[row for row in rows if row.visible and _only_of_customer(row, case)],
    )


def _only_of_customer(row: Related, case: Case) -> bool:
    return not row.link and case.pk != row.case.parent_id and row.case.pk != case.parent_id


def _rows(case: Case, access: Access, user) -> Iterable[Case]:
    """Ties first, then what is due first. Customers that may not be seen tell nothing here."""
    forth = CaseLink.objects.filter(case=case, other=OuterRef("pk"))
    back = CaseLink.objects.filter(case=OuterRef("pk"), other=case)
    tied = Q(pk__in=CaseLink.objects.filter(case=case).values("other"))
    tied |= Q(pk__in=CaseLink.objects.filter(other=case).values("case"))
    tied |= Q(parent=case) | Q(pk=case.parent_id)
    of_customer = Q(pk__in=[])
    if case.customer_id and knows(case.customer, case, access):
        of_customer = Q(customer=case.customer_id, closed_at__isnull=True)
    visible = Case.objects.visible_to(access, user).filter(pk=OuterRef("pk"))
    rows: QuerySet = Case.objects.filter(tied | of_customer, destroyed_at__isnull=True)
    return (
        rows.exclude(pk=case.pk)
        .select_related("case_type", "status", "department")
        .annotate(
            forth=Subquery(forth.values("kind")[:1]),
            forth_id=Subquery(forth.values("public_id")[:1]),
            back=Subquery(back.values("kind")[:1]),
            back_id=Subquery(back.values("public_id")[:1]),
            visible=Exists(visible),
            rank=Whenever(When(tied, then=Value(0)), default=Value(1)),
        )
        .order_by("rank", F("closed_at").desc(nulls_first=True), "due_on", "pk")[:MOST]
    )


def _related(row: Case, case: Case, now: datetime) -> Related:
    return Related(
        case=row,
        word=_word(row, case),
        visible=row.visible,
        due=due_of(row, now),
        link=row.forth_id or row.back_id,
    )


def _word(row: Case, case: Case) -> str:
    """How this case stands to that one."""
    if row.pk == case.parent_id:
        return _("is part of")
    if row.parent_id == case.pk:
        return pgettext("a case", "has as a part")
    if row.forth:
        return str(CaseLink.Kind(row.forth).label)
    backwards = {
        CaseLink.Kind.FOLLOW_UP: _("follows"),
        CaseLink.Kind.ABOUT: _("is the subject of"),
        CaseLink.Kind.CONTRIBUTES: _("gets a contribution from"),
    }
    return backwards[row.back] if row.back else ""
