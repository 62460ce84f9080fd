"""Where a person lands after logging in: the first page of the navigation, the figures for who only
steers, settings for who keeps them."""

from django.shortcuts import redirect, render

from kcc.context import navigation
from kcc.organisation.access import access_of
from kcc.organisation.models import Role

STEERING = frozenset({Role.HEAD, Role.MANAGER, Role.BOARD})


def home(request):
    roles = access_of(request.user).roles
    if roles == {Role.ADMINISTRATOR}:
        return redirect("admin:index")
    if roles and roles <= STEERING:
        return redirect("dashboard:organisation")
    for group in navigation(request):
        for item in group.items:
            return redirect(item.url)
    return render(request, "no_role.html", status=403)
