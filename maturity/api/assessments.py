"""Settled rounds over the API: which there are, what came out, and the report as a file."""

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, OpenApiTypes, extend_schema
from rest_framework.response import Response

from kcc.lib.periods import FIRST_DAY, LAST_DAY, Month
from kcc.lib.rest import listing, narrowed, page_schema
from kcc.organisation.rest import PAGING
from maturity.api.shapes import AssessmentData, AssessmentDetailData, MaturityOutcomeData, Told
from maturity.api.view import MaturityView
from maturity.audience import readable
from maturity.models import Assessment
from maturity.report.files import KINDS, file_of, name_of
from maturity.report.selectors import source_of
from maturity.results.selectors import notes_of, round_before

State = Assessment.State
# What a line in the list does not tell.
HEAVY = ("own", "evidence", "result", "invitation", "conclusion", "edition__content")
ORDER = ["-moment", "-pk"]
WHOLE = Q(department__isnull=True, domain__isnull=True)
ABOUT = {
    "organisation": WHOLE,
    "domains": Q(domain__isnull=False),
    "departments": Q(department__isnull=False),
}
ASKED = [
    OpenApiParameter("about", str, enum=[*ABOUT]),
    OpenApiParameter("department", str, description="Slug of a department."),
    OpenApiParameter("domain", str, description="Slug of a domain: the rounds of it as a whole."),
    OpenApiParameter(
        "year", int, description="In which it was settled; begun, of what is not settled."
    ),
    OpenApiParameter(
        "state",
        str,
        enum=State.values,
        description="What is settled when left out; other states are for who runs rounds.",
    ),
    *PAGING,
]
IS_FILE = {(200, "*/*"): OpenApiResponse(OpenApiTypes.BINARY)}


def rounds(access, user) -> QuerySet[Assessment]:
    """What this person may read. `moment` is when it was settled, or else begun."""
    rows = Assessment.objects.filter(readable(access, user))
    return rows.select_related("edition", "department", "domain").annotate(
        moment=Coalesce("final_at", "created_at"),
        whole_phase=F("result__phase"),
        pillar_phases=F("result__pillars"),
    )


def _year(text: str) -> Q:
    year = int(text)
    if not FIRST_DAY.year <= year < LAST_DAY.year:
        raise ValueError(text)
    first, last = Month(year, 1), Month(year, 12)
    return Q(moment__gte=first.start, moment__lt=last.end)


READ = {
    "about": lambda text: ABOUT[text],
    "department": lambda slug: Q(department__slug=slug),
    "domain": lambda slug: Q(domain__slug=slug),
    "year": _year,
    "state": lambda text: Q(state=State(text)),
}


class AssessmentList(MaturityView):
    @extend_schema(
        operation_id="maturity_assessments_list",
        summary="Which rounds of the self-assessment there are",
        parameters=ASKED,
        responses=page_schema(AssessmentData),
    )
    def get(self, request):
        """The newest first, with their phases. What is not settled is for who runs rounds, and has
        none."""
        rows = rounds(self.access, request.user).defer(*HEAVY)
        rows = narrowed(rows, request.GET, READ, {"state": State.FINAL})
        return listing(
            request, rows, order=ORDER, as_data=lambda found: AssessmentData(found, many=True).data
        )


class AssessmentDetail(MaturityView):
    @extend_schema(
        operation_id="maturity_assessments_read",
        summary="What came out of a round",
        responses=AssessmentDetailData,
    )
    def get(self, request, id):
        """Phases and why, the matrix, and every statement with the answer the group settled on, its
        figure, and how many people answered what: never who."""
        found = rounds(self.access, request.user).filter(public_id=id).first()
        if found is None:
            raise Http404
        outcome = None
        if found.state == State.FINAL:
            before = round_before(found, self.access, request.user)
            outcome = MaturityOutcomeData(Told.of(found, notes_of(found), before)).data
        return Response(AssessmentData(found).data | {"outcome": outcome})


class AssessmentFile(MaturityView):
    """Result and plan as the plan stands now."""

    def file(self, id, kind: str) -> HttpResponse:
        source = source_of(self.access, self.request.user, id, now=timezone.now())
        if source is None:
            raise Http404
        return HttpResponse(
            file_of(source, kind),
            content_type=KINDS[kind],
            headers={"Content-Disposition": f'attachment; filename="{name_of(source, kind)}"'},
        )


class AssessmentPdf(AssessmentFile):
    @extend_schema(
        operation_id="maturity_assessments_pdf",
        summary="The report of a round as PDF",
        responses=IS_FILE,
    )
    def get(self, request, id):
        """Result and plan, as the plan stands now."""
        return self.file(id, "pdf")


class AssessmentXlsx(AssessmentFile):
    @extend_schema(
        operation_id="maturity_assessments_xlsx",
        summary="The report of a round as XLSX",
        responses=IS_FILE,
    )
    def get(self, request, id):
        """One sheet per table."""
        return self.file(id, "xlsx")
