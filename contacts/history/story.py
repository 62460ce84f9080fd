"""One contact with all that happened, as far as somebody may read it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
)
from django.db.models.functions import Coalesce

from cases.models import Case
from contacts.history.selectors import visible
from contacts.models import Callback, CallbackEvent, Contact, ContactCorrection, Question
from contacts.models.contact import RepeatState
from kcc.customers.models import Customer
from kcc.lib.ready import Ready
from kcc.organisation.access import FRONT_OFFICE, Access
from kcc.organisation.models import Role


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
    found = _one(access, user=user.pk, public_id=public_id)
    if not found:
        raise Contact.DoesNotExist
    contact = found[0]
    questions = _asked_in(access, user=user.pk, contact=contact.pk)
    for question in questions:
        question.contact = contact
    corrections = _corrections(contact=contact.pk) if access.front_office else []
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


def _one_contact(access: Access, *, user, public_id) -> QuerySet[Contact]:
    customer = Customer.objects.visible_to(access, user).filter(pk=OuterRef("customer_id"))
    return (
        Contact.objects.visible_to(access, user)
        .select_related("channel", "agent", "customer")
        .annotate(knows_customer=Exists(customer), asked=Count("questions", distinct=True))
        .filter(public_id=public_id)
    )


_key = BigIntegerField()
_one = Ready(_one_contact, user=_key, public_id=UUIDField())
_asked_in = Ready(
    lambda access, *, user, contact: _with_all(
        Question.objects.filter(visible(access, user), contact=contact), access, user
    ),
    user=_key,
    contact=_key,
)
_corrections = Ready(
    lambda *, contact: ContactCorrection.objects.filter(contact=contact).select_related("by"),
    contact=_key,
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
