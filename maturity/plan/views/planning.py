"""The plan of a round: where it should go, and what is suggested."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kcc.lib.errors import Conflict, DomainError
from kcc.lib.htmx import redirect
from kcc.lib.periods import local_day
from kcc.organisation.access import access_of, role_required
from maturity.asked import asked_of
from maturity.audience import CAN_BE_ASKED, RUNS
from maturity.outcome.selectors import result_of
from maturity.plan import selectors, services, show
from maturity.plan.crumbs import crumbs_of
from maturity.plan.forms import TargetsForm
from maturity.plan.gap import usual_target
from maturity.words import outcome_sentence, yardstick


def _assessment_or_404(request, public_id):
    found = selectors.assessment_of(access_of(request.user), request.user, public_id)
    if found is None:
        raise Http404
    return found


@require_safe
@role_required(*CAN_BE_ASKED)
def plan(request, public_id):
    access, day = access_of(request.user), local_day(timezone.now())
    assessment = _assessment_or_404(request, public_id)
    asked, result = asked_of(assessment), result_of(assessment)
    found = selectors.plan_of(assessment)
    own = selectors.headed(access, request.user)
    shown = [show.shown(each, access, own, request.user, day=day) for each in found.actions]
    context = {
        "assessment": assessment,
        "crumbs": crumbs_of(assessment, _("Plan of action")),
        "sentence": outcome_sentence(asked, result.outcome),
        "aims": show.aims(asked, result, found),
        "cautions": [] if found.is_empty else show.cautions_of(assessment, asked, result, found),
        "open": [each for each in shown if each.action.is_open],
        "closed": [each for each in shown if not each.action.is_open],
        "late": sum(each.late for each in shown),
        "may_steer": selectors.may_steer(access),
        "may_add": selectors.may_steer(access) or bool(own),
        "yardstick": yardstick(),
    }
    return render(request, "maturity/plan/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*RUNS)
def targets(request, public_id):
    """A phase and a day per pillar; what was not chosen yet is proposed one phase further, in a
    year."""
    assessment, now = _assessment_or_404(request, public_id), timezone.now()
    asked, outcome = asked_of(assessment), result_of(assessment).outcome
    before = selectors.targets_of(assessment)
    seal = services.seal_of_targets(before.values())
    sent, conflict = request.method == "POST", False
    form = TargetsForm(
        request.POST if sent else None, asked=asked, outcome=outcome,
        initial={"seal": seal, **_initial(outcome, before, local_day(now))},
    )  # fmt: skip
    if sent and form.is_valid():
        try:
            services.set_targets(
                by=request.user, assessment=assessment, targets=form.targets, now=now,
                seal=form.cleaned_data["seal"],
            )  # fmt: skip
        except Conflict:
            conflict = True
            typed = request.POST.copy()
            typed["seal"] = seal
            form = TargetsForm(typed, asked=asked, outcome=outcome)
        except DomainError as error:
            error.show_on(form)
        else:
            messages.success(request, _("The targets are kept."))
            return redirect(request, "maturity:plan", assessment.public_id)
    context = {
        "assessment": assessment,
        "form": form,
        "before": list(before.values()) if conflict else [],
        "crumbs": crumbs_of(assessment, _("Targets"), in_plan=True),
        "conflict": conflict,
        "back": reverse("maturity:plan", args=[assessment.public_id]),
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "maturity/plan/targets.html", context, status=status)


def _initial(outcome, before, today) -> dict:
    """Proposed as long as there is no target at all: who took one away is not asked again."""
    found = {}
    for pillar in outcome.pillars:
        target = before.get(pillar.slug)
        usual = None if before else usual_target(pillar.phase, today)
        phase, day = (target.phase, target.due_on) if target else usual or (None, None)
        found |= {f"{pillar.slug}-phase": phase, f"{pillar.slug}-due_on": day}
    return found


@require_safe
@role_required(*CAN_BE_ASKED)
def suggestions(request, public_id):
    """For who agrees actions: the manager, and heads of departments."""
    access, assessment = access_of(request.user), _assessment_or_404(request, public_id)
    may_add = selectors.may_steer(access) or bool(selectors.headed(access, request.user))
    if not may_add:
        raise PermissionDenied
    asked, result = asked_of(assessment), result_of(assessment)
    context = {
        "assessment": assessment,
        "crumbs": crumbs_of(assessment, _("Suggested actions"), in_plan=True),
        "groups": show.suggested(asked, result, selectors.plan_of(assessment)),
        "short": asked.short,
        "yardstick": yardstick(),
    }
    return render(request, "maturity/plan/suggestions.html", context)
