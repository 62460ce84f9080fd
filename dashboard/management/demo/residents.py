"""Who lives in Lindenwaard: people and organisations who contact the municipality."""

from datetime import timedelta

from dashboard.management.demo.names import (
    CITY,
    FAMILY,
    MEN,
    ORGANISATIONS,
    POSTCODE_DIGITS,
    STREETS,
    WOMEN,
)
from kcc.customers.identify import is_bsn
from kcc.customers.models import Customer
from kcc.customers.services import create_customer

# Numbers nobody has: 0660 is no mobile range, and within a town no number starts with 0.
MOBILE, LANDLINE = "0660", "05990"
FIRST_TEST_BSN = 999_900_000


def settle(rng, agents, end, people: int) -> list[Customer]:
    """Make every customer, some of them with a BSN, one secret address in a hundred."""
    bsns = (f"{number}" for number in range(FIRST_TEST_BSN, 999_999_999) if is_bsn(str(number)))
    codes = {street: f"{POSTCODE_DIGITS}{_letters(n)}" for n, street in enumerate(STREETS)}
    started = end - timedelta(days=420)
    found = []
    for index in range(people):
        woman = rng.random() < 0.54
        prefix, family = rng.choice(FAMILY)
        given = rng.choice(WOMEN if woman else MEN)
        found.append(
            create_customer(
                by=rng.choice(agents),
                now=started + timedelta(minutes=index),
                salutation="Mevrouw" if woman else "Meneer",
                given_name=given,
                initials=f"{given[0]}.",
                prefix=prefix,
                family_name=family,
                phones=_phones(rng, index),
                emails=_emails(rng, given, family, index),
                bsn=next(bsns) if rng.random() < 0.45 else "",
                secret_address=rng.random() < 0.01,
                confidential=rng.random() < 0.005,
                **_address(rng, codes),
            )
        )
    for index, name in enumerate(ORGANISATIONS):
        found.append(
            create_customer(
                by=rng.choice(agents),
                now=started + timedelta(minutes=people + index),
                kind=Customer.Kind.ORGANISATION,
                organisation_name=name,
                kvk_number=f"99{index:03d}{rng.randrange(1000):03d}",
                phones=[f"{LANDLINE}{90000 + index}"],
                emails=[f"info{index}@lindenwaard.example"],
                **_address(rng, codes),
            )
        )
    return found


def _letters(number: int) -> str:
    """AB, AC, … AZ, BB, …: two letters of a postcode, never SA, SD or SS."""
    return f"{'ABCDEFGHJK'[number // 20]}{'BCDEFGHJKLMNPRTVWXYZ'[number % 20]}"


def _address(rng, codes) -> dict:
    street = rng.choice(STREETS)
    return {
        "street": street,
        "house_number": rng.randrange(1, 160),
        "house_suffix": rng.choice(("", "", "", "", "", "A", "B", "C")),
        "postcode": codes[street],
        "city": CITY,
    }


def _phones(rng, index) -> list[str]:
    phones = [f"{MOBILE}{100000 + index * 7:06d}"]
    if rng.random() < 0.3:
        phones.append(f"{LANDLINE}{10000 + index:05d}")
    return phones if rng.random() < 0.95 else phones[1:]


def _emails(rng, given, family, index) -> list[str]:
    if rng.random() < 0.4:
        return []
    name = f"{given}.{family}".lower().encode("ascii", "ignore").decode().replace(" ", "")
    return [f"{name}{index}@post.example"]
