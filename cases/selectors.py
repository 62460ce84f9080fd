"""Reading cases: one condition for a number and for the rows behind it."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Count, F, IntegerField, Min, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Concat, TruncDate
from django.utils.translation import gettext_lazy as _

from cases import overdue, workflow
from cases.catalogue.kept import names as kept_names
from cases.models import (
    Case,
    Confidentiality,
)
from cases.rights import acts_for
from cases.rows import Row
from kcc.lib.periods import FIRST_DAY, LAST_DAY, ZONE, local_day, start_of
from kcc.organisation.access import Access
from kcc.organisation.directory import name_all, name_by
from kcc.organisation.due import SOON_DAYS
from kcc.organisation.models import Role
from kcc.organisation.worklist import (
    State,
    in_place,
    name_of,
    next_working_day,
    own_department,
    to_sort,
    visible_rows,
)

# -- Which rows -------------------------------------------------------------------------------


def worklist(access: Access, user):
    """Every case whose row this person may see in a list, open or not."""
    return visible_rows(Case.objects.filter(destroyed_at__isnull=True), access, user)


def asked_by(user):
    """Everything somebody of the contact centre registered: theirs to see, also when it is
    confidential (`visible_to`)."""
    return Case.objects.filter(registered_by=user, destroyed_at__isnull=True)


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


def listed(rows, access: Access, user, *, order: Iterable[str] | None = None):
    """These rows with everything a row shows: no further statement per row. `personal` says
    whether the person behind it may be shown: overseers see rows that they could not open. With
    an `order` only what it sorts by is reckoned."""
    related = (
        "case_type", "status", "department", "team", "handler", "customer", "registered_by",
        "result",
    )  # fmt: skip
    return to_sort(rows, access, user, RECKONED, order).select_related(*related)


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


# What is not a column of the row itself: without nulls, so that it can be sorted by.
RECKONED = {
    "team_name": lambda _access: Coalesce("team__name", models.Value("")),
    "handler_name": lambda _access: name_of("handler"),
    "registrar_name": lambda _access: name_of("registered_by"),
    "result_name": lambda _access: Coalesce("result__name", models.Value("")),
    "who_name": lambda access: name_to_sort(access, Q(department_id__in=access.department_ids)),
    "repeats": lambda _access: _repeats(),
    # Open ones are the oldest here, so that the last closed is at one end.
    "closed_or_open": lambda _access: Coalesce("closed_at", models.Value(start_of(FIRST_DAY))),
    "waits_until": lambda _access: Coalesce("suspended_until", models.Value(LAST_DAY)),
}
# What a line of the list shows; the names of type, status, place and colleagues are kept.
SHOWN = (
    "public_id", "version", "number", "case_type_id", "status_id", "result_id", "description",
    "location", "subject_name", "priority", "department_id", "team_id", "handler_id",
    "confidentiality", "registered_at", "registered_by_id", "due_on", "norm_due_at", "serious_on",
    "suspended_on", "suspended_until", "decided_on", "closed_at", "customer__kind",
    "customer__initials", "customer__given_name", "customer__prefix", "customer__family_name",
    "customer__organisation_name", "customer__confidential",
)  # fmt: skip


def lines(rows, access: Access, user, *, order: Iterable[str], columns: Iterable[str]):
    """As `listed`, with no more than the page shows in these columns: `named` fills in the rest."""
    found = to_sort(rows, access, user, RECKONED, order, repeats="repeats" in columns)
    return (
        found.annotate(of_contact_centre=F("department__is_contact_centre"))
        .select_related("customer")
        .only(*SHOWN)
    )


def reckoned(rows, access: Access, user, *, order: Iterable[str]):
    """These rows with who may be shown, and what they are sorted by."""
    found = to_sort(rows, access, user, RECKONED, order, repeats=False)
    return found.annotate(of_contact_centre=F("department__is_contact_centre"))


def named(cases: list[Case]) -> list[Case]:
    """Cases with the names that every process keeps."""
    name_all(cases, "department", "team", "handler", "registered_by")
    name_by(kept_names, cases, "case_type", "status", "result")
    return cases


# -- What a row shows -------------------------------------------------------------------------


def rows_of(cases: Iterable[Case], *, access: Access, now: datetime) -> Iterator[Row]:
    """Rows of cases that came from `listed(worklist(…))`."""
    # On a page many stand alike: where they wait, and whether somebody is at work on them.
    alike: dict[tuple, tuple[workflow.Act, ...]] = {}
    for case in cases:
        acts = ()
        if case.personal:
            place = case.department_id, case.is_open, case.handler_id is None
            acts = alike.get(place)
            if acts is None:
                acts = alike[place] = acts_for(case, access)
        yield Row(case, acts, access, now)
