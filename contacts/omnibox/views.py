"""The one search box."""

from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cases.models import Case
from contacts.omnibox.selectors import LIMIT, find
from contacts.omnibox.services import record_search
from kcc.lib.htmx import is_htmx, page_or_fragment
from kcc.organisation.access import FRONT_OFFICE, WORKERS, access_of, role_required

LONGEST = 100


@never_cache
@require_POST
@role_required(*WORKERS)
def search(request):
    """By POST only: what is typed is somebody's name or number, and addresses are logged.

    A page, or the list for under the box. Enter on the number of one case or callback opens it.
    `in_contact=1` comes from the contact screen: customers then have a button to link them.
    """
    text = request.POST.get("q", "")[:LONGEST].strip()
    access, now = access_of(request.user), timezone.now()
    found = find(text, access=access, user=request.user, now=now)
    record_search(by=request.user, found=found, now=now)
    if not is_htmx(request) and found.exact:
        name = "cases:detail" if isinstance(found.exact, Case) else "contacts:callback"
        return redirect(name, public_id=found.exact.public_id)
    context = {
        "text": text,
        "found": found,
        "limit": LIMIT,
        "in_contact": request.POST.get("in_contact") == "1",
        "may_add": access.has(*FRONT_OFFICE),
    }
    return page_or_fragment(
        request, "contacts/omnibox/page.html", "contacts/omnibox/_results.html", context
    )
