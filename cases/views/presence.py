"""Who else has a case open, asked by its page every 20 seconds; and whether it changed since."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases.presence import services
from cases.presence.selectors import others_here
from cases.reaching import find, page_of
from cases.timeline import timeline
from kcc.lib.timeline import changes_since
from kcc.organisation.access import WORKERS, role_required


@require_POST
@role_required(*WORKERS)
def presence(request, public_id):
    """With `left` the page was closed."""
    case, sent, now = find(request, public_id), request.POST, timezone.now()
    if "left" in sent:
        services.leave(by=request.user, case=case)
        return render(request, "cases/_presence.html", {})
    editing = sent.get("editing") == "1"
    services.be_here(by=request.user, case=case, editing=editing, now=now)
    seen = sent.get("version", "")[:9]
    old = seen.isdecimal() and int(seen) < case.version
    context = {
        "others": others_here(case, request.user, now),
        "changes": changes_since(timeline(case), int(seen)) if old else [],
        "editing": editing,
        "page": page_of(request, case),
    }
    return render(request, "cases/_presence.html", context)
