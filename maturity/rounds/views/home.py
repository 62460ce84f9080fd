"""Where the self-assessment starts for everybody, and the page of one round for who leads it."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kcc.lib.paging import keyset_page
from kcc.lib.periods import local_day
from kcc.organisation.access import access_of, role_required
from maturity.audience import CAN_BE_ASKED, OPENS_CATALOGUE, RUNS, may_run
from maturity.models import Assessment
from maturity.rounds import words, workflow
from maturity.rounds.selectors import (
    actions_of,
    forms_of,
    progress_of,
    results_for,
    running_rounds,
)
from maturity.rounds.services.reminding import remindable
from maturity.rounds.views.places import frame, round_or_404
from maturity.words import yardstick

State = Assessment.State
# Which part of a round is under way, in the order of the steps across the page.
STEPS = (State.DRAFT, State.OPEN, State.CONSENSUS, State.FINAL)


@require_safe
@role_required(*OPENS_CATALOGUE)
def home(request):
    """My forms, rounds that run (for the manager), results I may read, my actions."""
    user, now = request.user, timezone.now()
    access, today = access_of(user), local_day(now)
    runs = may_run(access)
    # What is still to be done stands on top.
    forms = sorted(forms_of(user), key=lambda each: each.submitted_at is not None)
    context = {
        "forms": [words.form_line(each, today=today) for each in forms],
        "runs": runs,
        "rounds": running_rounds() if runs else [],
        "results": keyset_page(
            results_for(access, user), order=["-final_at", "-pk"], params=request.GET, size=10
        ),
        "actions": actions_of(user, today=today),
        "new_url": reverse("maturity:round-new"),
        # The pages of actions are not for who only keeps the settings.
        "asked_of_people": access.has(*CAN_BE_ASKED),
        "note": yardstick(),
    }
    context["rounds"] = [(each, words.place(each)) for each in context["rounds"]]
    context["results_with_place"] = [(row, words.place(row)) for row in context["results"]]
    return render(request, "maturity/rounds/home.html", context)


@require_safe
@role_required(*RUNS)
def show_round(request, public_id):
    """Who is asked and how far they are, and what can be done next; no answer of anybody."""
    assessment, now = round_or_404(public_id), timezone.now()
    progress = progress_of(assessment)
    is_open = assessment.state == State.OPEN
    over = is_open and assessment.closes_on < local_day(now)
    context = frame(assessment) | {
        "progress": progress,
        "warnings": words.warnings_about_people(progress)
        if assessment.state in (State.DRAFT, State.OPEN)
        else [],
        "figures": words.figures_period(assessment),
        "minutes": words.minutes(assessment),
        "over": over,
        "mine": next((row for row in progress.people if row.user_id == request.user.pk), None),
        "ripe": over or not progress.waiting,
        "remindable": remindable(assessment, now).count() if is_open else 0,
        "steps": _steps(assessment),
        "may": {step: workflow.may(step, assessment.state) for step in workflow.STEPS},
    }
    return render(request, "maturity/rounds/round.html", context)


def _steps(assessment: Assessment) -> list[dict]:
    """Each (label, done, current); none of a round that was stopped."""
    if assessment.state == State.CANCELLED:
        return []
    at = STEPS.index(assessment.state)
    settled = assessment.state == State.FINAL
    return [
        {"label": label, "done": number < at or settled, "current": number == at and not settled}
        for number, label in enumerate(words.step_names())
    ]
