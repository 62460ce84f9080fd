"""What somebody is asked about: a contact, a callback or a case, told alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from cases.following.telling import FOLLOW_PAGE
from cases.models import Case, Confidentiality
from contacts.models import Callback, Contact, Invitation, Outcome, Question, Subject
from contacts.models.callback import CallbackStatus
from kcc.customers.models import ContactPoint, Customer
from kcc.organisation.models import User

CONTACT, CALLBACK, CASE = "contact", "callback", "case"
# Answered, put through or referred: nothing of it is left to do. Who is called back, or has a
# case, is asked about that.
FINISHED = (Outcome.Category.DIRECT, Outcome.Category.TRANSFERRED, Outcome.Category.REFERRED)
# Who could not be reached has an opinion too.
ENDED = (CallbackStatus.DONE, CallbackStatus.NOT_REACHED)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One of them, and where an answer about it counts. `emails` are the addresses given with it;
    `workers` who worked on it."""

    kind: str
    thing: Contact | Callback | Case
    closed: bool
    customer: Customer | None
    emails: tuple[str, ...]
    phone: str
    names: tuple[str, ...]
    workers: tuple[User | None, ...]
    department_id: int
    subject_id: int | None
    channel_id: int | None
    confidential: bool

    @property
    def left_in_peace(self) -> bool:
        """Nobody who is confidential, or whose address is secret, is ever asked."""
        return self.customer is not None and (
            self.customer.confidential or self.customer.secret_address
        )


# -- Rows with what a Matter reads of them: one statement, of contacts two ------------------------


def _contacts() -> QuerySet[Contact]:
    questions = Question.objects.order_by("position")
    return Contact.objects.select_related("customer", "agent").prefetch_related(
        Prefetch("questions", questions)
    )


def _callbacks() -> QuerySet[Callback]:
    return Callback.objects.select_related(
        "customer", "assignee", "requested_by", "closed_by", "question__contact__agent"
    )


def _cases() -> QuerySet[Case]:
    """With the subject by its code, and the channel and the address it came by."""
    asked = Question.objects.filter(case=OuterRef("pk")).order_by("contact__started_at", "pk")
    given = asked.exclude(contact__email="").exclude(contact__source=FOLLOW_PAGE)
    subject = Subject.objects.filter(code=OuterRef("subject_code")).values("pk")[:1]
    return Case.objects.select_related("customer", "handler", "registered_by").annotate(
        asked_subject=Subquery(subject),
        asked_channel=Subquery(asked.values("contact__channel_id")[:1]),
        asked_email=Subquery(given.values("contact__email")[:1]),
    )


ROWS: dict[str, Callable[[], QuerySet]] = {CASE: _cases, CALLBACK: _callbacks, CONTACT: _contacts}


def matter_of(kind: str, thing) -> Matter:
    """`thing` comes from `ROWS[kind]()`."""
    return {CONTACT: _of_contact, CALLBACK: _of_callback, CASE: _of_case}[kind](thing)


def _of_contact(contact: Contact) -> Matter:
    questions = list(contact.questions.all())
    first = questions[0]
    return Matter(
        kind=CONTACT, thing=contact, customer=contact.customer, phone=contact.phone,
        closed=all(each.outcome_category in FINISHED for each in questions),
        emails=_lower(contact.email), names=(contact.caller_name,), workers=(contact.agent,),
        department_id=first.department_id, subject_id=first.subject_id,
        channel_id=contact.channel_id, confidential=contact.confidential,
    )  # fmt: skip


def _of_callback(callback: Callback) -> Matter:
    contact = callback.question.contact
    return Matter(
        kind=CALLBACK, thing=callback, customer=callback.customer,
        phone=callback.phone or contact.phone, closed=callback.closed_at is not None,
        emails=_lower(callback.email, contact.email),
        names=(callback.caller_name, contact.caller_name),
        workers=(callback.assignee, callback.requested_by, callback.closed_by, contact.agent),
        department_id=callback.department_id, subject_id=callback.question.subject_id,
        channel_id=contact.channel_id, confidential=contact.confidential,
    )  # fmt: skip


def _of_case(case: Case) -> Matter:
    return Matter(
        kind=CASE, thing=case, customer=case.customer, phone="", names=(),
        closed=case.closed_at is not None, emails=_lower(case.asked_email or ""),
        workers=(case.handler, case.registered_by), department_id=case.department_id,
        subject_id=case.asked_subject, channel_id=case.asked_channel,
        confidential=case.confidentiality == Confidentiality.CONFIDENTIAL,
    )  # fmt: skip


def _lower(*emails: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(email.lower() for email in emails if email))


# -- Who may be mailed about what was closed ------------------------------------------------------


def to_ask(kind: str, since: datetime, until: datetime) -> QuerySet:
    """Closed in [since, until), of somebody with an address who may be asked, and not asked about
    yet; nothing that is confidential, and nothing that was read in from elsewhere."""
    about = {CONTACT: _finished, CALLBACK: _ended, CASE: _closed}[kind](since, until)
    never = ~Exists(Invitation.objects.filter(**{kind: OuterRef("pk")}))
    public = Q(customer__isnull=True) | Q(
        customer__confidential=False, customer__secret_address=False
    )
    return ROWS[kind]().filter(about, never, public)


def _has_address() -> Exists:
    kind = ContactPoint.Kind.EMAIL
    return Exists(ContactPoint.objects.filter(kind=kind, customer=OuterRef("customer_id")))


def _finished(since: datetime, until: datetime) -> Q:
    questions = Question.objects.filter(contact=OuterRef("pk"))
    return (
        Q(started_at__gte=since, started_at__lt=until, ended_at__lt=until)
        & Q(direction="inbound", counts=True, confidential=False, external_id="")
        & (~Q(email="") | _has_address())
        & Q(Exists(questions), ~Exists(questions.exclude(outcome_category__in=FINISHED)))
    )


def _ended(since: datetime, until: datetime) -> Q:
    contact = "question__contact__"
    return (
        Q(closed_at__gte=since, closed_at__lt=until, status__in=ENDED)
        & Q(**{f"{contact}confidential": False, f"{contact}external_id": ""})
        & (~Q(email="") | ~Q(**{f"{contact}email": ""}) | _has_address())
    )


def _closed(since: datetime, until: datetime) -> Q:
    """A part of a case is asked about with the whole."""
    return (
        Q(closed_at__gte=since, closed_at__lt=until, destroyed_at__isnull=True)
        & Q(parent__isnull=True, external_id="")
        & ~Q(confidentiality=Confidentiality.CONFIDENTIAL)
        & (Q(asked_email__gt="") | _has_address())
    )
