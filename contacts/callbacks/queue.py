"""The list a callback was opened from, and what stands before and after it there."""

from contacts.callbacks import selectors
from contacts.callbacks.filters import CallbackFilter
from contacts.known import subjects
from contacts.models import Callback
from kcc.organisation import queue
from kcc.organisation.access import access_of
from kcc.organisation.queue import Queue
from kcc.organisation.worklist import places_for


def queue_of(request, callback: Callback, now) -> Queue:
    """At most two statements, none without a list."""
    return queue.queue_of(request, callback, now, room=selectors, filters=_filters)


def _filters(request) -> CallbackFilter:
    access = access_of(request.user)
    return CallbackFilter(
        request.GET,
        Callback.objects.visible_to(access, request.user),
        places=places_for(access),
        subject=subjects(),
    )
