"""Where the pages of the consensus lead, and who may open them."""

from functools import wraps

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kcc.organisation.access import access_of
from maturity.audience import may_run
from maturity.consensus.selectors import Discussion, Talk, discussion_of, round_of
from maturity.models import Assessment
from maturity.words import place_name


class Over(Exception):
    """The result is settled; its own page tells the rest."""


def in_time(view):
    """Leads to the result when the consensus is over."""

    @wraps(view)
    def page(request, public_id, **kwargs):
        try:
            return view(request, public_id, **kwargs)
        except Over:
            return redirect("maturity:result", public_id)

    return page


def in_consensus(request, public_id) -> Assessment:
    """Not found for who has nothing to do with it, and as long as it has not begun."""
    assessment = round_of(request.user, public_id)
    if assessment is None:
        raise Http404
    if assessment.state != Assessment.State.CONSENSUS:
        raise Over
    return assessment


def leads(request) -> bool:
    return may_run(access_of(request.user))


def discussion_for(request, public_id) -> Discussion:
    return discussion_of(in_consensus(request, public_id))


def talk_or_404(discussion: Discussion, code: str) -> Talk:
    found = discussion.by_code.get(code)
    if found is None:
        raise Http404
    return found


def crumbs(assessment: Assessment, *more, runs: bool = False) -> list[dict]:
    """`runs`: may open the page of the round too. `more` are (label, url), the last one without an
    address."""
    start = [(_("Maturity"), reverse("maturity:home"))]
    if runs:
        start.append((assessment.title, url_of("round", assessment)))
    if more:
        start.append((_("Consensus"), url_of("consensus", assessment)))
    else:
        more = [(_("Consensus"), "")]
    return [{"label": label, "url": url} for label, url in (*start, *more)]


def url_of(name: str, assessment: Assessment, *args) -> str:
    return reverse(f"maturity:{name}", args=[assessment.public_id, *args])


def frame(request, assessment: Assessment, *more) -> dict:
    """What every page of the consensus shows around its own."""
    return {
        "round": assessment,
        "place": place_name(assessment) or _("The whole organisation"),
        "leads": leads(request),
        "crumbs": crumbs(assessment, *more, runs=may_run(access_of(request.user))),
    }
