"""The list a callback was opened from, and what stands before and after it there."""

from contacts.callbacks import selectors
from contacts.callbacks.filters import CallbackFilter
from contacts.models import Callback
from kcc.organisation import queue
from kcc.organisation.access import access_of
from kcc.organisation.queue import Queue


def queue_of(request, callback: Callback, now) -> Queue:
    """Two statements, none without a list; up to two more when its address names a choice."""
    return queue.queue_of(request, callback, now, room=selectors, filters=_filters)


def _filters(request) -> CallbackFilter:
    access, params = access_of(request.user), request.GET
    return CallbackFilter(
        params,
        Callback.objects.visible_to(access, request.user),
        places=queue.asked_places(params, access),
        subject=selectors.subjects() if params.get("subject") else [],
    )
