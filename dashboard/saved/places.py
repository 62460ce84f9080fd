"""The pages of figures as a saved view names them: "organisation", "department:burgerzaken"."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

from kcc.lib.worklist import canonical

NAME = "place"
USUAL = "organisation"
# What the addresses of these pages hold besides their name.
PARTS = {
    USUAL: (),
    "centre": (),
    "domain": ("slug",),
    "department": ("slug",),
    "team": ("slug", "public_id"),
}


def place_of(match) -> str:
    """Of the page at this address (a ResolverMatch); empty for one that is not of figures."""
    if match is None or match.namespace != "dashboard" or match.url_name not in PARTS:
        return ""
    parts = [str(match.kwargs[name]) for name in PARTS[match.url_name]]
    return ":".join([match.url_name, *parts])


def page_of(place: str) -> str:
    """The address of that page; that of the organisation for what is not one."""
    name, *parts = place.split(":")
    if len(parts) != len(PARTS.get(name, ())) or name not in PARTS:
        return reverse(f"dashboard:{USUAL}")
    try:
        return reverse(f"dashboard:{name}", kwargs=dict(zip(PARTS[name], parts, strict=True)))
    except NoReverseMatch:
        return reverse(f"dashboard:{USUAL}")


def address_of(params: QueryDict) -> str:
    """The page a view shows, with what it asks for; and by which view, so that it never looks as
    if nothing was asked."""
    asked = params.copy()
    place = asked.pop(NAME, [USUAL])[-1]
    asked.pop("state", None)
    by_view = {"view": view} if (view := asked.get("view")) else {}
    query = "&".join(filter(None, [canonical(asked), urlencode(by_view)]))
    return f"{page_of(place)}?{query}" if query else page_of(place)
