"""The alerts of the KCC manager: which there are, what they would have told, and changing them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dashboard.alerts import services, words
from dashboard.alerts.forms import AlertForm
from dashboard.alerts.selectors import every_alert, preview, watched
from dashboard.models import Alert
from kcc.lib.htmx import redirect
from kcc.organisation.access import role_required
from kcc.organisation.models import Department, Role


@require_safe
@role_required(Role.MANAGER)
def alerts(request):
    rows = [
        {
            "alert": alert,
            "figure": figure,
            "place": words.place(alert),
            "limit": words.limit(alert, figure) if figure else "",
        }
        for alert in every_alert()
        for figure in [watched(alert)]
    ]
    return render(
        request,
        "dashboard/alerts/list.html",
        {"rows": rows, "new_url": reverse("dashboard:alert-new")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.MANAGER)
def new(request):
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.MANAGER)
def change(request, public_id):
    return _edit(request, get_object_or_404(every_alert(), public_id=public_id))


def _edit(request, alert: Alert | None):
    """Save, or with `try` only look what it would have told; nothing typed is lost."""
    now, sent = timezone.now(), request.method == "POST"
    form = AlertForm(
        request.POST if sent else None,
        initial=AlertForm.initial_of(alert) if alert else None,
        departments=Department.objects.filter(active=True).order_by("name"),
    )
    shown = alert
    if sent and form.is_valid():
        if "try" not in request.POST:
            _save(request, alert, form.cleaned_data, now)
            return redirect(request, "dashboard:alerts")
        shown = Alert(**form.cleaned_data)
    told = preview(shown, now=now) if shown and watched(shown) and not form.errors else None
    context = {"form": form, "alert": alert, "preview": told}
    if told:
        figure = watched(shown)
        context |= {
            "told": [(day, words.amount(figure, level)) for day, level in told.told],
            "level": "" if told.level is None else words.amount(figure, told.level),
            "limit": words.limit(shown, figure),
        }
    status = 422 if form.errors else 200
    return render(request, "dashboard/alerts/edit.html", context, status=status)


def _save(request, alert, values, now) -> None:
    if alert is None:
        services.make_alert(by=request.user, now=now, **values)
        messages.success(request, _("The alert is kept. It looks for the first time tomorrow."))
    else:
        services.change_alert(by=request.user, alert=alert, now=now, **values)
        messages.success(request, _("The alert is changed."))


@require_POST
@role_required(Role.MANAGER)
def delete(request, public_id):
    alert = get_object_or_404(Alert, public_id=public_id)
    services.delete_alert(by=request.user, alert=alert)
    messages.success(request, _("The alert is deleted."))
    return redirect(request, "dashboard:alerts")
