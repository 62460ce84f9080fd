"""What an agent must know about a customer while talking: in four statements that are made once
(kcc.lib.ready), and one for each kind of thing there is to show; never per row."""

from dataclasses import dataclass, field

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DateField,
    DateTimeField,
    Prefetch,
    Q,
    Window,
)
from django.db.models.functions import Coalesce

from cases.models import Case
from cases.overdue import overdue_q
from cases.terms.standing import due_of as case_due
from contacts.callbacks.selectors import state_q
from contacts.klantbeeld.clock import due_of
from contacts.known import known
from contacts.models import Callback, Contact, Question
from contacts.models.contact import at_places
from kcc.customers.models import ContactPoint
from kcc.lib.periods import local_day
from kcc.lib.ready import Ready, filled_up, give
from kcc.organisation.directory import name_by
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
    # Beside something that is open itself, and is not counted here.
    beside: bool = False

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
        return Klantbeeld(beside=but is not None)
    who = _who(customer, phones, emails)
    callbacks = _callbacks(who, access, user, now, but)
    place = {"places": [location_key]} if location_key else {}
    cases = _cases(who | place, access, user, now)
    last = _contacts(who | place, access, user) if contacts else []
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
        beside=but is not None,
    )


def contacts_of(customer, *, access, user):
    """Every contact of a customer this person may see, unordered; for `last_contact`."""
    phones, emails = _reach(customer, "", "")
    questions = Question.objects.readable_by(access).select_related("subject", "outcome")
    return (
        Contact.objects.visible_to(access, user)
        .filter(_caller(customer=customer.pk, phones=phones, emails=emails))
        .select_related("channel")
        .prefetch_related(Prefetch("questions", questions.order_by("contact", "position")))
    )


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


# -- Statements ------------------------------------------------------------------------------------


def _who(customer, phones, emails) -> dict:
    """What is known of the caller, as values of the statements. A number more or less is no other
    statement."""
    who = {"customer": customer.pk} if customer is not None else {}
    if phones:
        who["phones"] = filled_up(sorted(phones), 1, 4)
    if emails:
        who["emails"] = filled_up(sorted(emails), 1, 4)
    return who


def _caller(customer=None, phones=None, emails=None, places=None) -> Q:
    """Contacts of this customer, or of an unknown caller who can only be the same one."""
    unknown = Q(pk__in=[])
    # "Not empty" once more: the indexes hold these rows only, and SQLite wants to be told.
    if phones:
        unknown |= Q(phone__in=phones) & ~Q(phone="")
    if emails:
        unknown |= Q(email__in=emails) & ~Q(email="")
    if places:
        unknown |= at_places(places)
    return unknown if customer is None else _or_unlinked(customer, unknown)


def _or_unlinked(customer, unknown: Q) -> Q:
    return Q(customer=customer) | (Q(customer__isnull=True) & unknown)


def _asker(customer=None, phones=None, emails=None) -> Q:
    """The same of callbacks: by where the answer goes."""
    who = Q(pk__in=[])
    # "Not empty" once more: as in `_caller`.
    if phones:
        who |= Q(phone__in=phones)
    if emails:
        who |= Q(email__in=emails) & ~Q(email="")
    return who if customer is None else _or_unlinked(customer, who)


def _callbacks(who, access, user, now, but=None) -> list[Callback]:
    """With the number of all (total) and of those that are late (total_late)."""
    leave_out = {} if but is None else {"but": but}
    if not who:
        return []
    found = _open_callbacks(access, user=user.pk, now=now, **leave_out, **who)
    return _rows(found, _callbacks_by_id)


_open_callbacks = Ready(
    lambda access, *, user, now, but=None, **who: (
        Callback.objects.open()
        .visible_to(access, user)
        .filter(_asker(**who), *([] if but is None else [~Q(pk=but)]))
        .annotate(
            total=Window(Count("pk")),
            total_late=Window(Count("pk", filter=state_q(State.OVERDUE, now=now))),
        )
        .order_by("due_at", "pk")
        .values_list("pk", "total", "total_late")[:OPEN_SHOWN]
    ),
    user=BigIntegerField(),
    now=DateTimeField(),
    but=BigIntegerField(),
    customer=BigIntegerField(),
    phones=CharField(),
    emails=CharField(),
)
_callbacks_by_id = Ready(
    lambda *, ids: Callback.objects.filter(pk__in=ids).select_related(
        "department", "team", "assignee", "question__subject"
    ),
    ids=BigIntegerField(),
)


def _rows(found: list[tuple], by_id: Ready) -> list:
    """The rows themselves, in order. Most callers have nothing open; and what is asked for apart
    takes PostgreSQL less than the best order for ten tables (2.5 ms)."""
    if not found:
        return []
    rows = {row.pk: row for row in by_id(ids=filled_up((pk for pk, *_ in found), 2, OPEN_SHOWN))}
    for pk, total, *late in found:
        if pk in rows:
            rows[pk].total, rows[pk].total_late = total, sum(late)
    return [rows[pk] for pk, *_ in found if pk in rows]


def _cases(who, access, user, now) -> list[Case]:
    """With the number of all (total) and of those that are late (total_late)."""
    if "customer" in who:
        who = {"customer": who["customer"]}
    found = _open_cases(access, user=user.pk, today=local_day(now), **who)
    return _rows(found, _cases_by_id)


def _with_case(customer=None, **who) -> Q:
    """Cases of this customer; of somebody unknown those they asked about."""
    if customer is not None:
        return Q(customer=customer)
    contacts = Contact.objects.filter(_caller(**who))
    asked = Question.objects.filter(contact__in=contacts, case__isnull=False)
    return Q(pk__in=asked.values("case"))


_open_cases = Ready(
    lambda access, *, user, today, **who: (
        Case.objects.open()
        .visible_to(access, user)
        .filter(_with_case(**who))
        .annotate(
            total=Window(Count("pk")),
            total_late=Window(Count("pk", filter=overdue_q(today))),
        )
        .order_by("due_on", "pk")
        .values_list("pk", "total", "total_late")[:OPEN_SHOWN]
    ),
    user=BigIntegerField(),
    today=DateField(),
    customer=BigIntegerField(),
    phones=CharField(),
    emails=CharField(),
    places=CharField(),
)
_cases_by_id = Ready(
    lambda *, ids: Case.objects.filter(pk__in=ids).select_related(
        "case_type", "status", "department", "handler"
    ),
    ids=BigIntegerField(),
)


def _contacts(who, access, user) -> list[Contact]:
    """The last ones with their questions, and the number of all (total)."""
    found = _last_contacts(access, user=user.pk, **who)
    if found:
        ids = filled_up((row.pk for row in found), 2, CONTACTS_SHOWN)
        questions = _questions_of(access, contacts=ids)
        name_by(known, questions, "subject", "outcome")
        name_by(known, found, "channel")
        give(found, "questions", questions, "contact_id")
    return found


_last_contacts = Ready(
    lambda access, *, user, **who: (
        Contact.objects.visible_to(access, user)
        .filter(_caller(**who))
        .only("public_id", "customer", "channel", "direction", "started_at", "confidential")
        .annotate(total=Window(Count("pk")))
        # Not by the moment itself: PostgreSQL would then walk all contacts there are from the
        # newest on (measured: 190 ms of 200,000), instead of asking the indexes for these.
        .order_by(Coalesce("started_at", "started_at").desc(), "-pk")[:CONTACTS_SHOWN]
    ),
    user=BigIntegerField(),
    customer=BigIntegerField(),
    phones=CharField(),
    emails=CharField(),
    places=CharField(),
)
_questions_of = Ready(
    lambda access, *, contacts: (
        Question.objects.readable_by(access)
        .filter(contact__in=contacts)
        .only("contact", "subject", "outcome", "repeat_state")
        .order_by("contact", "position")
    ),
    contacts=BigIntegerField(),
)
