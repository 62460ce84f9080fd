"""Where a browser is sent on to."""

from django.utils.http import url_has_allowed_host_and_scheme


def is_ours(address: str) -> bool:
    """Whether it is a path of this app. Not //elsewhere, which is the name of another host, and
    not "foo", which is to Django the name of a page."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
