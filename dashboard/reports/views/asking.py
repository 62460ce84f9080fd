"""Which report somebody asks for."""

from uuid import UUID

from django.http import Http404

from dashboard.models import Report
from dashboard.reports.audience import READS_REPORTS
from dashboard.reports.selectors import report_of
from kcc.organisation.access import access_of, role_required

# 403 for who never has a report.
readers_only = role_required(*READS_REPORTS)


def report_or_404(request, public_id: UUID) -> Report:
    """404 for what is not theirs, as for what does not exist."""
    found = report_of(access_of(request.user), request.user, public_id)
    if found is None:
        raise Http404
    return found
