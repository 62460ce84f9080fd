"""How far the group is: all pillars, one pillar, taking over what is agreed, and what it would come
to now."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kcc.lib.errors import DomainError
from kcc.organisation.access import role_required
from maturity import words as said
from maturity.audience import CAN_BE_ASKED, RUNS
from maturity.consensus import services, words
from maturity.consensus.selectors import Discussion, Talk, by_weight
from maturity.consensus.views.places import discussion_for, frame, in_time, url_of

READS = ("GET", "HEAD", "POST")


@require_safe
@role_required(*CAN_BE_ASKED)
@in_time
def overview(request, public_id):
    discussion = discussion_for(request, public_id)
    context = frame(request, discussion.assessment) | {
        "discussion": discussion,
        "lines": words.pillar_lines(discussion),
        "next": next(iter(discussion.left), None),
        "note": said.yardstick(),
    }
    return render(request, "maturity/consensus/overview.html", context)


def _pillar_or_404(discussion: Discussion, slug: str):
    found = discussion.asked.catalogue.pillar(slug)
    if found is None:
        raise Http404
    return found


@require_safe
@role_required(*CAN_BE_ASKED)
@in_time
def pillar(request, public_id, slug):
    """What has to be settled, what differs most first, and then what is settled."""
    discussion = discussion_for(request, public_id)
    found = _pillar_or_404(discussion, slug)
    talks = discussion.of_pillar(slug)
    left = by_weight(each for each in talks if not each.final)
    context = frame(request, discussion.assessment, (found.name, "")) | {
        "discussion": discussion,
        "pillar": found,
        "left": [_row(discussion, each) for each in left],
        "settled": [_row(discussion, each) for each in talks if each.final],
        "to_agree": sum(each.to_agree for each in talks),
        "next": next(iter(left), None),
    }
    return render(request, "maturity/consensus/pillar.html", context)


def _row(discussion: Discussion, talk: Talk) -> dict:
    asked = discussion.asked
    return {
        "talk": talk,
        "state": words.state_of(talk),
        "counts": words.counts_text(asked, talk),
        "settled": words.settled_text(asked, talk),
        "likely": said.answer_text(asked, talk.likely),
    }


@require_http_methods(READS)
@role_required(*RUNS)
@in_time
def agreed(request, public_id, slug):
    """What everybody answered the same: a list to look at first, then taken over."""
    discussion = discussion_for(request, public_id)
    found, assessment = _pillar_or_404(discussion, slug), discussion.assessment
    talks = discussion.of_pillar(slug)
    if request.method == "POST":
        return _take_over(request, discussion, found, talks)
    open_ = [each for each in talks if not each.final]
    context = frame(
        request, assessment, (found.name, url_of("consensus-pillar", assessment, slug)),
        (_("Take over"), ""),
    ) | {
        "pillar": found,
        "rows": [_row(discussion, each) for each in open_ if each.to_agree],
        # Everybody says the same, but the figures do not: no box is ticked for those.
        "apart": [
            {**_row(discussion, each), "figures": words.figures_text(each)}
            for each in open_
            if each.common is not None and not each.to_agree
        ],
    }  # fmt: skip
    return render(request, "maturity/consensus/agreed.html", context)


def _take_over(request, discussion, pillar, talks):
    chosen = set(request.POST.getlist("code")) & {each.code for each in talks}
    back = url_of("consensus-pillar", discussion.assessment, pillar.slug)
    if not chosen:
        messages.warning(request, _("Nothing was taken over: no statement was ticked."))
        return redirect(back)
    try:
        made = services.take_over(
            by=request.user, assessment=discussion.assessment, codes=chosen, now=timezone.now()
        )
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(back)
    text = ngettext(
        "%(count)s statement is settled.", "%(count)s statements are settled.", len(made)
    )
    messages.success(request, text % {"count": len(made)})
    return redirect(back)


@require_safe
@role_required(*CAN_BE_ASKED)
@in_time
def outcome(request, public_id):
    """Only for who asks: a group that sees the phase move talks about the phase."""
    discussion = discussion_for(request, public_id)
    asked, found = discussion.asked, discussion.outcome
    context = frame(request, discussion.assessment, (_("What it would come to"), "")) | {
        "discussion": discussion,
        "sentence": said.outcome_sentence(asked, found),
        "lines": outcome_lines(discussion),
        "note": said.yardstick(),
    }
    return render(request, "maturity/consensus/outcome.html", context)


def outcome_lines(discussion: Discussion) -> list[dict]:
    asked = discussion.asked
    return [
        {
            "name": said.pillar_name(asked, each.slug),
            "phase": each.phase,
            "share": said.share_text(each.next_cell) if each.next_cell else "",
            "reasons": [said.why_told(asked, reason) for reason in each.reasons],
        }
        for each in discussion.outcome.pillars
    ]
