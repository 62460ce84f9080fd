"""Preparing a round, and changing it as far as that is still possible."""

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kcc.lib.errors import Conflict, DomainError
from kcc.lib.htmx import redirect
from kcc.organisation.access import role_required
from kcc.organisation.models import Department, Domain
from maturity.audience import RUNS
from maturity.rounds import services
from maturity.rounds.forms import RoundForm, initial_of, initial_of_new, place_choices
from maturity.rounds.selectors import last_round, managers
from maturity.rounds.views.places import crumbs, frame, in_time, round_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*RUNS)
def new(request):
    now, sent = timezone.now(), request.method == "POST"
    form = RoundForm(
        request.POST if sent else None,
        initial=None if sent else initial_of_new(now, last_round(), leader=request.user),
        now=now,
        places=_places(),
        leaders=managers().order_by("last_name", "first_name", "pk"),
    )
    if sent and form.is_valid():
        try:
            made = services.create_round(by=request.user, now=now, **form.values)
        except DomainError as error:
            error.show_on(form)
        else:
            messages.success(request, _("The round is prepared. Now choose whom you ask."))
            return redirect(request, "maturity:round-people", made.public_id)
    context = {"form": form, "crumbs": crumbs(here=_("New round")), "title": _("New round")}
    return _answer(request, form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*RUNS)
@in_time
def change(request, public_id):
    assessment = round_or_404(public_id, "change")
    now, sent = timezone.now(), request.method == "POST"
    form = RoundForm(
        request.POST if sent else None,
        initial=initial_of(assessment),
        now=now,
        places=_places() if assessment.state == assessment.State.DRAFT else [],
        state=assessment.state,
    )
    if sent and form.is_valid():
        try:
            services.change_round(by=request.user, assessment=assessment, now=now, **form.values)
        except Conflict:
            raise
        except DomainError as error:
            error.show_on(form)
        else:
            messages.success(request, _("The round is changed."))
            return redirect(request, "maturity:round", public_id)
    title = _("Change the round")
    return _answer(request, form, frame(assessment, title) | {"form": form, "title": title})


def _places() -> list:
    """Two statements."""
    departments = Department.objects.filter(active=True).order_by("name")
    return place_choices(departments, Domain.objects.order_by("order", "name"))


def _answer(request, form, context):
    return render(request, "maturity/rounds/edit.html", context, status=422 if form.errors else 200)
