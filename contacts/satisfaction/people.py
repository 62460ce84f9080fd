"""Who was asked: known by a keyed hash, which is enough to leave that person in peace.

One person has several keys: the record of the customer, records merged into it, every e-mail
address and number. Whether somebody was asked lately is asked of all of them; one is written down.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from cases.following.codes import keyed
from contacts.models import Contact
from contacts.satisfaction.matters import Matter
from kcc.customers.models import ContactPoint, Customer
from kcc.organisation.models import User


@dataclass(frozen=True)
class Person:
    """`key` is written down with the invitation, empty for who cannot be told from others; `keys`
    are all that the person may be known by."""

    key: str
    keys: frozenset[str]


NOBODY = Person("", frozenset())


def key_of(kind: str, value) -> str:
    return keyed("survey.person", f"{kind}:{value}")


def person_of(matter: Matter, *, since: datetime) -> Person:
    """The customer, or else who has this address or number. At most four statements.

    A household shares an address: who shares it is left in peace along with who was asked. Also
    counted are the addresses and numbers given in contacts since then that are the customer's by
    now: somebody may have been asked before we knew who it was.
    """
    own = {("email", each) for each in matter.emails}
    own |= {("phone", matter.phone)} if matter.phone else set()
    if not own and matter.customer is None:
        return NOBODY
    family = set()
    if matter.customer is not None:
        family = _family(matter.customer)
        own |= _reached_at(family) | _given_in_contacts(family, since)
    else:
        family = _owners(own)
    # A telephone may be that of a whole building, so it leads to nobody but who has no name.
    family |= _owners({each for each in own if each[0] == "email"})
    key = _first_key(matter)
    keys = {key_of("customer", each) for each in family} | {key_of(*each) for each in own}
    return Person(key, frozenset({key, *keys}))


def _first_key(matter: Matter) -> str:
    if matter.customer is not None:
        return key_of("customer", matter.customer.pk)
    return key_of("email", matter.emails[0]) if matter.emails else key_of("phone", matter.phone)


def _family(customer: Customer) -> set[int]:
    """The record and those merged into it, or into one of these."""
    merged = Q(merged_into=customer.pk) | Q(merged_into__merged_into=customer.pk)
    return {customer.pk, *Customer.objects.filter(merged).values_list("pk", flat=True)}


def _reached_at(family: Iterable[int]) -> set[tuple[str, str]]:
    rows = ContactPoint.objects.filter(customer__in=family)
    return set(rows.values_list("kind", "value"))


def _given_in_contacts(family: Iterable[int], since: datetime) -> set[tuple[str, str]]:
    rows = Contact.objects.filter(customer__in=family, started_at__gt=since - timedelta(days=7))
    given = set()
    for email, phone in rows.values_list("email", "phone"):
        given |= {("email", email.lower())} if email else set()
        given |= {("phone", phone)} if phone else set()
    return given


def _owners(reach: set[tuple[str, str]]) -> set[int]:
    if not reach:
        return set()
    wanted = Q()
    for kind in ("email", "phone"):
        wanted |= Q(kind=kind, value__in=[value for each, value in reach if each == kind])
    return set(ContactPoint.objects.filter(wanted).values_list("customer_id", flat=True))


def colleagues() -> list[str]:
    """Everybody who has or had an account: who may be named in a comment. One statement."""
    rows = User.objects.exclude(last_name="").values_list("first_name", "last_name")
    return [f"{first} {last}".strip() for first, last in rows]
