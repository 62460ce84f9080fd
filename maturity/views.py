"""Pages of the maturity model."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from kcc.organisation.access import role_required
from kcc.organisation.models import Role
from maturity.catalogue import catalogue


@require_safe
@role_required(Role.MANAGER, Role.HEAD, Role.BOARD, Role.ADMINISTRATOR)
def show_catalogue(request):
    """The five phases and five pillars with their statements. Reads no rows."""
    return render(request, "maturity/catalogue.html", {"catalogue": catalogue()})
