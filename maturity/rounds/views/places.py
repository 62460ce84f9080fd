"""What every page of a round has around its own."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from kcc.lib.errors import Conflict
from kcc.lib.htmx import redirect
from maturity.models import Assessment
from maturity.rounds import words, workflow
from maturity.rounds.selectors import round_with_statements


def round_or_404(public_id, step: str = "") -> Assessment:
    """The round; TooLate when `step` cannot be taken in its state."""
    found = round_with_statements(public_id)
    if found is None:
        raise Http404
    if step and not workflow.may(step, found.state):
        raise TooLate
    return found


class TooLate(Exception):
    """The round is in another state by now; its page tells which."""


def in_time(view):
    """Leads to the page of the round when a step cannot be taken (any more)."""

    @wraps(view)
    def page(request, public_id, **kwargs):
        try:
            return view(request, public_id, **kwargs)
        except TooLate:
            if request.method == "POST":
                messages.warning(
                    request, _("That was not done: this round is in another state by now.")
                )
        except Conflict as error:
            messages.warning(request, error.message)
        return redirect(request, "maturity:round", public_id)

    return page


def crumbs(assessment: Assessment | None = None, here: str = "") -> list[dict]:
    start = [{"label": _("Maturity"), "url": reverse("maturity:home")}]
    if assessment is not None:
        page = reverse("maturity:round", args=[assessment.public_id])
        start.append({"label": assessment.title, "url": page if here else ""})
    return [*start, {"label": here, "url": ""}] if here else start


def frame(assessment: Assessment, here: str = "") -> dict:
    return {
        "round": assessment,
        "place": words.place(assessment),
        "crumbs": crumbs(assessment, here),
    }
