"""Choosing whom to ask: look who there is, tick, add; and taking somebody off."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from kcc.lib.errors import Conflict, DomainError
from kcc.lib.htmx import redirect
from kcc.organisation.access import role_required
from kcc.organisation.models import Department, User
from maturity.audience import RUNS
from maturity.models import Assessment, Respondent
from maturity.rounds import services, words
from maturity.rounds.forms import PeopleForm
from maturity.rounds.selectors import MOST_CANDIDATES, candidates, progress_of
from maturity.rounds.views.places import frame, in_time, round_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*RUNS)
@in_time
def people(request, public_id):
    assessment = round_or_404(public_id, "invite")
    act = request.POST.get("act", "")
    if act == "add":
        return _add(request, assessment)
    if act == "remove":
        return _remove(request, assessment)
    return _show(request, assessment, sent=request.method == "POST")


def _show(request, assessment: Assessment, *, sent: bool):
    departments = Department.objects.filter(active=True).order_by("name")
    form = PeopleForm(
        request.POST if sent else None,
        departments=departments,
        initial={
            "groups": [str(group) for group in Respondent.Group if group != "employees"],
            "departments": [assessment.department.slug] if assessment.department_id else [],
        },
    )
    progress, found = progress_of(assessment), None
    if sent and form.is_valid():
        asked = [row.user_id for row in progress.people]
        found = candidates(**form.wanted, leaving_out=asked)
    context = frame(assessment, pgettext("asked", "People")) | {
        "form": form,
        "progress": progress,
        "warnings": words.warnings_about_people(progress),
        "found": found,
        "too_many": found is not None and len(found) > MOST_CANDIDATES,
        "most": MOST_CANDIDATES,
    }
    status = 422 if form.errors else 200
    return render(request, "maturity/rounds/people.html", context, status=status)


def _add(request, assessment: Assessment):
    picked = _picked(request.POST.getlist("pick"))
    users = User.objects.in_bulk(list(picked), field_name="public_id")
    chosen = [(users[key], group) for key, group in picked.items() if key in users]
    try:
        count = services.invite(
            by=request.user, assessment=assessment, people=chosen, now=timezone.now()
        )
    except Conflict:
        raise
    except DomainError as error:
        messages.error(request, error.message)
    else:
        if count:
            text = ngettext("%(count)d person is added.", "%(count)d people are added.", count)
            messages.success(request, text % {"count": count})
        else:
            messages.warning(request, _("Nobody was ticked, so nobody is added."))
    return redirect(request, "maturity:round-people", assessment.public_id)


def _picked(values) -> dict[UUID, str]:
    """Person -> group; what cannot be read was not written by our page."""
    found = {}
    for value in values:
        group, _colon, key = value.partition(":")
        try:
            found[UUID(key)] = Respondent.Group(group)
        except ValueError:
            continue
    return found


def _remove(request, assessment: Assessment):
    try:
        key = UUID(request.POST.get("respondent", ""))
    except ValueError:
        key = None
    rows = Respondent.objects.filter(assessment=assessment, public_id=key)
    respondent = rows.select_related("assessment", "user").first()
    try:
        if respondent is None:
            raise DomainError(_("This person is not asked any more."))
        services.remove(by=request.user, respondent=respondent, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        name = respondent.user.get_display_name()
        messages.success(request, _("%(name)s is not asked any more.") % {"name": name})
    return redirect(request, "maturity:round-people", assessment.public_id)
