"""The code for the customer: whether there is one, and a new one, shown once with the letter."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.following.letter import letter_for
from cases.following.selectors import follow_state
from cases.following.services import make_code
from cases.reaching import find
from cases.rights import acts_for
from cases.workflow import Act
from kcc.lib.errors import DomainError
from kcc.organisation.access import WORKERS, access_of, role_required


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*WORKERS)
def follow_code(request, public_id):
    """POST makes the code and shows it: nothing else can show it later, so there is no page to go
    on to."""
    access = access_of(request.user)
    case = find(request, public_id)
    if Act.FOLLOW_CODE not in acts_for(case, access):
        raise PermissionDenied
    link = request.build_absolute_uri(reverse("follow:start"))
    context = {"case": case, "link": link}
    if request.method != "POST":
        return render(request, "follow/code.html", context | {"state": follow_state(case)})
    now = timezone.now()
    try:
        code = make_code(by=request.user, case=case, now=now)
    except DomainError as error:
        context |= {"state": follow_state(case), "problem": error.message}
        return render(request, "follow/code.html", context, status=422)
    letter = letter_for(case, code=code, link=link, now=now)
    return render(request, "follow/code.html", context | {"code": code, "letter": letter})
