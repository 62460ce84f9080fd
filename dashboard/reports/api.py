"""Reports over the API: which there are, what one says, and its files."""

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, OpenApiTypes, extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.response import Response

from dashboard.models import Report
from dashboard.reports.audience import READS_REPORTS, may_read, sees_contents
from dashboard.reports.delivery.attachments import KINDS, name_of
from dashboard.reports.files import file_of
from dashboard.reports.rest import ContentsData, ReportData, ReportDetailData, Told, document_for
from dashboard.reports.schedule import Period
from dashboard.reports.selectors import DRAFTS, ORDER, archive
from kcc.lib.rest import listing, narrowed, page_schema
from kcc.lib.sheets import Sheet, sheet_response
from kcc.organisation.rest import PAGING, ApiView

State = Report.State
# What counts now is what is asked for without a state.
CURRENT, DRAFT, OLDER = "current", "draft", "older"
STATES = {
    CURRENT: Q(state=State.PUBLISHED, replaced=False),
    DRAFT: Q(state__in=DRAFTS),
    OLDER: Q(state=State.PUBLISHED, replaced=True),
    "withdrawn": Q(state=State.WITHDRAWN),
}
ASKED = [
    OpenApiParameter("kind", str, enum=Report.Kind.values),
    OpenApiParameter("period", str, description="2026-10; 2026 is that year and its months."),
    OpenApiParameter("about", str, enum=["organisation", "departments"]),
    OpenApiParameter("department", str, description="Slug of a department."),
    OpenApiParameter("domain", str, description="Slug of a domain."),
    OpenApiParameter(
        "state",
        str,
        enum=[*STATES],
        description="What counts now when left out; older versions; drafts, for who makes them.",
    ),
    *PAGING,
]
IS_FILE = {(200, "*/*"): OpenApiResponse(OpenApiTypes.BINARY)}


class ReportView(ApiView):
    roles = {"GET": READS_REPORTS}

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.method in self.allowed_methods and not may_read(self.access):
            raise PermissionDenied

    def report(self, id) -> Report:
        """With its figures and words; what is not for these eyes is not there."""
        rows = archive(self.access, self.request.user).defer(None)
        found = rows.filter(public_id=id).first()
        if found is None:
            raise Http404
        return found

    def contents_of(self, id) -> Report:
        """Of what is withdrawn or has no figures yet there is nothing."""
        report = self.report(id)
        if not sees_contents(self.access, report):
            raise Http404
        return report


class ReportList(ReportView):
    @extend_schema(
        operation_id="reports_list",
        summary="Which reports there are",
        parameters=ASKED,
        responses=page_schema(ReportData),
    )
    def get(self, request):
        """The newest period first, of each the version that counts, unless `state` says otherwise.
        What they say is in the report itself."""
        rows = archive(self.access, request.user)
        rows = narrowed(rows, request.GET, READ, {"state": CURRENT})
        return listing(
            request, rows, order=ORDER, as_data=lambda found: ReportData(found, many=True).data
        )


class ReportDetail(ReportView):
    @extend_schema(
        operation_id="reports_read", summary="What a report says", responses=ReportDetailData
    )
    def get(self, request, id):
        """Its sentences, figures and tables as they were frozen, in the language of the report.
        Reading it here does not count as having opened it."""
        report, contents = self.report(id), None
        if sees_contents(self.access, report):
            with translation.override(report.language):
                contents = ContentsData(Told.of(report, self.access)).data
        return Response(ReportData(report).data | {"contents": contents})


class ReportFile(ReportView):
    """The whole report as a file, as it was published, in its own language."""

    def file(self, id, kind: str) -> HttpResponse:
        report = self.contents_of(id)
        kept, name = file_of(report, kind), name_of(report, kind)
        return HttpResponse(
            bytes(kept.body),
            content_type=KINDS[kind],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class ReportPdf(ReportFile):
    @extend_schema(operation_id="reports_pdf", summary="A report as PDF", responses=IS_FILE)
    def get(self, request, id):
        """As it was published, in the language of the report."""
        return self.file(id, "pdf")


class ReportXlsx(ReportFile):
    @extend_schema(operation_id="reports_xlsx", summary="A report as XLSX", responses=IS_FILE)
    def get(self, request, id):
        """One sheet per table."""
        return self.file(id, "xlsx")


class ReportTable(ReportView):
    """One table of it as a file."""

    def table(self, id, kind: str):
        report, slug = self.contents_of(id), self.request.GET.get("table", "")
        if not slug:
            raise ValidationError({"table": [_("Name one of the tables of the report.")]})
        with translation.override(report.language):
            table = document_for(self.access, report).table(slug)
            if table is None or not table.exports:
                raise Http404
            name = f"{name_of(report, '').rstrip('.')}-{table.slug}"
            return sheet_response(Sheet(name, table.head, table.lines()), kind)


TABLE = OpenApiParameter("table", str, required=True, description="Slug of one of its tables.")
TABLE_FILE = {"parameters": [TABLE], "responses": IS_FILE}


class ReportCsv(ReportTable):
    @extend_schema(operation_id="reports_csv", summary="A table as CSV", **TABLE_FILE)
    def get(self, request, id):
        """In the language of the report."""
        return self.table(id, "csv")


class ReportOds(ReportTable):
    @extend_schema(operation_id="reports_ods", summary="A table as ODS", **TABLE_FILE)
    def get(self, request, id):
        """In the language of the report."""
        return self.table(id, "ods")


# -- What a list is asked for -------------------------------------------------------------------


def _period(text: str) -> Q:
    period = Period.parse(text)
    if period.kind == Report.Kind.YEAR:
        return Q(first_day__year=period.first_day.year)
    return Q(kind=period.kind, first_day=period.first_day)


READ = {
    "kind": lambda text: Q(kind=Report.Kind(text)),
    "period": _period,
    "about": lambda text: Q(department__isnull={"organisation": True, "departments": False}[text]),
    "department": lambda slug: Q(department__slug=slug),
    "domain": lambda slug: Q(department__domain__slug=slug),
    "state": lambda text: STATES[text],
}
