"""The case a request is about, whether this person may do that with it, and the way back."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from cases import workflow
from cases.models import Case
from cases.rights import acts_for
from cases.timeline import visible_case
from cases.whole import whole_case
from kcc.lib.undo import done
from kcc.organisation.access import access_of
from kcc.organisation.queue import query_of
from kcc.organisation.standing import standings_of


def find(request, public_id) -> Case:
    try:
        return visible_case(access_of(request.user), request.user, public_id)
    except Case.DoesNotExist as error:
        raise Http404 from error


def find_whole(request, public_id) -> Case:
    """To look at."""
    try:
        return whole_case(access_of(request.user), request.user, public_id)
    except Case.DoesNotExist as error:
        raise Http404 from error


def find_for(request, public_id, act: workflow.Act) -> Case:
    """With 403 for who may never do this with it, whatever its state."""
    case = find(request, public_id)
    if workflow.RULES[act].who.isdisjoint(standings_of(case, access_of(request.user))):
        raise PermissionDenied
    return case


def may(request, case: Case, act: workflow.Act) -> bool:
    """Also in the state it is in now."""
    return act in acts_for(case, access_of(request.user))


def page_of(request, case: Case, part: str = "") -> str:
    """The page of the case, at this part; the list it was opened from goes along."""
    query = query_of(request.GET)
    return (
        reverse("cases:detail", args=[case.public_id])
        + (f"?{query}" if query else "")
        + (f"#{part}" if part else "")
    )


def tell(request, words: str, case: Case) -> None:
    """What was done, with the address at which it can be taken back, when it can."""
    batch = getattr(case, "batch", None)
    done(request, words, undo_url=reverse("cases:undo", args=[batch.public_id]) if batch else "")
