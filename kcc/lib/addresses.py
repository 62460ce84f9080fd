"""Where a browser is sent on to."""

from collections.abc import Callable
from functools import cache
from uuid import UUID

from django.urls import get_script_prefix, reverse
from django.utils.http import url_has_allowed_host_and_scheme

NIL = "00000000-0000-0000-0000-000000000000"


def is_ours(address: str) -> bool:
    """Whether it is a path of this app. Not //elsewhere, which is the name of another host, and
    not "foo", which is to Django the name of a page."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)


def address_of(name: str, public_id: UUID) -> str:
    """As reverse() of a route with one public id, for the rows of a list: 40 times as fast."""
    return _pattern(name, get_script_prefix()).replace(NIL, str(public_id))


def addresses_of(name: str) -> Callable[[UUID], str]:
    """The same for all rows of a page."""
    before, after = _pattern(name, get_script_prefix()).split(NIL)
    return lambda public_id: f"{before}{public_id}{after}"


@cache
def _pattern(name: str, _prefix: str) -> str:
    return reverse(name, args=[UUID(NIL)])
