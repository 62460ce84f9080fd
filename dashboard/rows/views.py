"""The rows behind a number."""

from django.http import Http404
from django.views.decorators.http import require_safe

from dashboard.audience import READS_DEPARTMENT
from kcc.organisation.access import role_required


@require_safe
@role_required(*READS_DEPARTMENT)
def rows(request, figure, side):
    raise Http404
