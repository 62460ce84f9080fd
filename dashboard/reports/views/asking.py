"""Who asks for a report, and which one."""

from functools import wraps
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from dashboard.models import Report
from dashboard.reports.audience import READS_REPORTS, may_read
from dashboard.reports.selectors import report_of
from kcc.organisation.access import access_of


def readers_only(view):
    """403 for who never has a report."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not may_read(access_of(request.user)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    guarded.allowed_roles = READS_REPORTS
    return guarded


def report_or_404(request, public_id: UUID) -> Report:
    """404 for what is not theirs, as for what does not exist."""
    found = report_of(access_of(request.user), request.user, public_id)
    if found is None:
        raise Http404
    return found
