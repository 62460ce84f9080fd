"""Where somebody wants to begin."""

from django.http import QueryDict

from dashboard.saved.places import address_of
from kcc.organisation.access import access_of
from kcc.organisation.models import Worklist
from kcc.organisation.savedviews.selectors import default_of, views_of


def default_address(request) -> str:
    """Where somebody wants to begin who opens the figures without asking for anything; empty when
    it does not matter. One statement."""
    if request.GET:
        return ""
    found = views_of(request.user, access_of(request.user), Worklist.FIGURES)
    view = default_of(found, request.user)
    return address_of(QueryDict(view.address)) if view else ""
