"""The steps of a round, each with a page that says beforehand what it does."""

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kcc.lib.errors import Conflict, DomainError
from kcc.lib.htmx import redirect
from kcc.organisation.access import role_required
from maturity.audience import RUNS
from maturity.models import Assessment
from maturity.rounds import services, words
from maturity.rounds.forms import CancelForm, LeaderForm
from maturity.rounds.selectors import managers, progress_of
from maturity.rounds.views.places import frame, in_time, round_or_404

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@PAGE
@role_required(*RUNS)
@in_time
def open_it(request, public_id):
    """Who will be told, and what is kept from then on."""
    assessment = round_or_404(public_id, "open")
    if request.method == "POST" and _done(request, services.open_round, assessment):
        messages.success(request, _("The round is open, and everybody is told."))
        return redirect(request, "maturity:round", public_id)
    progress = progress_of(assessment)
    context = frame(assessment, _("Open the round")) | {
        "progress": progress,
        "warnings": words.warnings_about_people(progress),
        "without_mail": [row for row in progress.people if not row.user.email],
        "figures": words.figures_period(assessment),
    }
    return _page(request, "open", context, status=_status(request))


@require_POST
@role_required(*RUNS)
@in_time
def remind(request, public_id):
    assessment = round_or_404(public_id, "remind")
    try:
        count = services.remind(by=request.user, assessment=assessment, now=timezone.now())
    except Conflict:
        raise
    except DomainError as error:
        messages.error(request, error.message)
    else:
        if count:
            text = ngettext(
                "%(count)d person is reminded.", "%(count)d people are reminded.", count
            )
            messages.success(request, text % {"count": count})
        else:
            messages.warning(request, _("Nobody is to be reminded today."))
    return redirect(request, "maturity:round", public_id)


@PAGE
@role_required(*RUNS)
@in_time
def begin(request, public_id):
    """Whose answers count, and whose do not."""
    assessment = round_or_404(public_id, "begin")
    if request.method == "POST" and _done(request, services.begin_consensus, assessment):
        messages.success(request, _("The consensus has begun. Nobody changes an answer any more."))
        return redirect(request, "maturity:consensus", public_id)
    progress = progress_of(assessment)
    context = frame(assessment, _("Begin the consensus")) | {
        "progress": progress,
        "warnings": words.warnings_about_answers(progress),
    }
    return _page(request, "begin", context, status=_status(request))


@PAGE
@role_required(*RUNS)
@in_time
def cancel(request, public_id):
    assessment = round_or_404(public_id, "cancel")
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        because = form.cleaned_data["because"]
        if _done(request, services.cancel_round, assessment, form, because=because):
            messages.success(
                request, _("The round is stopped, and everybody who was asked is told.")
            )
            return redirect(request, "maturity:round", public_id)
    context = frame(assessment, _("Stop the round")) | {"form": form}
    return _page(request, "cancel", context, status=422 if form.errors else 200)


@PAGE
@role_required(*RUNS)
@in_time
def leader(request, public_id):
    assessment = round_or_404(public_id, "pass_lead")
    people = managers().exclude(pk=assessment.leader_id).order_by("last_name", "first_name", "pk")
    form = LeaderForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_bound and form.is_valid():
        to = form.cleaned_data["leader"]
        if _done(request, services.pass_lead, assessment, form, to=to):
            text = _("%(name)s leads the round now.") % {"name": to.get_display_name()}
            messages.success(request, text)
            return redirect(request, "maturity:round", public_id)
    context = frame(assessment, _("Pass on the lead")) | {
        "form": form,
        "others": bool(form.fields["leader"].choices),
    }
    return _page(request, "leader", context, status=422 if form.errors else 200)


def _done(request, service, assessment: Assessment, form=None, **values) -> bool:
    """Whether it was done; a rule that says no is told at the form, or on top of the page."""
    try:
        service(by=request.user, assessment=assessment, now=timezone.now(), **values)
    except Conflict:
        raise
    except DomainError as error:
        if form is not None:
            error.show_on(form)
        else:
            messages.error(request, error.message)
        return False
    return True


def _status(request) -> int:
    """What was sent and is shown again was refused."""
    return 422 if request.method == "POST" else 200


def _page(request, name: str, context, *, status: int = 200):
    return render(request, f"maturity/rounds/{name}.html", context, status=status)
