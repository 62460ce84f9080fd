"""The report of a settled round: a page to print, and files."""

import hashlib

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kcc.lib.paper import layout
from kcc.lib.paper.shape import Document
from kcc.lib.sheets import Sheet, asked_format, sheet_response
from kcc.organisation.access import access_of, role_required
from maturity.audience import CAN_BE_ASKED
from maturity.report.document import compose
from maturity.report.files import KINDS, file_of, name_of
from maturity.report.selectors import source_of
from maturity.report.source import Source

readers = role_required(*CAN_BE_ASKED)


@require_safe
@readers
def report(request, public_id):
    source = _source_or_404(request, public_id)
    document = compose(source)
    if request.GET.get("table"):
        return _table(request, source, document)
    context = {
        "assessment": source.assessment,
        "document": document,
        "sections": layout.laid_out(document),
        "crumbs": _crumbs(source),
    }
    return render(request, "maturity/report/report.html", context)


@require_safe
@readers
def file(request, public_id, extension):
    """The PDF or the spreadsheet, as the plan stands now."""
    source = _source_or_404(request, public_id)
    if extension not in KINDS:
        raise Http404
    body = file_of(source, extension)
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        name = name_of(source, extension)
        response = HttpResponse(
            body,
            content_type=KINDS[extension],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    response.headers["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _source_or_404(request, public_id) -> Source:
    now = timezone.now()
    found = source_of(access_of(request.user), request.user, public_id, now=now)
    if found is None:
        raise Http404
    return found


def _table(request, source: Source, document: Document):
    """The table that ?table= asks for, as ?format= says."""
    table = document.table(request.GET["table"])
    if table is None or not table.exports:
        raise Http404
    name = f"{name_of(source, '').rstrip('.')}-{table.slug}"
    return sheet_response(Sheet(name, table.head, table.lines()), asked_format(request.GET))


def _crumbs(source: Source) -> list[dict]:
    result = reverse("maturity:result", args=[source.assessment.public_id])
    return [
        {"label": _("Maturity"), "url": reverse("maturity:home")},
        {"label": source.assessment.title, "url": result},
        {"label": _("Report")},
    ]
