"""The list a case was opened from, what stands before and after it there, and the way back."""

from django.urls import reverse

from cases import selectors
from cases.filters import CaseFilter
from cases.models import Case
from cases.selectors import Kinds
from kcc.organisation import queue
from kcc.organisation.access import access_of
from kcc.organisation.queue import Queue, query_of


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


def page_of(request, case: Case, part: str = "") -> str:
    """The page of the case, at this part; the list it was opened from goes along."""
    query = query_of(request.GET)
    return (
        reverse("cases:detail", args=[case.public_id])
        + (f"?{query}" if query else "")
        + (f"#{part}" if part else "")
    )
