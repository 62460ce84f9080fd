"""The end of the consensus: what came out, and what the group says about it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.access import role_required
from maturity import words as said
from maturity.audience import RUNS
from maturity.consensus import services, words
from maturity.consensus.forms import FinishForm
from maturity.consensus.views.overview import outcome_lines
from maturity.consensus.views.places import discussion_for, frame, in_time, url_of


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*RUNS)
@in_time
def finish(request, public_id):
    """What is left as long as something is; else the outcome with the conclusion of the group."""
    discussion = discussion_for(request, public_id)
    assessment = discussion.assessment
    sent = request.method == "POST"
    form = FinishForm(request.POST if sent else None, initial={"conclusion": assessment.conclusion})
    if sent and form.is_valid():
        conclusion = form.cleaned_data["conclusion"]
        try:
            services.finish(
                by=request.user, assessment=assessment, conclusion=conclusion, now=timezone.now()
            )
        except Conflict as error:
            messages.warning(request, error.message)
            return redirect(url_of("consensus", assessment))
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The result is settled. Who took part is told."))
            return redirect("maturity:result", assessment.public_id)
    context = frame(request, assessment, (_("Settle the result"), "")) | {
        "discussion": discussion,
        "form": form,
        "left": [line for line in words.pillar_lines(discussion) if line.settled < line.total],
        "sentence": said.outcome_sentence(discussion.asked, discussion.outcome),
        "lines": outcome_lines(discussion),
        "note": said.yardstick(),
    }
    status = 422 if form.errors else 200
    return render(request, "maturity/consensus/finish.html", context, status=status)
