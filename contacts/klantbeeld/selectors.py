"""What an agent must know about a customer while talking: in four statements, never per row."""

from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, Q, Window

from cases.models import Case
from cases.overdue import overdue_q
from cases.selectors import due_of as case_due
from contacts.callbacks.selectors import state_q
from contacts.klantbeeld.clock import due_of
from contacts.models import Callback, Contact, Question
from contacts.models.contact import at_places
from kcc.customers.models import ContactPoint
from kcc.lib.periods import local_day
from kcc.organisation.due import Due
from kcc.organisation.worklist import State

OPEN_SHOWN = 10
CONTACTS_SHOWN = 6


@dataclass(frozen=True)
class OpenCallback:
    """`same_number`: asked for by somebody unknown who called from a number of this customer."""

    callback: Callback
    due: Due
    same_number: bool


@dataclass(frozen=True)
class OpenCase:
    case: Case
    due: Due
    # The service norm is broken although the legal term is not.
    norm_late: bool


@dataclass(frozen=True)
class LastContact:
    contact: Contact
    questions: list[Question]
    same_number: bool


@dataclass(frozen=True)
class Klantbeeld:
    """Counts are of everything this person may see; the lists hold the most pressing of it."""

    callbacks: list[OpenCallback] = field(default_factory=list)
    callbacks_open: int = 0
    callbacks_late: int = 0
    cases: list[OpenCase] = field(default_factory=list)
    cases_open: int = 0
    cases_late: int = 0
    contacts: list[LastContact] = field(default_factory=list)
    contacts_total: int = 0

    @property
    def hidden_open(self) -> int:
        """Open callbacks and cases that did not fit in the lists."""
        shown = len(self.callbacks) + len(self.cases)
        return self.callbacks_open + self.cases_open - shown

    @property
    def is_empty(self) -> bool:
        return not (self.callbacks or self.cases or self.contacts)


def klantbeeld(
    *,
    customer=None,
    access,
    user,
    now,
    phone="",
    email="",
    location_key="",
    contacts=True,
    but: int | None = None,
) -> Klantbeeld:
    """Open callbacks and cases with their due marks, and the last contacts over all channels.

    For a customer, or for somebody unknown by phone (E.164), e-mail (normalised) or place. With a
    customer, contacts nobody was linked to count when they came from one of its own numbers or
    addresses. At most four statements, when `customer.contact_points` is loaded
    (`customers.selectors`); none when there is nothing to go by. `contacts=False` leaves the last
    contacts out, `but` the callback (its id) that is on the page already.
    """
    phones, emails = _reach(customer, phone, email)
    if customer is None and not (phones or emails or location_key):
        return Klantbeeld()
    caller = _caller(customer, phones, emails, location_key)
    callbacks = _callbacks(customer, phones, emails, access, user, now, but)
    cases = _cases(customer, caller, access, user, now)
    last = _contacts(caller, access, user) if contacts else []
    return Klantbeeld(
        callbacks=[
            OpenCallback(row, due_of(row, now), _unlinked(row, customer)) for row in callbacks
        ],
        callbacks_open=callbacks[0].total if callbacks else 0,
        callbacks_late=callbacks[0].total_late if callbacks else 0,
        cases=[OpenCase(row, case_due(row, now), _norm_late(row, now)) for row in cases],
        cases_open=cases[0].total if cases else 0,
        cases_late=cases[0].total_late if cases else 0,
        contacts=[last_contact(row, customer) for row in last],
        contacts_total=last[0].total if last else 0,
    )


def contacts_of(customer, *, access, user):
    """Every contact of a customer this person may see, unordered; for `last_contact`."""
    phones, emails = _reach(customer, "", "")
    return _loaded(_caller(customer, phones, emails, ""), access, user)


def last_contact(contact, customer) -> LastContact:
    return LastContact(contact, list(contact.questions.all()), _unlinked(contact, customer))


def _reach(customer, phone, email) -> tuple[set[str], set[str]]:
    """Every phone number and e-mail address the caller is known by."""
    phones, emails = {phone} - {""}, {email} - {""}
    if customer is not None:
        points = customer.contact_points.all()
        phones |= {p.value for p in points if p.kind == ContactPoint.Kind.PHONE}
        emails |= {p.value for p in points if p.kind == ContactPoint.Kind.EMAIL}
    return phones, emails


def _norm_late(case: Case, now) -> bool:
    """Its service norm has passed; not while its clocks stand still, or when it is decided."""
    stopped = case.suspended_on or case.decided_on
    return stopped is None and case.norm_due_at <= now


def _unlinked(row, customer) -> bool:
    return customer is not None and row.customer_id is None


def _caller(customer, phones, emails, location_key) -> Q:
    """Contacts of this customer, or of an unknown caller who can only be the same one."""
    unknown = Q(pk__in=[])
    # "Not empty" once more: the indexes hold these rows only, and SQLite wants to be told.
    if phones:
        unknown |= Q(phone__in=phones) & ~Q(phone="")
    if emails:
        unknown |= Q(email__in=emails) & ~Q(email="")
    if location_key:
        unknown |= at_places([location_key])
    if customer is None:
        return unknown
    return Q(customer=customer) | (Q(customer__isnull=True) & unknown)


def _callbacks(customer, phones, emails, access, user, now, but=None) -> list[Callback]:
    # "Not empty" once more: as in `_caller`.
    who = Q(phone__in=phones) | (Q(email__in=emails) & ~Q(email=""))
    if customer is not None:
        who = Q(customer=customer) | (Q(customer__isnull=True) & who)
    return list(
        Callback.objects.open()
        .visible_to(access, user)
        .filter(who)
        .exclude(pk=but)
        .select_related("department", "team", "assignee", "question__subject")
        .annotate(
            total=Window(Count("pk")),
            total_late=Window(Count("pk", filter=state_q(State.OVERDUE, now=now))),
        )
        .order_by("due_at", "pk")[:OPEN_SHOWN]
    )


def _cases(customer, caller, access, user, now) -> list[Case]:
    if customer is not None:
        who = Q(customer=customer)
    else:
        asked = Question.objects.filter(
            contact__in=Contact.objects.filter(caller), case__isnull=False
        )
        who = Q(pk__in=asked.values("case"))
    return list(
        Case.objects.open()
        .visible_to(access, user)
        .filter(who)
        .select_related("case_type", "status", "department", "handler")
        .annotate(
            total=Window(Count("pk")),
            total_late=Window(Count("pk", filter=overdue_q(local_day(now)))),
        )
        .order_by("due_on", "pk")[:OPEN_SHOWN]
    )


def _contacts(caller, access, user) -> list[Contact]:
    rows = _loaded(caller, access, user).annotate(total=Window(Count("pk")))
    return list(rows.order_by("-started_at", "-pk")[:CONTACTS_SHOWN])


def _loaded(caller, access, user):
    questions = Question.objects.readable_by(access).select_related("subject", "outcome")
    return (
        Contact.objects.visible_to(access, user)
        .filter(caller)
        .select_related("channel")
        .prefetch_related(Prefetch("questions", questions.order_by("contact", "position")))
    )
