"""The list a case was opened from, and what stands before and after it there."""

from cases import selectors
from cases.catalogue.kept import kinds
from cases.filters import CaseFilter
from cases.models import Case
from kcc.organisation import queue
from kcc.organisation.access import access_of
from kcc.organisation.queue import Queue
from kcc.organisation.worklist import places_for


def queue_of(request, case: Case, now) -> Queue:
    """At most two statements, none without a list."""
    return queue.queue_of(request, case, now, room=selectors, filters=_filters)


def _filters(request) -> CaseFilter:
    access = access_of(request.user)
    return CaseFilter(
        request.GET,
        Case.objects.visible_to(access, request.user),
        places=places_for(access),
        kinds=kinds(),
    )
