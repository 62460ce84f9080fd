"""Where a person lands after logging in: the first page of the navigation, settings for who keeps
them."""

from django.shortcuts import redirect, render

from kcc.context import navigation
from kcc.organisation.access import access_of
from kcc.organisation.models import Role


def home(request):
    if access_of(request.user).roles == {Role.ADMINISTRATOR}:
        return redirect("admin:index")
    for group in navigation(request):
        for item in group.items:
            return redirect(item.url)
    return render(request, "no_role.html", status=403)
