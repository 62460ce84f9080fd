"""My figures: for whoever is logged in, about that person, and for nobody else."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard.asked import read_asked
from dashboard.mine import tables
from dashboard.mine.own import contacts_of, open_work, promises_of
from kcc.organisation.access import WORKERS, access_of, role_required


@require_safe
@role_required(*WORKERS)
def mine(request):
    """No address asks for somebody else. Contacts and promises are left out for who has none and
    does not log any."""
    user, access, now = request.user, access_of(request.user), timezone.now()
    _asked, filters = read_asked(request.GET, now)
    logs = access.front_office
    found = contacts_of(user, filters.span)
    promises = promises_of(user, filters.span, now=now)
    context = {
        "filters": filters,
        "work": tables.work_table(open_work(access, user, now=now)),
        "shows_period": logs or bool(found.counts) or bool(promises),
        "tiles": tables.tiles(found),
        "days": tables.days_table(found, filters),
        "channels": tables.channels_table(found, filters, opens=logs),
        "promises": tables.promises_table(promises, filters.span, opens=logs),
    }
    return render(request, "dashboard/mine.html", context)
