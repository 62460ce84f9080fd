"""The big screen of the meeting: one statement in large letters, without a name."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kcc.organisation.access import role_required
from maturity.audience import CAN_BE_ASKED
from maturity.consensus import services, words
from maturity.consensus.selectors import Discussion, discussion_of, pace_of
from maturity.consensus.views.places import Over, in_consensus, in_time, leads, url_of
from maturity.models import Assessment
from maturity.words import phase_name, yardstick


@require_safe
@role_required(*CAN_BE_ASKED)
@in_time
def screen(request, public_id):
    """The statement the group talks about; of none yet, the one where answers differ most."""
    assessment = in_consensus(request, public_id)
    etag = _etag(assessment, _shown(request))
    context = _context(request, discussion_of(assessment)) | {
        "etag": etag,
        "dark": "dark" in request.GET,
        "note": yardstick(),
    }
    return render(request, "maturity/consensus/screen.html", context)


@require_safe
@role_required(*CAN_BE_ASKED)
def live(request, public_id):
    """What is on the screen; 304 when nothing of it has changed, 410 when the result is settled."""
    try:
        assessment = in_consensus(request, public_id)
    except Over:
        return HttpResponse(status=410)
    etag = _etag(assessment, _shown(request))
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    context = _context(request, discussion_of(assessment))
    response = render(request, "maturity/consensus/_screen.html", context)
    response.headers["ETag"] = etag
    return response


def _shown(request) -> str:
    """What else the answer depends on."""
    return f"{get_language()}-{leads(request)}"


def _etag(assessment: Assessment, more: str) -> str:
    _settled, trace = pace_of(assessment)
    return f'"{assessment.discussing}-{trace}-{more}"'


def _context(request, discussion: Discussion) -> dict:
    asked, assessment = discussion.asked, discussion.assessment
    first = next(iter(discussion.left), discussion.talks[0])
    talk = discussion.by_code.get(assessment.discussing, first)
    before, behind = discussion.neighbours(talk)
    return {
        "round": assessment,
        "discussion": discussion,
        "talk": talk,
        "phase": phase_name(asked, talk.statement.phase),
        "bars": words.bars(asked, talk),
        "answered": words.answered_text(talk),
        "figures": words.figures_text(talk),
        "suggested": words.suggested_text(asked, talk),
        "settled": words.settled_text(asked, talk),
        "seen": services.version_of(talk.final),
        "leads": leads(request),
        "before": before,
        "behind": behind,
        "next": discussion.next_to_settle(talk),
        "here": url_of("consensus-screen", assessment),
    }
