"""What was typed: read from the form, shown as a workspace, and kept as a draft."""

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.logging import drafts
from contacts.logging.workspace import Workspace
from kcc.customers.services import record_look, record_search
from kcc.lib.errors import DomainError
from kcc.organisation.access import access_of

NOT_KEPT = {"csrfmiddlewaretoken", "action", "revision", "started", "shown"}
# A draft is a form, not a place to store files: more than this is refused.
MAX_DRAFT = 200_000
# By these somebody is looked up.
LOOK_UP = ("find", "phone", "email")


def space_of(request, key, data, now, *, draft=None, mine=None, bound=False) -> Workspace:
    started = draft.started_at if draft else drafts.read_start(request.POST.get("started", ""), now)
    return Workspace(
        user=request.user,
        access=access_of(request.user),
        key=key,
        data=data,
        now=now,
        started_at=started,
        draft=draft,
        running=mine,
        bound=bound,
    )


def posted(request) -> dict:
    """What the form holds, as it is kept: the last value, or all of them for check boxes."""
    post = request.POST
    return {
        # PostgreSQL keeps no NUL, and nobody types one.
        name: post.getlist(name) if name.endswith("-steps") else post[name].replace("\0", "")
        for name in post
        if name not in NOT_KEPT
    }


def revision(request) -> int:
    try:
        return min(max(1, int(request.POST.get("revision", 1))), drafts.MAX_REVISION)
    except ValueError:
        return 1


def too_long(data: dict) -> bool:
    return sum(len(str(value)) for value in data.values()) > MAX_DRAFT


@transaction.atomic
def keep(request, key, data, now, *, pressed: bool = False):
    """Save the draft with every BSN in free text masked; answers the draft.

    `pressed`: by a button, which always wins from what was saved while typing.
    """
    if too_long(data):
        raise DomainError(_("This is too long to keep. Shorten the notes."))
    masked, _count = drafts.mask_free_text(data)
    space = space_of(request, key, masked, now)
    draft = drafts.save_draft(
        user=request.user,
        key=key,
        data=masked,
        revision=revision(request),
        now=now,
        started_at=space.started_at,
        label=space.title,
        pressed=pressed,
    )
    # Who it is with is the same, masked or not: it is read once.
    draft.found_customer = space.customer
    linked = draft.data.get("customer")
    if linked and linked != draft.before.get("customer") and space.customer is not None:
        record_look(by=request.user, customer=space.customer, why="contact", now=now)
    return draft


def trace_search(request, space: Workspace, draft, now) -> None:
    """Looking somebody up by what was typed leaves a trace, once for each text."""
    asked = any(draft.data.get(name) != draft.before.get(name) for name in LOOK_UP)
    if asked and (space.searched or space.matches):
        found = len(space.matches) + len(space.cases.found)
        record_search(by=request.user, found=found, now=now)
