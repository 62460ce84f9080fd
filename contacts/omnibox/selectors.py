"""What the search box finds: customers, contacts nobody was linked to, callbacks and cases.

Everything is limited to what the person may see, to LIMIT of each kind, in a small and fixed number
of statements that are made once (kcc.lib.ready): by phone number or e-mail address six, by name
at most eleven. They are more than they could be, for each is narrow: together in one PostgreSQL
took longer to find the best order for the tables than to read them.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DateField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    TextField,
    Value,
)

from cases.models import Case
from cases.overdue import overdue_q
from cases.search import by_number, by_words
from cases.terms.standing import due_of as term_of
from contacts.callbacks.rights import knows_person
from contacts.callbacks.selectors import state_q
from contacts.klantbeeld.clock import due_of
from contacts.known import known
from contacts.models import Callback, Contact, Question
from kcc.customers import search as customer_search
from kcc.customers.identify import Guess, Kind, recognise
from kcc.customers.models import Customer
from kcc.lib.periods import local_day
from kcc.lib.ready import Ready, filled_up, give
from kcc.lib.wordindex import answers, question_for
from kcc.organisation.access import Access
from kcc.organisation.directory import name_all, name_by
from kcc.organisation.due import Due
from kcc.organisation.worklist import State

LIMIT = 8
# Of common words only the newest are looked at.
NEWEST = 200
# More questions than this have a common word; so many ids back the newest of those are found.
COMMON = 1000
RECENT = 100_000
BY_CUSTOMER = {Kind.PHONE, Kind.EMAIL, Kind.BSN, Kind.KVK, Kind.ADDRESS, Kind.NAME}
BY_CONTACT = {Kind.PHONE, Kind.EMAIL, Kind.ADDRESS, Kind.NAME}


@dataclass
class Found:
    """At most LIMIT of each kind; `more` names the kinds of which there are more."""

    kinds: list[Kind] = field(default_factory=list)
    customers: list[Customer] = field(default_factory=list)
    cases: list[tuple[Case, Due]] = field(default_factory=list)
    callbacks: list[tuple[Callback, Due]] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    more: set[str] = field(default_factory=set)

    @property
    def count(self) -> int:
        return len(self.customers) + len(self.cases) + len(self.callbacks) + len(self.contacts)

    @property
    def exact(self) -> Case | Callback | None:
        """The one case or callback whose number was typed: Enter opens it."""
        rows = [row for row, _due in [*self.cases, *self.callbacks]]
        numbered = Kind.CASE in self.kinds or Kind.CALLBACK in self.kinds
        return rows[0] if numbered and self.count == 1 and len(rows) == 1 else None

    def add(self, name: str, rows: list[Any]) -> None:
        """Keep the rows not yet there, in order, and remember when there are more."""
        kept = getattr(self, name)
        known = {row.pk for row in kept}
        new = [row for row in rows if row.pk not in known]
        if len(kept) + len(new) > LIMIT:
            self.more.add(name)
        kept.extend(new[: LIMIT - len(kept)])


def find(text: str, *, access: Access, user, now: datetime) -> Found:
    """Everything `text` may mean, for these eyes."""
    found = Found()
    for guess in recognise(text):
        found.kinds.append(guess.kind)
        if guess.kind == Kind.CASE:
            rows = by_number(guess.value, access=access, user=user)
            found.cases += [(row, term_of(row, now)) for row in rows]
        if guess.kind in (Kind.CALLBACK, Kind.PHONE, Kind.EMAIL):
            rows = _callbacks(guess, access, user)
            if len(rows) > LIMIT:
                found.more.add("callbacks")
            found.callbacks += [(row, due_of(row, now)) for row in rows[:LIMIT]]
        if guess.kind in BY_CUSTOMER:
            found.add("customers", _customers(guess, access, user, now))
        if guess.kind == Kind.NAME:
            rows = by_words(guess.value, access=access, user=user, limit=LIMIT + 1)
            if len(rows) > LIMIT:
                found.more.add("cases")
            found.cases += [(row, term_of(row, now)) for row in rows[:LIMIT]]
        if guess.kind in BY_CONTACT:
            found.add("contacts", _contacts(guess, access, user))
    return found


# -- Customers, with what is open for them ---------------------------------------------------------


def _customers(guess: Guess, access, user, now) -> list[Customer]:
    rows = customer_search.meant_by(guess, access=access, limit=LIMIT + 1)
    if rows:
        _count_open_work(rows, access, user, now)
    return rows


def _count_open_work(customers: list[Customer], access, user, now) -> None:
    """Each with open_callbacks, open_cases (counts) and late (is any of them?). One statement of
    its own: in the one that looks for customers PostgreSQL counted for every name that is alike."""
    ids = filled_up((row.pk for row in customers), LIMIT + 1)
    counts = _open_work(access, user=user.pk, now=now, today=local_day(now), ids=ids)
    found = {(customer, what): (number, late) for customer, what, number, late in counts}
    for row in customers:
        row.open_callbacks, callbacks_late = found.get((row.pk, "callbacks"), (0, 0))
        row.open_cases, cases_late = found.get((row.pk, "cases"), (0, 0))
        row.late = bool(callbacks_late or cases_late)


def _counted(rows, what: str, late: Q):
    """(customer, what, how many, how many of those are late)."""
    rows = rows.order_by().annotate(what=Value(what)).values("customer", "what")
    rows = rows.annotate(number=Count("pk"), late=Count("pk", filter=late))
    return rows.values_list("customer", "what", "number", "late")


_open_work = Ready(
    lambda access, *, user, now, today, ids: _counted(
        Callback.objects.open().visible_to(access, user).filter(customer__in=ids),
        "callbacks",
        state_q(State.OVERDUE, now=now),
    ).union(
        _counted(
            Case.objects.open().visible_to(access, user).filter(customer__in=ids),
            "cases",
            overdue_q(today),
        ),
        all=True,
    ),
    user=BigIntegerField(),
    now=DateTimeField(),
    today=DateField(),
    ids=BigIntegerField(),
)


# -- Callbacks and contacts ------------------------------------------------------------------------


def _callbacks(guess: Guess, access, user) -> list[Callback]:
    """By its own number, or by the number or address the answer goes to: open ones first, then the
    newest. Mostly there are none, so what is shown of them is asked for apart."""
    by_its_own = guess.kind == Kind.CALLBACK
    key = {"number": int(guess.value)} if by_its_own else {"value": guess.value}
    ids = [pk for (pk,) in _callbacks_to(access, guess.kind, user=user.pk, **key)]
    if not ids:
        return []
    rows = {row.pk: row for row in _callbacks_by_id(ids=filled_up(ids, LIMIT + 1))}
    found = [rows[pk] for pk in ids if pk in rows]
    name_all(found, "department", "assignee")
    name_by(known, [row.question for row in found], "subject")
    for row in found:
        row.knows_person = knows_person(row, access)
    return found


def _whose(kind: Kind, value=None, number=None) -> Q:
    if kind == Kind.CALLBACK:
        return Q(pk=number)
    # "Not empty" once more: the index holds these rows only, and SQLite wants to be told.
    return Q(email=value) & ~Q(email="") if kind == Kind.EMAIL else Q(phone=value)


_callbacks_to = Ready(
    lambda access, kind, *, user, **key: (
        Callback.objects.visible_to(access, user)
        .filter(_whose(kind, **key))
        .order_by(F("closed_at").desc(nulls_first=True), "-requested_at", "-pk")
        .values_list("pk")[: LIMIT + 1]
    ),
    user=BigIntegerField(),
    value=CharField(),
    number=BigIntegerField(),
)
_callbacks_by_id = Ready(
    # Whose work it is decides who is named: that is asked, never what is kept of a department.
    lambda *, ids: (
        Callback.objects.filter(pk__in=ids)
        .select_related("customer", "question")
        .annotate(of_contact_centre=F("department__is_contact_centre"))
    ),
    ids=BigIntegerField(),
)


def _contacts(guess: Guess, access, user) -> list[Contact]:
    """By phone, e-mail and place only contacts that are not linked: the others are found with their
    customer. By words every contact, and the unlinked ones of a place that is called so."""
    found = _unlinked_contacts(access, guess.kind, user=user.pk, value=guess.value)
    if guess.kind == Kind.NAME and (ids := _with_words(guess.value, access)):
        worded = _contacts_by_id(access, user=user.pk, ids=filled_up(ids, LIMIT + 1, 50, NEWEST))
        there = {row.pk for row in worded}
        found = [*worded, *(row for row in found if row.pk not in there)]
        found.sort(key=lambda row: (row.started_at, row.pk), reverse=True)
    found = found[: LIMIT + 1]
    if found:
        ids = filled_up((row.pk for row in found), LIMIT + 1)
        questions = _questions_of(access, contacts=ids)
        name_by(known, questions, "subject", "outcome")
        name_by(known, found, "channel")
        give(found, "questions", questions, "contact_id")
    return found


def _newest(rows):
    return rows.order_by("-started_at", "-pk")[: LIMIT + 1]


_unlinked_contacts = Ready(
    lambda access, kind, *, user, value: _newest(
        Contact.objects.visible_to(access, user)
        .filter(
            {
                # "Not empty" once more: the indexes hold these rows only, and SQLite wants to be
                # told.
                Kind.PHONE: Q(phone=value) & ~Q(phone=""),
                Kind.EMAIL: Q(email=value) & ~Q(email=""),
            }.get(kind, Q(location_key=value) & ~Q(location_key="")),
            customer__isnull=True,
        )
        .annotate(knows_customer=Value(False))
    ),
    user=BigIntegerField(),
    value=CharField(),
)
_contacts_by_id = Ready(
    lambda access, *, user, ids: _newest(
        Contact.objects.visible_to(access, user)
        .filter(pk__in=ids)
        .select_related("customer")
        .annotate(
            knows_customer=Exists(
                Customer.objects.visible_to(access, user).filter(pk=OuterRef("customer_id"))
            )
        )
    ),
    user=BigIntegerField(),
    ids=BigIntegerField(),
)
_questions_of = Ready(
    lambda access, *, contacts: Question.objects.readable_by(access).filter(contact__in=contacts),
    contacts=BigIntegerField(),
)


def _with_words(words: str, access) -> list[int]:
    """The newest contacts with a question about this; every word counts, the last one may be a
    beginning. One statement for most words.

    A word of which there are very many is looked for among the newest questions only: to find the
    newest of all, each of them was read (measured, 22,000 of 1,000,000: 90 ms, now 45)."""
    *others, last = words.split()
    question = question_for([[word] for word in others] + [[f"{last}*"]])
    found = _some_with(access, COMMON + 1, words=question)
    if len(found) > COMMON:
        since = Question.objects.order_by("-pk").values_list("pk", flat=True)[0] - RECENT
        found = _newest_with(access, NEWEST, words=question, since=since)
        if len(found) < NEWEST:
            found = _newest_with(access, NEWEST, words=question, since=0)
    return [contact for _question, contact in sorted(found, reverse=True)[:NEWEST]]


def _with(access, words):
    """In Dutch the forms of a word are one on PostgreSQL."""
    about = answers(words, column="search_text", configuration="dutch", table="contacts_search")
    return Question.objects.readable_by(access).filter(about).values_list("pk", "contact")


# In no order, so that it can stop.
_some_with = Ready(
    lambda access, limit, *, words: _with(access, words).order_by()[:limit], words=TextField()
)
# Not in the order of "pk" itself: PostgreSQL would then walk the whole table from its end when the
# word is rare (measured: 5 s), instead of asking the index.
_newest_with = Ready(
    lambda access, limit, *, words, since: (
        _with(access, words).filter(pk__gt=since).order_by((F("pk") + 0).desc())[:limit]
    ),
    words=TextField(),
    since=BigIntegerField(),
)
