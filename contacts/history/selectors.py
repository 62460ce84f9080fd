"""Reading contacts back: the list and one contact.

`counted_questions` is what a figure counts and `listed_questions` the same rows for the person
who opens the number: one filter object, one condition, so that a number and its list agree.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import (
    Count,
    Exists,
    IntegerField,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from cases.models import Case
from contacts.history.filters import MINE, ContactFilters
from contacts.models import (
    Callback,
    CallbackEvent,
    Contact,
    ContactCorrection,
    Direction,
    Question,
    Subject,
)
from contacts.models.contact import RepeatState
from contacts.statusquestions import is_one, status_q
from kcc.customers.models import Customer
from kcc.lib.paging import Page, keyset_page
from kcc.lib.text import shorten
from kcc.organisation.access import FRONT_OFFICE, Access
from kcc.organisation.models import Role

NOTE_SHOWN = 90
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
    contact = Contact.objects.visible_to(access, user).filter(pk=OuterRef("contact_id"))
    own = Q() if access.front_office else Q(department_id__in=access.department_ids)
    return Q(Exists(contact)) & own


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
        condition &= Q(contact__channel__code=filters.channel)
    if filters.subject:
        condition &= Q(subject__code=filters.subject)
    if filters.outcome:
        condition &= Q(outcome_category=filters.outcome)
    if filters.direct is not None:
        condition &= Q(counts_as_direct=filters.direct)
    if filters.asks_status is not None:
        condition &= status_q(filters.asks_status)
    if filters.repeat:
        condition &= Q(repeat_state=filters.repeat)
    if filters.department:
        condition &= Q(**{f"{_department_column(filters)}__slug": filters.department})
    if filters.agent == MINE:
        condition &= Q(contact__agent=user)
    if filters.source:
        condition &= Q(contact__source=filters.source)
    return condition


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


@dataclass(frozen=True)
class StatusShare:
    """Statusvragen (domain.md 5.2): of the questions that figures count, those that ask how it is
    going with what is running. None of none has no share."""

    status: int
    questions: int

    @property
    def share(self) -> float | None:
        return self.status / self.questions if self.questions else None


def status_share(filters: ContactFilters, *, user=None) -> StatusShare:
    """Of what the filters ask for, whoever may see it; one statement. The list with `asks_status`
    shows the rows that are counted."""
    rows = counted_questions(replace(filters, counted=True, asks_status=None), user=user)
    counted = rows.aggregate(questions=Count("pk"), status=Count("pk", filter=status_q()))
    return StatusShare(counted["status"], counted["questions"])


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


# -- What a row shows -------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Row:
    """One question in the list. `who` is empty for an unknown caller, and for a customer whose
    file this person may not see: then `secret` is true."""

    public_id: UUID
    contact_id: UUID
    started_at: datetime
    channel: str
    direction: str
    direction_label: str
    who: str
    secret: bool
    subject: str
    note: str
    outcome: str
    category: str
    department: str
    repeat: str
    repeat_label: str
    asks_status: bool
    talk_seconds: int
    confidential: bool


def page_of(rows: QuerySet[Question], *, order: list[str], params, access: Access, user) -> Page:
    """One page of these questions, as Rows; two statements, and one for a cursor.

    First which questions, then what a row shows of them: with all its joins in one statement
    SQLite reads and sorts every contact there is (measured at 200,000: 1.9 s instead of 25 ms).
    """
    found = keyset_page(rows.only("public_id"), order=order, params=params)
    whole = Question.objects.filter(pk__in=[question.pk for question in found])
    by_id = {question.pk: question for question in listed(whole, access, user)}
    return replace(found, items=[row_of(by_id[question.pk]) for question in found])


def listed(rows: QuerySet[Question], access: Access, user) -> QuerySet[Question]:
    """These questions with everything a row shows: no further statement per row."""
    customer = Customer.objects.visible_to(access, user).filter(pk=OuterRef("contact__customer_id"))
    return rows.select_related(
        "contact__channel", "contact__customer", "subject", "outcome", "department", "reason"
    ).annotate(knows_customer=Exists(customer))


def row_of(question: Question) -> Row:
    """A row of a question from `listed`."""
    contact = question.contact
    secret = contact.customer_id is not None and not question.knows_customer
    name = contact.customer.full_name if contact.customer_id and not secret else ""
    return Row(
        public_id=question.public_id,
        contact_id=contact.public_id,
        started_at=contact.started_at,
        channel=contact.channel.name,
        direction=contact.direction,
        direction_label=contact.get_direction_display(),
        who="" if secret else name or contact.caller_name or contact.location,
        secret=secret,
        subject=question.subject.name,
        note=shorten(question.note, NOTE_SHOWN),
        outcome=question.outcome.name,
        category=question.outcome_category,
        department=question.department.name,
        repeat=question.repeat_state,
        repeat_label=question.get_repeat_state_display(),
        asks_status=is_one(question),
        talk_seconds=contact.talk_seconds,
        confidential=contact.confidential,
    )


# -- Whole contacts, for who reads them by the API ----------------------------------------------


def listed_contacts(access: Access, user, filters: ContactFilters) -> QuerySet[Contact]:
    """The contacts of which the filters ask a question that this person may see, each with those
    of its questions that may be seen as `told`: two statements for a page."""
    asked = listed_questions(access, user, filters).filter(contact=OuterRef("pk"))
    return _whole(Contact.objects.filter(Exists(asked)), access, user)


def whole_contact(access: Access, user, public_id: UUID) -> Contact:
    """One of them; Contact.DoesNotExist when it is not for these eyes."""
    rows = Contact.objects.visible_to(access, user).filter(public_id=public_id)
    return _whole(rows, access, user).get()


def _whole(rows: QuerySet[Contact], access: Access, user) -> QuerySet[Contact]:
    customer = Customer.objects.visible_to(access, user).filter(pk=OuterRef("customer_id"))
    questions = (
        Question.objects.filter(visible(access, user))
        .select_related(
            "subject", "department", "reason", "outcome", "transfer_department", "case",
            "callback", "repeat_of", "repeat_reason", "repeat_department",
        )
        .order_by("position")
    )  # fmt: skip
    return (
        rows.select_related("channel", "agent", "customer")
        .annotate(knows_customer=Exists(customer))
        .prefetch_related(Prefetch("questions", questions, to_attr="told"))
    )


# -- One contact ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Story:
    """Everything of one contact that this person may read. `others` counts its questions for
    other departments; `knows_customer` says whether the file of the customer may be opened, and
    `knows` holds the ids of the customers in the corrections that may be named."""

    contact: Contact
    questions: list[Question]
    corrections: list[ContactCorrection]
    knows: frozenset[str]
    others: int
    raised: dict[int, list[Callback]]
    knows_customer: bool
    may_correct: bool
    may_answer: bool


def story_of(*, access: Access, user, public_id: UUID) -> Story:
    """One contact with all that happened; three statements, one more when its customer was
    corrected and one more when it repeats an earlier one. Contact.DoesNotExist when it is not for
    these eyes."""
    customer = Customer.objects.visible_to(access, user).filter(pk=OuterRef("customer_id"))
    contact = (
        Contact.objects.visible_to(access, user)
        .select_related("channel", "agent", "customer")
        .annotate(knows_customer=Exists(customer), asked=Count("questions", distinct=True))
        .get(public_id=public_id)
    )
    questions = list(
        _with_all(Question.objects.filter(visible(access, user), contact=contact), access, user)
    )
    for question in questions:
        question.contact = contact
    corrections = list(contact.corrections.select_related("by")) if access.front_office else []
    return Story(
        contact=contact,
        questions=questions,
        corrections=corrections,
        knows=_known_among(corrections, access, user),
        others=contact.asked - len(questions),
        raised=_raised_by(questions, access, user),
        knows_customer=contact.knows_customer,
        may_correct=may_correct(access, user, contact),
        may_answer=access.has(*FRONT_OFFICE),
    )


def _known_among(corrections: list[ContactCorrection], access: Access, user) -> frozenset[str]:
    ids = {
        change.get(side)
        for correction in corrections
        for change in correction.changes
        for side in ("before_id", "after_id")
    } - {None, ""}
    if not ids:
        return frozenset()
    rows = Customer.objects.visible_to(access, user).filter(public_id__in=ids)
    return frozenset(map(str, rows.values_list("public_id", flat=True)))


def _raised_by(questions: list[Question], access: Access, user) -> dict[int, list[Callback]]:
    """The callbacks whose timeline says that one of these questions was about them."""
    repeats = {str(q.public_id): q.pk for q in questions if q.repeat_state == RepeatState.CONFIRMED}
    if not repeats:
        return {}
    chains = {q.chain_start_id for q in questions if q.chain_start_id}
    seen = Callback.objects.visible_to(access, user).filter(pk=OuterRef("callback"))
    about = Q(callback__question__in=chains) | Q(callback__question__chain_start__in=chains)
    found: dict[int, list[Callback]] = {}
    for event in (
        CallbackEvent.objects.filter(about, kind=CallbackEvent.Kind.REPEATED)
        .select_related("callback")
        .annotate(seen=Exists(seen))
        .order_by("callback")
    ):
        if question := repeats.get(event.detail.get("question", "")):
            event.callback.seen = event.seen
            found.setdefault(question, []).append(event.callback)
    return found


def may_correct(access: Access, user, contact: Contact) -> bool:
    """Who logged it, or a team lead of the contact centre (who sees it at all)."""
    return access.has(Role.KCC_LEAD) or (access.has(Role.AGENT) and contact.agent_id == user.pk)


def _with_all(rows: QuerySet[Question], access: Access, user) -> QuerySet[Question]:
    """Questions with all they refer to, and their place in the chain of repeats."""
    chain = Coalesce(OuterRef("chain_start_id"), OuterRef("pk"))
    members = Question.objects.filter(chain_start_id=chain)
    moment, pk = OuterRef("contact__started_at"), OuterRef("pk")
    earlier = members.filter(
        Q(contact__started_at__lt=moment) | Q(contact__started_at=moment, pk__lt=pk)
    )
    previous = Contact.objects.visible_to(access, user)
    callback = Callback.objects.visible_to(access, user).filter(question=OuterRef("pk"))
    case = Case.objects.visible_to(access, user).filter(pk=OuterRef("case_id"))
    return (
        rows.select_related(
            "subject__domain", "department", "reason", "outcome", "transfer_department",
            "case__case_type", "case__status", "callback__department", "callback__assignee",
            "repeat_of__contact", "repeat_reason", "repeat_department",
        )
        .annotate(
            followers=_count(members),
            followers_before=_count(earlier),
            knows_previous=Exists(previous.filter(pk=OuterRef("repeat_of__contact_id"))),
            knows_callback=Exists(callback),
            knows_case=Exists(case),
        )
        .order_by("position")
    )  # fmt: skip


def _count(followers) -> Coalesce:
    """How many questions of one chain, not counting the first one."""
    counted = (
        followers.order_by().values("chain_start_id").annotate(number=Count("pk")).values("number")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@dataclass(frozen=True)
class Place:
    """Where a question stands in its chain of repeats: the third of twenty."""

    number: int
    length: int


def place_of(question: Question) -> Place | None:
    """The place in its chain of a question from `story_of`; None when it stands alone."""
    if not question.followers:
        return None
    number = 1 if question.chain_start_id is None else question.followers_before + 2
    return Place(number, question.followers + 1)


def series_of(question: Question, *, access: Access, user, limit: int = 25) -> list[Question]:
    """The questions of the same chain that this person may see, oldest first; one statement."""
    first = question.chain_start_id or question.pk
    return list(
        Question.objects.filter(Q(pk=first) | Q(chain_start_id=first))
        .filter(visible(access, user))
        .select_related("contact__channel", "outcome")
        .order_by("contact__started_at", "pk")[:limit]
    )
