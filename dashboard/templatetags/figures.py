"""Tags of the pages with figures."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from dashboard.saved.places import NAME, place_of

register = template.Library()


@register.simple_tag(takes_context=True)
def saved_views_url(context, filters) -> str:
    """Where what is on screen can be kept under a name; empty on a page that cannot be kept."""
    request = getattr(context, "request", None)
    place = place_of(getattr(request, "resolver_match", None))
    if not place:
        return ""
    kept = {"sort": filters.kept["sort"]} if "sort" in filters.kept else {}
    query = urlencode({NAME: place}, safe=":")
    return f"{reverse('dashboard:views')}?{query}&{filters.query(**kept)}".rstrip("&")
