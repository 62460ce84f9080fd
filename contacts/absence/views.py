"""Who is away; handing over the work of somebody absent, and giving it back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.absence import selectors, services
from contacts.absence.forms import HandOverForm
from kcc.lib import undo
from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect
from kcc.organisation.access import WORKERS, access_of, role_required
from kcc.organisation.models import Batch, User

READ_OR_POST = ["GET", "HEAD", "POST"]


@require_safe
@role_required(*WORKERS)
def absence(request):
    """Everybody whose work this person may hand over, and how much it is."""
    found = selectors.colleagues(access_of(request.user), request.user, now=timezone.now())
    context = {
        "colleagues": found,
        "away": [line for line in found if line.away],
        "others": len(found) > 1,
    }
    return render(request, "contacts/absence/list.html", context)


def _person(request, public_id) -> User:
    try:
        return selectors.person_led(access_of(request.user), request.user, public_id)
    except User.DoesNotExist as error:
        raise Http404 from error


@require_http_methods(READ_OR_POST)
@role_required(*WORKERS)
def new(request, public_id):
    """Choose, look at it, confirm: the same address each time."""
    person, now = _person(request, public_id), timezone.now()
    rows = selectors.work_of(person, access=access_of(request.user), user=request.user)
    able = selectors.receivers(person, rows, now=now)
    if request.method != "POST":
        return _choose(request, person, rows, HandOverForm(receivers=able), now=now)
    form = HandOverForm(request.POST, receivers=able)
    if not form.is_valid():
        return _choose(request, person, rows, form, now=now, status=422)
    given = {"until": form.cleaned_data["until"], "reason": form.cleaned_data["reason"]}
    if "confirm" in request.POST:
        try:
            batch, plan = services.hand_over(
                by=request.user, person=person, to=form.chosen, now=now,
                seen=form.cleaned_data["seen"], **given,
            )  # fmt: skip
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            if error.field:
                return _choose(request, person, rows, form, now=now, status=422)
        else:
            return _handed_over(request, batch, plan)
    plan = services.plan_for(rows, by=request.user, to=form.chosen)
    return _preview(request, person, form, plan, now=now, status=422 if form.errors else 200)


def _choose(request, person, rows, form, *, now, status=200):
    context = {
        "person": person,
        "own": person == request.user,
        "form": form,
        "lines": [selectors.line_of(row, now=now) for row in rows],
        "alone": not form.receivers,
    }
    return render(request, "contacts/absence/new.html", context, status=status)


def _preview(request, person, form, plan, *, now, status):
    """What goes to whom, and what stays; nothing has happened yet."""
    parts: dict = {}
    for row, to in plan.goes:
        parts.setdefault(to, []).append(selectors.line_of(row, now=now))
    context = {
        "person": person,
        "own": person == request.user,
        "form": form,
        "parts": [{"to": to, "lines": lines} for to, lines in parts.items()],
        "stays": [selectors.line_of(row, now=now, why=why) for row, why in plan.stays],
        "count": len(plan.goes),
        "seen": plan.fingerprint,
        "typed": [
            (name, value) for name, values in request.POST.lists() for value in values
            if name in ("way", "people", "until", "reason")
        ],
    }  # fmt: skip
    return render(request, "contacts/absence/preview.html", context, status=status)


def _handed_over(request, batch: Batch, plan):
    text = ngettext(
        "%(count)d piece of work is handed over.",
        "%(count)d pieces of work are handed over.",
        len(plan.goes),
    ) % {"count": len(plan.goes)}
    undo.done(request, text, undo_url=reverse("contacts:absence-undo", args=[batch.public_id]))
    return redirect(request, "contacts:absence")


@require_POST
@role_required(*WORKERS)
def take_back(request, public_id):
    """Within half a minute, by who did it."""
    try:
        batch = Batch.objects.get(public_id=public_id, by=request.user, absent__isnull=False)
    except Batch.DoesNotExist as error:
        raise Http404 from error
    try:
        done, kept = services.undo(by=request.user, batch=batch, now=timezone.now())
    except DomainError as error:
        messages.warning(request, error.message)
        return redirect(request, "contacts:absence")
    text = ngettext(
        "Taken back: %(count)d piece of work is where it was.",
        "Taken back: %(count)d pieces of work are where they were.",
        done,
    ) % {"count": done}
    if kept:
        text += " " + ngettext(
            "%(count)d was changed meanwhile and stays.",
            "%(count)d were changed meanwhile and stay.",
            kept,
        ) % {"count": kept}
    messages.success(request, text)
    return redirect(request, "contacts:absence")


@require_http_methods(READ_OR_POST)
@role_required(*WORKERS)
def back(request, public_id):
    """What goes back and what stays; then do it."""
    person, now = _person(request, public_id), timezone.now()
    if request.method == "POST":
        try:
            plan = services.hand_back(by=request.user, person=person, now=now)
        except DomainError as error:
            messages.warning(request, error.message)
            return redirect(request, "contacts:absence")
        messages.success(request, _gone_back(plan))
        return redirect(request, "contacts:absence")
    batches = list(selectors.absences().filter(absent=person).order_by("pk"))
    if not batches:
        raise Http404
    plan = services.plan_back(person, batches, by=request.user)
    context = {
        "person": person,
        "own": person == request.user,
        "goes": [
            selectors.line_of(row, now=now, to=_name(selectors.owner_of(row)))
            for row, _to in plan.goes
        ],
        "stays": [selectors.line_of(row, now=now, why=why) for row, why in plan.stays],
    }
    return render(request, "contacts/absence/back.html", context)


def _name(owner) -> str:
    return owner.get_display_name() if owner else ""


def _gone_back(plan) -> str:
    text = ngettext(
        "%(count)d piece of work went back.", "%(count)d pieces of work went back.", len(plan.goes)
    ) % {"count": len(plan.goes)}
    if not plan.stays:
        return text
    stays = ngettext(
        "%(count)d stays where it is.", "%(count)d stay where they are.", len(plan.stays)
    )
    return f"{text} {stays % {'count': len(plan.stays)}}"
