"""The own form of somebody who was asked. Whoever was not gets a 404."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.access import role_required
from maturity.audience import CAN_BE_ASKED
from maturity.filling import selectors, services
from maturity.filling.forms import AnswerForm, EstimatesForm
from maturity.filling.given import NOTHING
from maturity.filling.screen import (
    Sheet,
    minutes_for,
    minutes_left,
    next_url,
    pillar_url,
    steps,
)
from maturity.filling.selectors import Filling, PillarForm
from maturity.filling.services import version_of
from maturity.models import Assessment
from maturity.words import place_name, yardstick

# So many open statements are listed one by one.
MOST_GAPS = 12


def _mine(request, public_id) -> Filling:
    respondent = selectors.mine(request.user, public_id)
    if respondent is None:
        raise Http404
    return selectors.filling_of(respondent)


def _page(request, template, form: Filling, context=None, *, status=200):
    context = {
        "form_of": form, "respondent": form.respondent, "round": form.assessment,
        "catalogue": form.asked.catalogue, **(context or {}),
    }  # fmt: skip
    return render(request, f"maturity/filling/{template}.html", context, status=status)


# -- The task list --------------------------------------------------------------------------------


@require_safe
@role_required(*CAN_BE_ASKED)
def tasks(request, public_id):
    """What there is to do, and how far somebody is."""
    form = _mine(request, public_id)
    context = {
        "steps": steps(form), "minutes": minutes_for(form), "left": minutes_left(form),
        "next_url": next_url(form), "count": len(form.asked.by_code),
        "answered": len(form.asked.by_code) - len(form.gaps), "begun": bool(form.estimates),
        "own": any(each.own for each in form.asked.catalogue.statements),
        "overdue": form.can_change and form.assessment.closes_on < timezone.localdate(),
        "yardstick": yardstick(), "place": place_name(form.assessment), "State": Assessment.State,
    }  # fmt: skip
    return _page(request, "tasks", form, context)


# -- The own estimate -----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*CAN_BE_ASKED)
def estimates(request, public_id):
    """In which phase somebody thinks each pillar is, before any statement was read. With `keep`
    only what was chosen just now is sent: it is kept, and nothing is shown again."""
    form, keep = _mine(request, public_id), request.POST.get("keep")
    if not form.can_change:
        return HttpResponse(status=409) if keep else redirect("maturity:fill", public_id)
    values = {"asked": form.asked, "estimates": form.estimates}
    if request.method != "POST":
        return _estimates_page(request, form, EstimatesForm(**values))
    sent = EstimatesForm(request.POST, **values)
    whole = sent.is_valid()
    try:
        services.save_estimates(
            respondent=form.respondent, estimates=sent.given(), by=request.user, now=timezone.now()
        )
    except DomainError as error:
        if keep:
            return HttpResponse(status=409)
        sent.add_error(error.field or None, error.message)
        whole = False
    if keep:
        return HttpResponse(status=204 if keep in sent.given() else 422)
    if not whole:
        return _estimates_page(request, form, sent, status=422)
    return redirect(next_url(_mine(request, public_id)))


def _estimates_page(request, form, sent, *, status=200):
    rows = [(each, sent[each.slug]) for each in form.asked.pillars]
    essence = {str(each.number): each.essence for each in form.asked.catalogue.phases}
    context = {"form": sent, "rows": rows, "essence": essence, "fixed": _fixed(form)}
    return _page(request, "estimates", form, context, status=status)


def _fixed(form: Filling) -> bool:
    """Nothing can be chosen any more, only read back."""
    return form.answering and not form.unestimated


# -- The statements of a pillar -------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*CAN_BE_ASKED)
def pillar(request, public_id, pillar):
    """All statements of one pillar. Answers are kept one by one while they are given; the button
    keeps all of them, also without a script."""
    form = _mine(request, public_id)
    found = form.asked.catalogue.pillar(pillar)
    if found is None:
        raise Http404
    if not form.can_change:
        return redirect("maturity:fill", public_id)
    if form.unestimated:
        messages.info(
            request, _("First give your own estimate: it is asked before the statements.")
        )
        return redirect("maturity:fill-estimates", public_id)
    part = form.of_pillar(found)
    if request.method != "POST":
        return _pillar_page(request, form, part, _answer_forms(form, part))
    sent = _answer_forms(form, part, request.POST)
    if [each for each in sent.values() if not each.is_valid()]:
        return _pillar_page(request, form, part, sent, status=422)
    try:
        kept = services.answer_many(
            respondent=form.respondent,
            answers={code: each.given() for code, each in sent.items()},
            by=request.user,
            now=timezone.now(),
            seen={code: each.cleaned_data["seen"] for code, each in sent.items()},
        )
    except Conflict:
        return _conflict_page(request, public_id, pillar, sent)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("maturity:fill", public_id)
    if request.POST.get("then") == "stay":
        messages.success(request, _("Saved."))
        return redirect(pillar_url(kept, pillar))
    return redirect(next_url(kept, after=pillar))


def _answer_forms(form: Filling, part: PillarForm, data=None) -> dict[str, AnswerForm]:
    return {each.code: _answer_form(form, each, data) for each in part.statements}


def _answer_form(form: Filling, statement, data=None) -> AnswerForm:
    return AnswerForm(
        data,
        statement=statement,
        scale=form.asked.catalogue.scale,
        given=form.given.get(statement.code, NOTHING),
        seen=version_of(form.responses.get(statement.code)),
    )


def _pillar_page(request, form, part, sent, *, conflicts=frozenset(), status=200):
    sheet, lines = Sheet(form), {}
    for each in part.statements:
        # After a refusal the version that was looked at stays what it was: nothing was kept.
        looked = sent[each.code]["seen"].value() or ""
        newest = version_of(form.responses.get(each.code))
        lines[each.code] = sheet.line(
            each, form=sent[each.code], seen=newest if status == 409 else looked,
            conflict=each.code in conflicts,
        )  # fmt: skip
    slugs = [each.slug for each in form.asked.pillars]
    context = {
        "part": part, "groups": sheet.groups(part, lines), "number": part.pillar.number,
        "last": part.pillar.slug == slugs[-1], "forms": list(sent.values()), "steps": steps(form),
        "conflicts": [lines[code] for code in lines if code in conflicts],
    }  # fmt: skip
    return _page(request, "pillar", form, context, status=status)


def _conflict_page(request, public_id, pillar, sent):
    """What was typed stays, beside what another window kept; saved again, it is put over it."""
    form = _mine(request, public_id)
    part = form.of_pillar(form.asked.catalogue.pillar(pillar))
    conflicts = {
        code
        for code, each in sent.items()
        if each.given() != form.given.get(code, NOTHING)
        and each.cleaned_data["seen"] != version_of(form.responses.get(code))
    }
    return _pillar_page(request, form, part, sent, conflicts=conflicts, status=409)


@require_POST
@role_required(*CAN_BE_ASKED)
def answer(request, public_id, code):
    """Keep one statement while somebody fills in. Answers what belongs under it: which version
    this is, the figure and how the answer compares with it."""
    form = _mine(request, public_id)
    statement = form.asked.by_code.get(code)
    if statement is None:
        raise Http404
    sent = _answer_form(form, statement, request.POST)
    if not sent.is_valid():
        return _sentence(_("This answer is not saved: the text is too long."))
    status = 200
    try:
        form = services.answer_many(
            respondent=form.respondent, answers={code: sent.given()}, by=request.user,
            now=timezone.now(), seen={code: sent.cleaned_data["seen"]},
        )  # fmt: skip
    except Conflict:
        form, status = _mine(request, public_id), 409
    except DomainError as error:
        return _sentence(error.message)
    line = Sheet(form).line(
        statement, form=sent, seen=version_of(form.responses.get(code)), conflict=status == 409
    )
    part = form.of_pillar(form.asked.catalogue.pillar(statement.pillar))
    return _page(request, "_kept", form, {"line": line, "part": part}, status=status)


def _sentence(text: str) -> HttpResponse:
    return HttpResponse(text, status=422, content_type="text/plain; charset=utf-8")


# -- Checking, handing in, taking back ------------------------------------------------------------


@require_safe
@role_required(*CAN_BE_ASKED)
def check(request, public_id):
    """All that somebody answered, on one page."""
    return _check_page(request, _mine(request, public_id))


def _check_page(request, form: Filling, *, problem="", status=200):
    sheet = Sheet(form)
    # What is still open stands on top, the rest below.
    pillars = [(each, sheet.answered(each)) for each in form.pillars]
    context = {
        "pillars": [(each, lines) for each, lines in pillars if lines],
        "estimates": [_estimate(form, each) for each in form.asked.pillars],
        "gaps": [sheet.line(each) for each in form.gaps],
        "many": [each for each in steps(form) if each.pillar.gaps] if _many(form) else [],
        "differing": sum(bool(line.mirror) for _, lines in pillars for line in lines),
        "problem": problem,
    }
    return _page(request, "check", form, context, status=status)


def _estimate(form: Filling, pillar):
    """The pillar, the number of its phase (None: not given) and the phase itself."""
    number = form.estimates.get(pillar.slug)
    return pillar, number, form.asked.catalogue.phase(number or 0)


def _many(form: Filling) -> bool:
    """Too many open statements to read: then the pillars they are in."""
    return len(form.gaps) > MOST_GAPS


@require_POST
@role_required(*CAN_BE_ASKED)
def submit(request, public_id):
    form = _mine(request, public_id)
    try:
        services.hand_in(respondent=form.respondent, by=request.user, now=timezone.now())
    except DomainError as error:
        if form.can_change:
            return _check_page(request, form, problem=error.message, status=422)
        messages.error(request, error.message)
    else:
        messages.success(request, _("Handed in. Thank you."))
    return redirect("maturity:fill", public_id)


@require_POST
@role_required(*CAN_BE_ASKED)
def take_back(request, public_id):
    form = _mine(request, public_id)
    try:
        services.take_back(respondent=form.respondent, by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("You can change your answers again. Hand in when ready."))
    return redirect("maturity:fill", public_id)
