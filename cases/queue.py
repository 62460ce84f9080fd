"""The list a case was opened from, and what stands before and after it there."""

from cases import selectors
from cases.filters import CaseFilter
from cases.models import Case
from cases.selectors import Kinds
from kcc.organisation import queue
from kcc.organisation.access import access_of
from kcc.organisation.queue import Queue


def queue_of(request, case: Case, now) -> Queue:
    """Two statements, none without a list; up to two more when its address names a choice."""
    return queue.queue_of(request, case, now, room=selectors, filters=_filters)


def _filters(request) -> CaseFilter:
    access, params = access_of(request.user), request.GET
    named = params.get("type") or params.get("status")
    return CaseFilter(
        params,
        Case.objects.visible_to(access, request.user),
        places=queue.asked_places(params, access),
        kinds=selectors.kinds() if named else Kinds([], []),
    )
