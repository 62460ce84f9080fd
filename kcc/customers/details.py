"""The details of a customer as they are stored: one spelling, checked, with what is derived."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kcc.customers import identify
from kcc.customers.models import Customer
from kcc.lib.errors import Conflict, DomainError

NAMES = ("initials", "given_name", "prefix", "family_name", "organisation_name")
ADDRESS = ("street", "house_number", "house_suffix", "postcode", "city")
FLAGS = ("secret_address", "confidential")
DETAILS = ("salutation", *NAMES, *ADDRESS, "kvk_number", *FLAGS, "preferred_channel")
SEARCH_TEXT_LENGTH = 500


def tidy(kind: str, details: dict) -> dict:
    """`details` (names of DETAILS) as columns and their values. DomainError names the field."""
    if unknown := set(details) - set(DETAILS):
        raise TypeError(f"Not details of a customer: {sorted(unknown)}")
    columns = {}
    for name, value in details.items():
        if name == "preferred_channel":
            columns["preferred_channel_id"] = value.pk if value is not None else None
        elif name in FLAGS:
            columns[name] = bool(value)
        elif name == "house_number":
            columns[name] = value or None
        else:
            columns[name] = _text(kind, name, (value or "").strip())
    return columns


def _text(kind: str, name: str, value: str) -> str:
    if name == "postcode":
        return _postcode(value)
    if name == "kvk_number" and value:
        return _kvk(kind, value)
    longest = Customer._meta.get_field(name).max_length
    if len(value) > longest:
        raise DomainError(_("At most %(count)d characters.") % {"count": longest}, field=name)
    return value


def _postcode(value: str) -> str:
    """A Dutch one as 7801AB; a foreign one as it was typed."""
    plain = identify.normalise_postcode(value) or value.upper()
    if len(plain) > Customer._meta.get_field("postcode").max_length:
        raise DomainError(_("This is not a postcode."), field="postcode")
    return plain


def _kvk(kind: str, value: str) -> str:
    digits = value.replace(" ", "").replace(".", "")
    if not identify.is_kvk(digits):
        raise DomainError(_("A KvK number has eight digits."), field="kvk_number")
    if kind != Customer.Kind.ORGANISATION:
        raise DomainError(_("Only an organisation has a KvK number."), field="kvk_number")
    return digits


def derive(customer: Customer) -> None:
    """Set what follows from the details: the address key and the words the search box looks in."""
    customer.address_key = identify.address_key(
        customer.postcode, customer.house_number, customer.house_suffix
    )
    names = [identify.plain_words(getattr(customer, name)) for name in NAMES]
    if customer.prefix:
        # "vandenberg" must find Van den Berg.
        last = f"{customer.prefix} {customer.family_name}"
        names.append(identify.plain_words(last).replace(" ", ""))
    customer.search_text = " ".join(filter(None, names))[:SEARCH_TEXT_LENGTH].strip()


def check_name(customer: Customer) -> None:
    if customer.kind == Customer.Kind.ORGANISATION:
        if not customer.organisation_name:
            raise DomainError(_("Give the name of the organisation."), field="organisation_name")
    elif not customer.family_name:
        raise DomainError(_("Give the last name."), field="family_name")


def checked_bsn(kind: str, text: str) -> str:
    """Nine digits, or "" for none."""
    if not (text or "").strip():
        return ""
    bsn = identify.compact_bsn(text)
    if not bsn:
        raise DomainError(_("This is not a BSN: check the nine digits."), field="bsn")
    if kind == Customer.Kind.ORGANISATION:
        raise DomainError(_("An organisation has no BSN."), field="bsn")
    return bsn


@dataclass(frozen=True)
class Difference:
    """A field of which the file says something else now than the person wants to save."""

    name: str
    label: str
    theirs: str
    yours: str


class EditConflict(Conflict):
    """Somebody else saved this customer in the meantime; `differences` shows both values."""

    def __init__(self, current: Customer, differences: list[Difference]):
        super().__init__(_("Somebody else changed this customer while you were working on it."))
        self.current = current
        self.differences = differences


def differences(current: Customer, columns: dict) -> list[Difference]:
    """Where `columns` would change `current`. One statement more when the channel differs."""
    return [
        Difference(
            name,
            str(Customer._meta.get_field(name).verbose_name),
            _shown(current, name, getattr(current, name)),
            _shown(current, name, value),
        )
        for name, value in columns.items()
        if getattr(current, name) != value
    ]


def _shown(customer: Customer, name: str, value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "preferred_channel_id":
        channels = Customer._meta.get_field(name).related_model.objects
        return str(channels.filter(pk=value).first() or "")
    return "" if value is None else str(value)
