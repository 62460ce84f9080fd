"""What the buttons do, and what is saved while somebody types."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.logging import answering, changes, drafts
from contacts.logging.shown import SILENT, is_shown
from contacts.logging.views.answers import go_on, refused, show_again
from contacts.logging.views.typed import keep, posted, revision, space_of, too_long, trace_search
from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect as go_to


def autosave(request, key, argument):
    """Keep what was typed and answer the pieces that depend on it."""
    now, data = timezone.now(), posted(request)
    if (noted := _noted(request, key, data, now)) is not None:
        return noted
    try:
        draft = keep(request, key, data, now)
    except DomainError as error:
        return HttpResponse(error.message, status=409, content_type="text/plain; charset=utf-8")
    space = space_of(request, key, data, now, draft=draft)
    space.customer = draft.found_customer
    trace_search(request, space, draft, now)
    return render(request, "contacts/logging/_live.html", {"space": space})


def _noted(request, key, data, now):
    """Somebody goes on typing a note: it is kept, and nothing on the screen depends on it. None
    when something else was changed too, or the pieces on the screen are not known to be these."""
    mark, user = request.POST.get("shown", ""), request.user
    if too_long(data) or not is_shown(mark, data, user=user, key=key, now=now):
        return None
    masked, _count = drafts.mask_free_text(data)
    draft = drafts.save_words(user=user, key=key, data=masked, revision=revision(request), now=now)
    if draft is None:
        return None
    notes = [name for name in data if SILENT.fullmatch(name) and name.endswith("-note")]
    hints = [(name.removesuffix("-note"), masked[name] != data[name]) for name in notes]
    return render(request, "contacts/logging/_noted.html", {"draft": draft, "hints": hints})


def change_with(change, *, who: bool = False):
    """A button that changes something on the form and shows it again. `who`: with whom the contact
    is; what was filled in of somebody else goes, or their letter would go to the wrong address."""

    def act(request, key, argument):
        now, data = timezone.now(), posted(request)
        if who and data.get("customer"):
            customer = space_of(request, key, data, now).customer
            # Also what their file gave before this contact said otherwise.
            for said in (data, {}):
                answering.forget(data, answering.known_of(said, customer))
        focus = change(data, argument)
        try:
            draft = keep(request, key, data, now, pressed=True)
        except DomainError as error:
            return refused(request, key, data, error)
        return show_again(request, key, draft, data, focus)

    return act


def use_case(request, key, argument):
    """A question is about a case from the klantbeeld, or one that was found by its number."""
    now, data = timezone.now(), posted(request)
    found = space_of(request, key, data, now).cases.found
    if any(str(case.public_id) in argument for case in found):
        data["find"] = ""
    focus = changes.use_case(data, argument)
    index = int(focus[1 : focus.index("-")])
    cases = space_of(request, key, data, now).cases
    case = cases.of(index)
    if case is not None and not data.get(f"q{index}-subject"):
        subject = cases.subject_of(case)
        data[f"q{index}-subject"] = subject.name if subject else ""
        focus = focus if subject else f"q{index}-subject"
    try:
        draft = keep(request, key, data, now, pressed=True)
    except DomainError as error:
        return refused(request, key, data, error)
    return show_again(request, key, draft, data, focus)


def clock(move):
    """Pause, go on, or end the conversation: server time, whatever the browser's clock says."""

    def act(request, key, argument):
        now, data = timezone.now(), posted(request)
        try:
            draft = keep(request, key, data, now, pressed=True)
        except DomainError as error:
            return refused(request, key, data, error)
        move(draft, now)
        return show_again(request, key, draft, data, "clock")

    return act


def discard(request, key, argument):
    drafts.discard_draft(by=request.user, key=key, now=timezone.now())
    messages.info(request, _("The contact is discarded."))
    return go_on(request)


def go(request, key, argument):
    """To another running contact, or a new one; this one is kept first."""
    now, data = timezone.now(), posted(request)
    if not space_of(request, key, data, now).is_empty:
        try:
            keep(request, key, data, now, pressed=True)
        except DomainError as error:
            return refused(request, key, data, error)
    try:
        url = reverse("contacts:running", args=[UUID(argument)])
    except ValueError:
        url = reverse("contacts:new")
    return go_to(request, url)
