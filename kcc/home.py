"""Where a person lands after logging in: the first page of the navigation."""

from django.shortcuts import redirect, render

from kcc.context import navigation


def home(request):
    for group in navigation(request):
        for item in group.items:
            return redirect(item.url)
    return render(request, "no_role.html", status=403)
