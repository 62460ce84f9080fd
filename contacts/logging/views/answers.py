"""What a button answers: the form again, the next one, or why it is refused."""

from uuid import UUID, uuid4

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from contacts.logging import drafts
from contacts.logging.views.typed import space_of, trace_search
from contacts.logging.workspace import DEFAULT_CHANNEL, Workspace
from kcc.lib.errors import DomainError
from kcc.lib.htmx import fragment, is_background
from kcc.organisation.access import access_of


def show_again(request, key, draft, data, focus=""):
    """The form again: the piece for a script, a redirect without one. A BSN that is searched for is
    not kept, so it is looked for now or not at all."""
    now, find = timezone.now(), data.get("find", "")
    alone = not is_background(request)
    if alone and find == draft.data.get("find", ""):
        return redirect("contacts:running", key=key)
    mine = drafts.drafts_of(request.user)
    space = space_of(request, key, draft.data | {"find": find}, now, draft=draft, mine=mine)
    trace_search(request, space, draft, now)
    context = {"space": space, "focus": focus}
    if alone:
        return render(request, "contacts/logging/workspace.html", context)
    return fragment(request, "contacts/logging/_workspace.html", context)


def go_on(request, registered=()):
    """After saving or discarding: the next running contact, else an empty form. The code of a case
    that was `registered` is shown in the answer itself: nothing can show it later."""
    alone = not is_background(request)
    if alone and not registered:
        return redirect(_where(drafts.next_key(request.user)))
    mine, now = drafts.drafts_of(request.user), timezone.now()
    if mine:
        space = space_of(request, mine[0].key, mine[0].data, now, draft=mine[0], mine=mine)
    else:
        space = Workspace(
            user=request.user, access=access_of(request.user), key=uuid4(),
            data={"channel": request.POST.get("channel", DEFAULT_CHANNEL)},
            now=now, started_at=None,
        )  # fmt: skip
    context = {"space": space, "focus": "q0-subject", "registered": registered}
    if alone:
        return render(request, "contacts/logging/workspace.html", context)
    response = fragment(request, "contacts/logging/_workspace.html", context)
    response["HX-Push-Url"] = _where(mine[0].key if mine else None)
    return response


def _where(key: UUID | None) -> str:
    return reverse("contacts:running", args=[key]) if key else reverse("contacts:new")


def refused(request, key, data, error: DomainError):
    """A rule said no: the form again with the sentence on top, and everything still in it."""
    space = space_of(request, key, data, timezone.now(), mine=drafts.drafts_of(request.user))
    template = "_workspace" if is_background(request) else "workspace"
    return render(
        request,
        f"contacts/logging/{template}.html",
        {"space": space, "refusal": error.message},
        status=422,
    )
