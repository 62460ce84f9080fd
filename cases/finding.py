"""Finding cases by what somebody knows of them: a number, a person, an address or words.

Everything is limited to what the person may see. What was typed is read by `identify.recognise`;
the words of a case are its description, place, subject and answers (`cases.words`).
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet

from cases import selectors
from cases.models import Case, CaseRole
from cases.search import by_newest, in_groups, in_order, with_words
from kcc.customers import search as customer_search
from kcc.customers.identify import Address, Guess, Kind, recognise
from kcc.customers.selectors import visible_customers
from kcc.lib.periods import local_day, start_of

LIMIT = 50
# Somebody may mean any of these people.
PEOPLE = 25
# A number without its year may be of any of the last ones.
YEARS = 10
BY_PERSON = {Kind.PHONE, Kind.EMAIL, Kind.BSN, Kind.KVK, Kind.ADDRESS, Kind.NAME}


class Why(StrEnum):
    """What of the case fits, in the order in which it is told."""

    NUMBER = "number"
    CUSTOMER = "customer"
    INVOLVED = "involved"
    ADDRESS = "address"
    WORDS = "words"


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """Which cases are looked among; empty values do not narrow. `case_type` is a slug, the days are
    those of the registration."""

    case_type: str = ""
    is_open: bool | None = None
    since: date | None = None
    until: date | None = None

    @property
    def condition(self) -> Q:
        found = Q()
        if self.case_type:
            found &= Q(case_type__slug=self.case_type)
        if self.is_open is not None:
            found &= Q(closed_at__isnull=self.is_open)
        if self.since:
            found &= Q(registered_at__gte=start_of(self.since))
        if self.until:
            found &= Q(registered_at__lt=start_of(self.until + timedelta(days=1)))
        return found


@dataclass
class Found:
    """At most LIMIT cases, open ones first, then the newest; `why` each was found."""

    kinds: list[Kind] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    why: dict[int, list[Why]] = field(default_factory=dict)
    more: bool = False

    @property
    def exact(self) -> Case | None:
        """The one case whose number was typed."""
        only = len(self.cases) == 1 and Why.NUMBER in self.why[self.cases[0].pk]
        return self.cases[0] if only else None


def find(text: str, *, access, user, now: datetime, narrowing: Narrowing | None = None) -> Found:
    """Everything `text` may mean. At most nine statements."""
    narrowing = narrowing or Narrowing()
    rows = Case.objects.visible_to(access, user).filter(narrowing.condition)
    found, reasons = Found(), {}

    def add(why: Why, pks) -> None:
        for pk in pks:
            reasons.setdefault(pk, []).append(why)

    for guess in recognise(text):
        found.kinds.append(guess.kind)
        if guess.kind in (Kind.CASE, Kind.CALLBACK):
            add(Why.NUMBER, _numbered(rows, guess, now))
        if guess.kind in BY_PERSON:
            for why, pks in _of_people(rows, guess, access, user).items():
                add(why, pks)
        if guess.kind == Kind.ADDRESS:
            add(Why.ADDRESS, _newest(rows.filter(_at(guess.address))))
        if guess.kind == Kind.NAME:
            add(Why.WORDS, _newest(rows.filter(with_words(in_groups(guess.value)))))
    if reasons:
        listed = selectors.listed(Case.objects.filter(pk__in=reasons), access, user)
        cases = list(in_order(listed)[: LIMIT + 1])
        found.cases, found.more = cases[:LIMIT], len(cases) > LIMIT
        found.why = {case.pk: sorted(set(reasons[case.pk]), key=[*Why].index) for case in cases}
    return found


# -- How each is looked for -------------------------------------------------------------------


def _numbered(rows: QuerySet, guess: Guess, now: datetime) -> list[int]:
    """A whole number, or its digits without the year."""
    numbers = [guess.value]
    if guess.kind == Kind.CALLBACK:
        this = local_day(now).year
        numbers = [f"Z-{this - back}-{int(guess.value):06d}" for back in range(YEARS)]
    return list(rows.filter(number__in=numbers).values_list("pk", flat=True))


def _of_people(rows: QuerySet, guess: Guess, access, user) -> dict[Why, list[int]]:
    """The cases of the people somebody may mean, and those in which they are involved."""
    if guess.kind == Kind.NAME:
        meant = customer_search.by_name(guess.value, access=access, limit=PEOPLE)
    else:
        customers = visible_customers(access=access, user=user)
        by_key = customer_search.by_key(customers, guess)
        meant = list(by_key.order_by("pk").values_list("pk", flat=True)[:PEOPLE])
    if not meant:
        return {}
    involved = CaseRole.objects.filter(customer__in=meant).values("case")
    return {
        Why.CUSTOMER: _newest(rows.filter(customer__in=meant)),
        Why.INVOLVED: _newest(rows.filter(pk__in=involved)),
    }


def _at(address: Address):
    """The words of an address, in whichever way they were written down: 7801AB or 7801 AB, and the
    number with or without its addition."""
    number = f"{address.number}"
    numbers = [number, f"{number}{address.suffix}".lower()] if address.suffix else [number]
    digits, letters = address.postcode[:4], address.postcode[4:].lower()
    together = with_words([[f"{digits}{letters}"], numbers])
    apart = with_words([[digits], [letters], numbers])
    return Q(together) | Q(apart)


def _newest(rows: QuerySet) -> list[int]:
    return list(by_newest(rows))
