"""Cases over the API: the same rows as the screens, read only."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from cases import selectors
from cases.filters import CaseFilter
from cases.models import Case
from cases.timeline import visible_case
from kcc.audit.services import record
from kcc.lib.rest import Moment, NumberData, PersonData, SlugData, listing, page_schema
from kcc.organisation.access import WORKERS
from kcc.organisation.asked import Asked
from kcc.organisation.models import Role
from kcc.organisation.rest import FILTERS, PAGING, ApiView
from kcc.organisation.worklist import places_for


class CaseData(NumberData):
    """A zaak. What is personal is left out (null) for who only oversees the work."""

    caseType = SlugData(source="case_type")
    status = serializers.CharField(source="status.name")
    result = serializers.CharField(source="result.name", allow_null=True, default=None)
    department = SlugData()
    team = serializers.CharField(source="team.name", allow_null=True, default=None)
    handler = PersonData(allow_null=True)
    confidentiality = serializers.CharField()
    registeredAt = Moment(source="registered_at")
    dueOn = serializers.DateField(source="due_on")
    normDueAt = Moment(source="norm_due_at")
    closedAt = Moment(source="closed_at", allow_null=True)
    version = serializers.IntegerField()
    customer = serializers.UUIDField(source="customer.public_id", allow_null=True, default=None)
    description = serializers.CharField(allow_null=True)
    location = serializers.CharField(allow_null=True)
    answer = serializers.CharField(allow_null=True)

    def to_representation(self, case):
        data = super().to_representation(case)
        if not getattr(case, "personal", True):
            data |= dict.fromkeys(("customer", "description", "location", "answer"))
        return data


class CaseList(ApiView):
    roles = {"GET": WORKERS | {Role.MANAGER}}

    @extend_schema(
        operation_id="cases_list",
        summary="Cases you may see",
        description="Open cases, unless `status` says otherwise; filters as in the list on screen.",
        parameters=[*FILTERS, OpenApiParameter("type", str), *PAGING],
        responses=page_schema(CaseData),
    )
    def get(self, request):
        filters = CaseFilter(
            request.GET,
            selectors.worklist(self.access, request.user),
            places=places_for(self.access),
            kinds=selectors.kinds(),
        )
        if not filters.form.is_valid():
            raise ValidationError(filters.form.errors)
        asked = Asked(request, selectors, filters, timezone.now())
        rows = asked.found.select_related("result")
        return listing(
            request, rows, order=asked.order, as_data=lambda page: CaseData(page, many=True).data
        )


class CaseDetail(ApiView):
    roles = {"GET": WORKERS}

    @extend_schema(operation_id="cases_read", summary="One case", responses=CaseData)
    def get(self, request, id):
        """The look is recorded in the audit log."""
        try:
            case = visible_case(self.access, request.user, id)
        except Case.DoesNotExist as error:
            raise Http404 from error
        record(by=request.user, action="case.viewed", obj=case)
        return Response(CaseData(case).data)
