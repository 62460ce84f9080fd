"""The contact is saved for good."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import render
from django.utils import timezone

from contacts.logging import drafts
from contacts.logging.services import log_contact
from contacts.logging.views.answers import go_on, refused
from contacts.logging.views.typed import keep, posted, space_of
from contacts.logging.words import saved_words
from contacts.logging.workspace import Workspace
from contacts.models import Contact
from kcc.customers.identify import location_key
from kcc.lib.errors import DomainError
from kcc.lib.htmx import is_background


def save(request, key, argument):
    """Log the contact: all of it in one transaction, or nothing with the form as it was."""
    now = timezone.now()
    data, _found = drafts.mask_free_text(posted(request))
    space = space_of(request, key, data, now, bound=True)
    if not space.is_valid():
        return _invalid(request, key, data, now, space)
    try:
        contact = _log(request, key, space, now)
    except DomainError as error:
        _keep_quietly(request, key, data, now)
        return refused(request, key, data, error)
    messages.success(request, saved_words(contact))
    return go_on(request, [case for case in contact.made_cases if case.told_code])


def _invalid(request, key, data, now, space):
    """Show every error at once; the draft is kept, so a closed tab loses nothing either."""
    draft = _keep_quietly(request, key, data, now)
    space.draft = draft
    space.running = drafts.drafts_of(request.user)
    template = "_workspace" if is_background(request) else "workspace"
    return render(request, f"contacts/logging/{template}.html", {"space": space}, status=422)


def _keep_quietly(request, key, data, now):
    try:
        return keep(request, key, data, now, pressed=True)
    except DomainError:
        return None


@transaction.atomic
def _log(request, key, space: Workspace, now) -> Contact:
    draft = drafts.take_draft(user=request.user, key=key)
    if draft is not None:
        space.draft, space.started_at = draft, draft.started_at
    timing = space.timing
    who = space.contact_form.cleaned_data
    questions = [
        panel.form.to_input(previous=space.questions.previous(panel))
        for panel in space.questions.panels
    ]
    return log_contact(
        by=request.user,
        key=key,
        channel=who["channel"],
        direction=who["direction"],
        questions=questions,
        started_at=timing.started_at,
        ended_at=timing.ended_at,
        talk_seconds=timing.talk_seconds,
        wrap_up_seconds=timing.wrap_up_seconds,
        customer=space.customer,
        caller_name=who["caller_name"],
        phone=who["phone"],
        email=who["email"],
        location=who["location"],
        location_key=location_key(who["location"]),
        confidential=who["confidential"],
        call_id=who["call_id"],
        now=now,
        joins=True,
    )
