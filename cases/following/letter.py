"""The confirmation on paper, for who has no e-mail: with the number and the code."""

from dataclasses import dataclass

from django.utils.translation import override

from cases.following.naming import DUTCH, day_in_words, is_secret, places
from cases.following.words import fill
from cases.models import Case, CaseMessage
from kcc.lib.periods import local_day


@dataclass(frozen=True)
class Letter:
    """`to` are the lines of the address; none when it is secret or not known."""

    to: list[str]
    date: str
    text: str


def letter_for(case: Case, *, code: str, link: str, now) -> Letter:
    """In Dutch, in the words of the confirmation. One statement; `customer` is loaded."""
    message = CaseMessage.objects.filter(kind=CaseMessage.Kind.RECEIVED).first()
    values = places(case, DUTCH, code=code, link=link)
    with override(DUTCH):
        date = day_in_words(local_day(now))
    return Letter(_address(case), date, fill(message.body, values) if message else "")


def _address(case: Case) -> list[str]:
    customer = case.customer
    if customer is None or customer.secret_address or is_secret(case):
        return []
    number = f"{customer.house_number or ''}{customer.house_suffix}"
    code = f"{customer.postcode[:4]} {customer.postcode[4:].strip()}".strip()
    lines = [customer.formal_name, f"{customer.street} {number}", f"{code}  {customer.city}"]
    return [line.strip() for line in lines if line.strip()]
