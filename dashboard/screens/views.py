"""The screens on the floor: the manager makes a key for each and withdraws it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.screens.forms import ScreenForm
from dashboard.wallboard import services
from dashboard.wallboard.selectors import screens as every_screen
from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect
from kcc.organisation.access import role_required
from kcc.organisation.models import Role


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.MANAGER)
def screens(request):
    """A key that was just made stands on this answer only: it is in no address and no message."""
    sent, now = request.method == "POST", timezone.now()
    form, made, text = ScreenForm(request.POST if sent else None), None, ""
    if sent and form.is_valid():
        try:
            made, text = services.make_key(by=request.user, now=now, **form.cleaned_data)
            form = ScreenForm()
        except DomainError as error:
            form.add_error(None, str(error))
    context = {"form": form, "made": made, "text": text, "now": now, "rows": list(every_screen())}
    status = 422 if form.errors else 200
    return render(request, "dashboard/screens/list.html", context, status=status)


@require_POST
@role_required(Role.MANAGER)
def revoke(request, public_id):
    key = every_screen().filter(public_id=public_id).first()
    if key is None:
        raise Http404
    services.revoke_key(by=request.user, key=key, now=timezone.now())
    messages.success(request, _("The key is withdrawn. The screen goes dark within a minute."))
    return redirect(request, "dashboard:screens")
