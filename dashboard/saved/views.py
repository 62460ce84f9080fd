"""Keeping what is on screen under a name, and opening it again."""

from django.http import QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboard.asked import read_asked
from dashboard.audience import READS_FIGURES
from dashboard.saved.places import NAME, USUAL, address_of
from dashboard.scopes import departments_for
from kcc.lib.worklist import canonical
from kcc.organisation.access import access_of, role_required
from kcc.organisation.models import Worklist
from kcc.organisation.savedviews.forms import ViewForm
from kcc.organisation.savedviews.selectors import views_of


@require_safe
@role_required(*READS_FIGURES)
def saved_views(request):
    """One's own views of figures and those that others share; what the address asks for can be
    saved as one more."""
    access, user = access_of(request.user), request.user
    found = views_of(user, access, Worklist.FIGURES)
    _asked, filters = read_asked(request.GET, timezone.now())
    asked = QueryDict(filters.query(), mutable=True)
    asked[NAME] = request.GET.get(NAME) or USUAL
    if sort := request.GET.get("sort"):
        asked["sort"] = sort
    context = {
        "own": [view for view in found if view.owner_id == user.pk],
        "shared": [view for view in found if view.owner_id != user.pk],
        "place": _name_of(asked[NAME], departments_for(access)),
        "filters": filters,
        "query": canonical(asked),
        "back": address_of(asked),
        "form": ViewForm(access=access, initial={"shared": "mine"}),
    }
    return render(request, "dashboard/saved.html", context)


@require_safe
@role_required(*READS_FIGURES)
def saved_view(request):
    """The page a view shows. Whether somebody may see it is asked there."""
    return redirect(address_of(request.GET))


def _name_of(place: str, departments) -> str:
    name, *parts = place.split(":")
    slug = parts[0] if parts else ""
    if name == "centre":
        return _("Contact centre")
    if name == "domain":
        found = (each.domain.name for each in departments if each.domain.slug == slug)
        return next(found, slug)
    if name == "organisation":
        return _("Departments side by side")
    return next((each.name for each in departments if each.slug == slug), slug)
