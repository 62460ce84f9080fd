"""Who lives there: up to a hundred thousand people and organisations, with their numbers."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from dashboard.management.bench.chances import Ids
from dashboard.management.demo.names import CITY, FAMILY, MEN, STREETS, WOMEN
from kcc.customers import bsn as bsns
from kcc.customers.details import derive
from kcc.customers.identify import is_bsn
from kcc.customers.models import ContactPoint, Customer
from kcc.lib.inserting import insert_many, reserve_ids

MOST = 100_000
AT_ONCE = 20_000
# The numbers set aside for tests: these eight digits and one that follows from them.
TEST_BSNS = range(99_990_000, 100_000_000)
SORTS = ("Bouw", "Bakkerij", "Stichting", "Garage", "Advies", "Kwekerij", "Vereniging", "Horeca")

COLUMNS = (
    "id", "public_id", "kind", "salutation", "initials", "given_name", "prefix", "family_name",
    "organisation_name", "search_text", "street", "house_number", "house_suffix", "postcode",
    "city", "address_key", "kvk_number", "bsn_encrypted", "bsn_lookup", "secret_address",
    "confidential", "created_at",
)  # fmt: skip


def settle(rng: Random, number: int, since: datetime) -> None:
    """One in twenty is an organisation, one in a hundred has a secret address."""
    numbers, ids = filter(is_bsn, map(_with_check, TEST_BSNS)), Ids(rng)
    for start in range(0, number, AT_ONCE):
        places = range(start, min(start + AT_ONCE, number))
        people = [_customer(rng, place, numbers, since) for place in places]
        for pk, customer in zip(reserve_ids(Customer, len(people)), people, strict=True):
            customer.pk, customer.public_id = pk, ids()
        insert_many(Customer, COLUMNS, ([getattr(each, n) for n in COLUMNS] for each in people))
        points = [
            (ids(), *point)
            for place, each in zip(places, people, strict=True)
            for point in _points(place, each)
        ]
        insert_many(ContactPoint, ["public_id", "customer", "kind", "value", "preferred"], points)


def _customer(rng: Random, place: int, numbers: Iterator[str], since: datetime) -> Customer:
    prefix, family = rng.choice(FAMILY)
    street = rng.randrange(len(STREETS) * 20)
    customer = Customer(
        street=STREETS[street % len(STREETS)],
        house_number=rng.randrange(1, 200),
        house_suffix=rng.choice(("", "", "", "", "", "A", "B")),
        postcode=f"79{street // 100:02d}{_letters(street)}",
        city=CITY,
        secret_address=rng.random() < 0.01,
        confidential=rng.random() < 0.005,
        created_at=since + timedelta(seconds=place),
    )
    if place % 20 == 19:
        customer.kind = Customer.Kind.ORGANISATION
        customer.organisation_name = f"{rng.choice(SORTS)} {family} {place}"
        customer.kvk_number = f"9{place:07d}"
    else:
        woman = rng.random() < 0.52
        customer.salutation = "Mevrouw" if woman else "Meneer"
        customer.given_name = rng.choice(WOMEN if woman else MEN)
        customer.initials = f"{customer.given_name[0]}."
        customer.prefix, customer.family_name = prefix, family
        _number(customer, next(numbers, "") if rng.random() < 0.45 else "")
    derive(customer)
    return customer


def _number(customer: Customer, bsn: str) -> None:
    """As long as there are numbers that were set aside for tests."""
    if bsn:
        customer.bsn_encrypted, customer.bsn_lookup = bsns.encrypt(bsn), bsns.lookup(bsn)


def _with_check(digits: int) -> str:
    """The last digit makes the sum of the eleven test; for one in eleven there is none."""
    weighed = sum(weight * int(digit) for weight, digit in enumerate(reversed(str(digits)), 2))
    return f"{digits}{weighed % 11}"


def _letters(number: int) -> str:
    """Two letters of a postcode, never SA, SD or SS."""
    return f"{'ABCDEFGHJK'[number // 20 % 10]}{'BCDEFGHJKLMNPRTVWXYZ'[number % 20]}"


def _points(place: int, customer: Customer) -> Iterator[tuple]:
    """Numbers nobody has: 0660 is no mobile range, and within a town no number starts with 0."""
    if place % 20 != 7:
        yield customer.pk, ContactPoint.Kind.PHONE, f"+31660{place:06d}", True
    else:
        yield customer.pk, ContactPoint.Kind.PHONE, f"+31599{place % 1_000_000:06d}", True
    if place % 5 < 3:
        name = customer.family_name or "info"
        value = f"{name}{place}@post.example".lower().replace(" ", "")
        yield customer.pk, ContactPoint.Kind.EMAIL, value, True
