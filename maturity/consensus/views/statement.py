"""One statement: what was answered, what was written, what the figures say, and what the group
settles on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kcc.lib.errors import Conflict, DomainError
from kcc.lib.htmx import is_background
from kcc.organisation.access import role_required
from maturity.audience import CAN_BE_ASKED, RUNS
from maturity.consensus import services, words
from maturity.consensus.forms import AnswerForm, initial_of
from maturity.consensus.selectors import Discussion, Talk, remarks_on
from maturity.consensus.views.places import (
    discussion_for,
    frame,
    in_consensus,
    in_time,
    leads,
    talk_or_404,
    url_of,
)
from maturity.models import Assessment
from maturity.words import mirror_text, phase_name


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*CAN_BE_ASKED)
@in_time
def statement(request, public_id, code):
    """GET for everybody in the group; only who leads it settles. With `then=next` on to what has
    to be settled next, with `then=screen` back to the big screen."""
    discussion = discussion_for(request, public_id)
    talk = talk_or_404(discussion, code)
    if request.method == "POST":
        return _settle(request, discussion, talk)
    return _page(request, discussion, talk, _form(discussion, talk))


def _form(discussion: Discussion, talk: Talk, data=None) -> AnswerForm:
    return AnswerForm(
        data, statement=talk.statement, scale=discussion.asked.catalogue.scale,
        initial=initial_of(talk, services.version_of(talk.final)),
    )  # fmt: skip


def _settle(request, discussion: Discussion, talk: Talk):
    if not leads(request):
        raise PermissionDenied
    form = _form(discussion, talk, request.POST)
    if not form.is_valid():
        return _page(request, discussion, talk, form, status=422)
    data = form.cleaned_data
    try:
        services.set_answer(
            by=request.user, assessment=discussion.assessment, code=talk.code,
            value=form.given.value, not_applicable=form.given.not_applicable, note=data["note"],
            seen=data["seen"], now=timezone.now(),
        )  # fmt: skip
    except Conflict:
        # What was typed stays; sent again it goes over what somebody else settled.
        typed = request.POST.copy()
        typed["seen"] = services.version_of(talk.final)
        form = _form(discussion, talk, typed)
        return _page(request, discussion, talk, form, status=409)
    except DomainError as error:
        form.add_error(error.field or None, error.message)
        return _page(request, discussion, talk, form, status=422)
    return _on(request, discussion, talk)


def _on(request, discussion: Discussion, talk: Talk):
    assessment, then = discussion.assessment, request.POST.get("then", "")
    if then == "screen":
        return _screen(request, assessment)
    messages.success(request, _("Settled: “%(text)s”") % {"text": talk.statement.text})
    if then != "next":
        return redirect(url_of("consensus-answer", assessment, talk.code))
    following = discussion.next_to_settle(talk)
    if following is None:
        return redirect(url_of("consensus", assessment))
    return redirect(url_of("consensus-answer", assessment, following.code))


def _page(request, discussion: Discussion, talk: Talk, form, *, status: int = 200):
    asked, assessment = discussion.asked, discussion.assessment
    before, behind = discussion.neighbours(talk)
    crumb = (talk.pillar.name, url_of("consensus-pillar", assessment, talk.pillar.slug))
    context = frame(request, assessment, crumb, (talk.code, "")) | {
        "discussion": discussion,
        "talk": talk,
        "form": form,
        "phase": phase_name(asked, talk.statement.phase),
        "bars": words.bars(asked, talk),
        "answered": words.answered_text(talk),
        "common": words.common_text(asked, talk),
        "figures": words.figures_text(talk),
        "settled": words.settled_text(asked, talk),
        "suggested": words.suggested_text(asked, talk),
        "mirrored": mirror_text(talk.mirror) if talk.mirror else "",
        "state": words.state_of(talk),
        "remarks": remarks_on(assessment, talk.code),
        "before": before,
        "behind": behind,
        "next": discussion.next_to_settle(talk),
        "conflict": status == 409,
        "follows": leads(request) and assessment.leader_id == request.user.pk,
    }
    return render(request, "maturity/consensus/statement.html", context, status=status)


@require_POST
@role_required(*RUNS)
@in_time
def show(request, public_id, code):
    """Put this statement on the big screen; a script does it for the leader who opens one."""
    assessment = in_consensus(request, public_id)
    try:
        services.show(by=request.user, assessment=assessment, code=code)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(url_of("consensus", assessment))
    if is_background(request) or request.POST.get("then") == "screen":
        return _screen(request, assessment)
    messages.success(request, _("The big screen shows this statement."))
    return redirect(url_of("consensus-answer", assessment, code))


def _screen(request, assessment: Assessment):
    """Back to the big screen; a script that shows it already asks for what changed."""
    if is_background(request):
        return HttpResponse(status=204)
    return redirect(url_of("consensus-screen", assessment))
