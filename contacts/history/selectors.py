"""Reading contacts back: which of them a figure counts, and a list shows.

`counted_questions` is what a figure counts and `listed_questions` the same rows for the person
who opens the number: one filter object, one condition, so that a number and its list agree.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import (
    Count,
    Exists,
    Min,
    OuterRef,
    Q,
    QuerySet,
)

from contacts.history.filters import MINE, ContactFilters
from contacts.known import key_of
from contacts.models import (
    Contact,
    Direction,
    Question,
    Subject,
)
from contacts.models.contact import RepeatState
from contacts.statusquestions import status_q
from kcc.lib.periods import start_of
from kcc.organisation.access import Access
from kcc.organisation.places import places

# The reason of a message that nobody asked for (contacts/data/redenen.yaml).
PROACTIVE = "statusbericht"


# -- Which rows -------------------------------------------------------------------------------


def counted_questions(filters: ContactFilters, *, user=None) -> QuerySet[Question]:
    """Every question the filters ask for, whoever may see it: the rows of a figure.

    With `repeat` = confirmed the department is that of the first contact (`repeat_department`);
    with `repeat` = proposed it is that of the first question of the chain, where the repeat would
    count; otherwise it is the department of the question itself.
    """
    return Question.objects.filter(_condition(filters, user))


def listed_questions(access: Access, user, filters: ContactFilters) -> QuerySet[Question]:
    """The questions of `counted_questions` that this person may see."""
    return counted_questions(filters, user=user).filter(visible(access, user))


def visible(access: Access, user) -> Q:
    """The questions this person may read: of a contact that may be seen, and outside the contact
    centre only those of the own departments. Who asks about parking and about youth care in one
    call does not tell parking about youth care."""
    if not access.front_office:
        return Q(department_id__in=access.department_ids)
    # As Contact.visible_to, of the contact that is joined anyway.
    seen = Q(contact__confidential=False) | Q(contact__agent=user)
    if access.department_ids:
        beside = Question.objects.filter(
            contact=OuterRef("contact_id"), department_id__in=access.department_ids
        )
        seen |= Exists(beside)
    return seen


def _condition(filters: ContactFilters, user) -> Q:
    condition = Q()
    first, last = filters.days
    if first:
        condition &= Q(contact__local_day__gte=first)
    if last:
        condition &= Q(contact__local_day__lte=last)
    if filters.only_counted:
        condition &= Q(contact__direction=Direction.INBOUND, contact__counts=True)
    if filters.channel:
        condition &= _named("contact__channel", "channel", filters.channel)
    if filters.subject:
        condition &= _named("subject", "subject", filters.subject)
    if filters.outcome:
        condition &= Q(outcome_category=filters.outcome)
    if filters.direct is not None:
        condition &= Q(counts_as_direct=filters.direct)
    if filters.asks_status is not None:
        condition &= status_q(filters.asks_status)
    if filters.repeat:
        condition &= Q(repeat_state=filters.repeat)
    if filters.department:
        condition &= _of_department(_department_column(filters), filters.department)
    if filters.agent == MINE:
        condition &= Q(contact__agent=user)
    if filters.source:
        condition &= Q(contact__source=filters.source)
    return condition


def moments(filters: ContactFilters, prefix: str = "") -> Q:
    """The days asked for, once more as moments: the index that has contacts in the order of the
    list then begins and ends there, and nothing is sorted."""
    first, last = filters.days
    found = Q()
    if first:
        found &= Q(**{f"{prefix}started_at__gte": start_of(first)})
    if last:
        found &= Q(**{f"{prefix}started_at__lt": start_of(last + timedelta(days=1))})
    return found


def keys_of(filters: ContactFilters) -> tuple[int | None, ...]:
    """Of what is asked for, as they stand in a statement that is kept."""
    named = key_of("channel", filters.channel), key_of("subject", filters.subject)
    return *named, places().keys.get(filters.department)


def _named(column: str, name: str, code: str) -> Q:
    """By its key: then PostgreSQL knows how many there are of this one, and takes the index of a
    rare one and the newest contacts of a common one."""
    key = key_of(name, code)
    return Q(**({f"{column}__code": code} if key is None else {f"{column}_id": key}))


def _of_department(column: str, slug: str) -> Q:
    key = places().keys.get(slug)
    return Q(**({f"{column}__slug": slug} if key is None else {f"{column}_id": key}))


def _department_column(filters: ContactFilters) -> str:
    if filters.repeat == RepeatState.CONFIRMED:
        return "repeat_department"
    if filters.repeat == RepeatState.PROPOSED:
        return "chain_start__department"
    return "department"


def asks_status() -> Q:
    """The questions that ask how it is going with what is running (contacts.statusquestions)."""
    return status_q()


def answered_for_good() -> Q:
    """Answered at once, and nobody had to come back about it: no confirmed repeat points to it.
    Final when the repeat window of its subject has passed."""
    again = Question.objects.filter(repeat_of=OuterRef("pk"), repeat_state=RepeatState.CONFIRMED)
    return Q(counts_as_direct=True) & ~Exists(again)


def first_day() -> date | None:
    """The local day of the first contact there is; None when there is none. One statement."""
    return Contact.objects.aggregate(day=Min("local_day"))["day"]


def subjects_by_code(code) -> QuerySet:
    """The id of the subject with this code, as a subquery: cases know a subject by its code."""
    return Subject.objects.filter(code=code).values("pk")[:1]


def proactive_questions(filters: ContactFilters) -> QuerySet[Question]:
    """What we told people before they asked: outbound, for that reason."""
    return counted_questions(filters).filter(
        contact__direction=Direction.OUTBOUND, reason__code=PROACTIVE
    )


@dataclass(frozen=True)
class Total:
    """How many rows a bounded list holds, how many more there are that others may see, and how many
    of those seen ask how it is going."""

    seen: int
    hidden: int
    status: int = 0


def total_of(access: Access, user, filters: ContactFilters) -> Total | None:
    """One statement; None when the list has no first and last day, for then it may be any size."""
    if not filters.is_narrow:
        return None
    counted = counted_questions(filters, user=user).aggregate(
        every=Count("pk"),
        seen=Count("pk", filter=visible(access, user)),
        status=Count("pk", filter=visible(access, user) & status_q()),
    )
    return Total(counted["seen"], counted["every"] - counted["seen"], counted["status"])


# -- In which order: ?sort=, every column without nulls ---------------------------------------

SORTS = {
    "moment": ["contact__started_at", "pk"],
    "subject": ["subject__name", "-contact__started_at"],
    "outcome": ["outcome__name", "-contact__started_at"],
    "department": ["department__name", "-contact__started_at"],
    "channel": ["contact__channel__name", "-contact__started_at"],
    "talk": ["contact__talk_seconds", "-contact__started_at"],
}
DEFAULT_SORT = "-moment"
