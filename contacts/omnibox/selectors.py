"""What the search box finds: customers, contacts nobody was linked to, callbacks and cases.

Everything is limited to what the person may see, to LIMIT of each kind, in a small and fixed number
of statements: by phone number or e-mail address four, by name at most eight.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from cases.models import Case
from cases.search import by_number, by_words
from cases.selectors import state_q as case_state_q
from cases.terms.standing import due_of as term_of
from contacts.callbacks.selectors import knows_person, state_q
from contacts.klantbeeld.clock import due_of
from contacts.models import Callback, Contact, Question
from kcc.customers import search as customer_search
from kcc.customers.identify import Guess, Kind, recognise
from kcc.customers.models import Customer
from kcc.customers.selectors import visible_customers
from kcc.lib.wordindex import has_words
from kcc.organisation.access import Access
from kcc.organisation.due import Due
from kcc.organisation.worklist import State

LIMIT = 8
# Of common words only the newest are looked at.
NEWEST = 200
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
    customers = with_open_work(visible_customers(access=access, user=user), access, user, now)
    if guess.kind == Kind.NAME:
        return customer_search.by_name(customers, guess.value, LIMIT + 1)
    found = customer_search.by_key(customers, guess)
    return list(found.order_by("search_text", "pk")[: LIMIT + 1])


def with_open_work(customers, access, user, now):
    """Each customer with open_callbacks, open_cases (counts) and late (is any of them?)."""
    callbacks = Callback.objects.open().visible_to(access, user).filter(customer=OuterRef("pk"))
    cases = Case.objects.open().visible_to(access, user).filter(customer=OuterRef("pk"))
    return customers.annotate(
        open_callbacks=_counted(callbacks),
        open_cases=_counted(cases),
        late=Exists(callbacks.filter(state_q(State.OVERDUE, now=now)))
        | Exists(cases.filter(case_state_q(State.OVERDUE, now=now))),
    )


def _counted(rows):
    counted = rows.order_by().values("customer").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


# -- Callbacks and contacts ------------------------------------------------------------------------


def _callbacks(guess: Guess, access, user) -> list[Callback]:
    """By its own number, or by the number or address the answer goes to: open ones first, then the
    newest."""
    if guess.kind == Kind.CALLBACK:
        which = Q(pk=int(guess.value))
    elif guess.kind == Kind.EMAIL:
        # "Not empty" once more: the index holds these rows only, and SQLite wants to be told.
        which = Q(email=guess.value) & ~Q(email="")
    else:
        which = Q(phone=guess.value)
    rows = Callback.objects.visible_to(access, user).filter(which)
    rows = rows.select_related("department", "assignee", "customer", "question__subject")
    order = (F("closed_at").desc(nulls_first=True), "-requested_at", "-pk")
    found = list(rows.order_by(*order)[: LIMIT + 1])
    for row in found:
        row.knows_person = knows_person(row, access)
    return found


def _contacts(guess: Guess, access, user) -> list[Contact]:
    """By phone, e-mail and place only contacts that are not linked: the others are found with their
    customer. By words every contact, and the unlinked ones of a place that is called so."""
    here = Q(customer__isnull=True)
    # "Not empty" once more: the indexes hold these rows only, and SQLite wants to be told.
    if guess.kind == Kind.PHONE:
        which = here & Q(phone=guess.value) & ~Q(phone="")
    elif guess.kind == Kind.EMAIL:
        which = here & Q(email=guess.value) & ~Q(email="")
    else:
        which = here & Q(location_key=guess.value) & ~Q(location_key="")
    if guess.kind == Kind.NAME:
        which |= Q(pk__in=_with_words(guess.value, access))
    questions = Question.objects.readable_by(access).select_related("subject", "outcome")
    known = Customer.objects.visible_to(access, user).filter(pk=OuterRef("customer_id"))
    return list(
        Contact.objects.visible_to(access, user)
        .filter(which)
        .select_related("channel", "customer")
        .annotate(knows_customer=Exists(known))
        .prefetch_related(Prefetch("questions", questions))
        .order_by("-started_at", "-pk")[: LIMIT + 1]
    )


def _with_words(words: str, access) -> list[int]:
    """The newest contacts with a question about this; every word counts, the last one may be a
    beginning. One statement."""
    questions = Question.objects.readable_by(access).filter(_has_words(words.split()))
    # Not by "pk" itself: PostgreSQL would then walk the whole table from its end when the word is
    # rare (measured: 5 s), instead of asking the index.
    newest = questions.order_by((F("pk") + 0).desc())
    return list(newest.values_list("contact", flat=True)[:NEWEST])


def _has_words(words: list[str]):
    """In Dutch the forms of a word are one on PostgreSQL."""
    *others, last = words
    return has_words(
        [[word] for word in others] + [[f"{last}*"]],
        column="search_text",
        configuration="dutch",
        table="contacts_search",
    )
