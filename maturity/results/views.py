"""The result of a round, and how it compares."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kcc.lib.periods import local_day
from kcc.organisation.access import access_of, role_required
from maturity.audience import CAN_BE_ASKED
from maturity.plan.selectors import counts_of
from maturity.results import comparing, selectors, show
from maturity.rounds.words import figures_period
from maturity.sharing.selectors import YEARS, of_same_size
from maturity.words import place_name, yardstick

readers = role_required(*CAN_BE_ASKED)


@require_safe
@readers
def result(request, public_id):
    access = access_of(request.user)
    assessment = _to_read(request, access, public_id)
    before = selectors.round_before(assessment, access, request.user)
    context = {
        "assessment": assessment,
        "before": before,
        "place": place_name(assessment),
        "figures": figures_period(assessment),
        "page": show.page(assessment, before, selectors.notes_of(assessment)),
        "actions": counts_of(assessment.actions.all(), day=local_day(timezone.now())),
        "note": yardstick(),
    }
    return render(request, "maturity/results/result.html", context)


@require_safe
@readers
def compare(request, public_id):
    """With earlier rounds of the same place (?with= chooses one), between departments, and with
    others of the same size."""
    access = access_of(request.user)
    assessment = _to_read(request, access, public_id)
    now = comparing.read(assessment)
    before = selectors.rounds_before(assessment, access, request.user)
    chosen = request.GET.get("with", "")
    other = next((each for each in before if str(each.public_id) == chosen), None)
    whole = selectors.is_whole(assessment)
    departments = selectors.newest_of_departments(access, request.user)
    context = {
        "assessment": assessment,
        "place": place_name(assessment),
        "asked": now.asked,
        "before": before,
        "earlier": comparing.earlier(now, before, other or before[0]) if before else None,
        "departments": comparing.departments(departments),
        "others": comparing.others(now, of_same_size(assessment)) if whole else None,
        "years": YEARS,
        "note": yardstick(),
    }
    return render(request, "maturity/results/compare.html", context)


def _to_read(request, access, public_id):
    assessment = selectors.result_to_read(access, request.user, public_id)
    if assessment is None:
        raise Http404
    return assessment
