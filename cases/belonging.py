"""What belongs to a case: what has to be done, the people who have to do with it, other cases."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import (
    BigIntegerField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models import Case as Whenever
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.models import Case, CaseLink, CaseRole, CaseTask
from cases.selectors import named
from cases.terms.standing import due_of
from cases.whole import there
from kcc.customers.models import ContactPoint, Customer
from kcc.lib.periods import local_day
from kcc.lib.ready import Ready, filled_up
from kcc.organisation.access import Access
from kcc.organisation.alike import ReadyFor
from kcc.organisation.directory import name_all
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
    """Each with `late`: its day has passed. One statement, none when there are none."""
    rows = _tasks(case=case.pk) if there(case).tasks else []
    name_all(rows, "assignee", "done_by")
    today = local_day(now)
    for row in rows:
        row.case = case
        row.late = row.done_at is None and row.due_on is not None and row.due_on < today
    rows.sort(key=lambda row: (row.due_on is None, row.due_on or today, row.pk))
    done = sorted((row for row in rows if row.done_at), key=lambda row: row.done_at, reverse=True)
    return Tasks([row for row in rows if not row.done_at], done)


_tasks = Ready(
    lambda *, case: CaseTask.objects.filter(case=case),
    case=BigIntegerField(),
)


# -- People -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """The customer of the case, or somebody beside: then with `role`. `customer` is None for a
    confidential file that is not for these eyes."""

    customer: Customer | None
    role: CaseRole | None = None
    points: list[ContactPoint] = field(default_factory=list)


def people_of(case: Case, access: Access) -> list[Person]:
    """The customer first. At most two statements."""
    roles = _roles(case=case.pk) if there(case).roles else []
    rows = [(case.customer, None)] if case.customer_id else []
    rows += [(role.customer, role) for role in roles]
    shown = {row.pk for row, _role in rows if knows(row, case, access)}
    points: dict[int, list[ContactPoint]] = {}
    for point in _points(customers=filled_up(shown, 1, 4, 16)) if shown else ():
        points.setdefault(point.customer_id, []).append(point)
    return [
        Person(row if row.pk in shown else None, role, points.get(row.pk, [])) for row, role in rows
    ]


_roles = Ready(
    lambda *, case: CaseRole.objects.filter(case=case).select_related("customer"),
    case=BigIntegerField(),
)
_points = Ready(
    lambda *, customers: ContactPoint.objects.filter(customer__in=customers),
    customers=BigIntegerField(),
)


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
    """One statement, none when it stands alone."""
    found = named(_rows(case, access, user)) if there(case).others else []
    rows = [_related(row, case, now) for row in found]
    ties = [row for row in rows if row.link]
    return Others(
        parent=next((row for row in rows if row.case.pk == case.parent_id), None),
        parts=[row for row in rows if row.case.parent_id == case.pk],
        links=ties,
        same_customer=[row for row in rows if row.visible and _only_of_customer(row, case)],
    )


def _only_of_customer(row: Related, case: Case) -> bool:
    return not row.link and case.pk != row.case.parent_id and row.case.pk != case.parent_id


def _rows(case: Case, access: Access, user) -> list[Case]:
    """Ties first, then what is due first. Customers that may not be seen tell nothing here."""
    # 0 is no case and no customer.
    known = case.customer_id and knows(case.customer, case, access)
    return _others(
        access,
        user=user.pk,
        case=case.pk,
        parent=case.parent_id or 0,
        customer=case.customer_id if known else 0,
    )


def _belonging(access: Access, *, user, case, parent, customer) -> QuerySet[Case]:
    forth = CaseLink.objects.filter(case=case, other=OuterRef("pk"))
    back = CaseLink.objects.filter(case=OuterRef("pk"), other=case)
    # One list of keys: asked with OR, every case there is was read (25 ms at 29,000 cases).
    keys = (
        CaseLink.objects.filter(case=case)
        .order_by()
        .values("other")
        .union(
            CaseLink.objects.filter(other=case).order_by().values("case"),
            Case.objects.filter(Q(parent=case) | Q(pk=parent)).values("pk"),
            Case.objects.filter(customer=customer, closed_at__isnull=True).values("pk"),
            all=True,
        )
    )
    tied = Q(forth__isnull=False) | Q(back__isnull=False) | Q(parent=case) | Q(pk=parent)
    visible = Case.objects.visible_to(access, user).filter(pk=OuterRef("pk"))
    return (
        Case.objects.filter(pk__in=keys, destroyed_at__isnull=True)
        .exclude(pk=case)
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


_key = BigIntegerField()
_others = ReadyFor(_belonging, user=_key, case=_key, parent=_key, customer=_key)


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
