"""The list of cases, one case, and registering one."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from cases import selectors
from cases.api.data import CaseData, WholeCaseData, whole
from cases.api.inputs import CaseIn
from cases.catalogue.kept import kinds
from cases.filters import CaseFilter
from cases.following.services import confirm_receipt
from cases.models import Case
from cases.reaching import find
from cases.services import open_case
from kcc.audit.services import record
from kcc.lib.errors import DomainError
from kcc.lib.rest import header_key, listed, page_schema, page_size
from kcc.organisation.access import WORKERS
from kcc.organisation.asked import Asked
from kcc.organisation.models import Role
from kcc.organisation.rest import FILTERS, PAGING, ApiView
from kcc.organisation.worklist import places_for

TYPE_FILTER = OpenApiParameter("type", str, description="Slug of a case type.")
KEY_HEADER = OpenApiParameter(
    "Idempotency-Key", UUID, OpenApiParameter.HEADER,
    description="Instead of `key` in the body; sent again, the same case comes back.",
)  # fmt: skip
# Cases that came in over the API carry the key of the caller, so that a retry finds them.
SOURCE = "api"


class RegisteredData(CaseData):
    """`followCode` opens the page of the case for the customer, together with its number. It is
    told here and never again; empty when nobody follows cases of this type, and on a retry."""

    followCode = serializers.CharField()


def _told(rows):
    """What is told of a case, but for names."""
    own = [field.name for field in Case._meta.concrete_fields]
    return rows.select_related("customer").only(
        *own, "customer__public_id", "customer__confidential"
    )


class CaseList(ApiView):
    roles = {"GET": WORKERS | {Role.MANAGER}, "POST": WORKERS}

    @extend_schema(
        operation_id="cases_list",
        summary="Cases you may see",
        description="Open cases, unless `status` says otherwise; filters as in the list on screen.",
        parameters=[*FILTERS, TYPE_FILTER, *PAGING],
        responses=page_schema(CaseData),
    )
    def get(self, request):
        page = self.asked(request).told(_told, size=page_size(request.GET))
        context = {"access": self.access}
        return listed(
            request, page, as_data=lambda rows: CaseData(rows, many=True, context=context).data
        )

    def asked(self, request) -> Asked:
        """What the filters in the address ask for."""
        filters = CaseFilter(
            request.GET,
            selectors.worklist(self.access, request.user),
            places=places_for(self.access),
            kinds=kinds(),
        )
        if not filters.form.is_valid():
            raise ValidationError(filters.form.errors)
        return Asked(request, selectors, filters, timezone.now())

    @extend_schema(
        operation_id="cases_register",
        summary="Register a case",
        parameters=[KEY_HEADER],
        request=CaseIn,
        responses={201: RegisteredData, 200: RegisteredData},
    )
    def post(self, request):
        """One case, with the answers to the questions of its type and the confirmation to the
        customer. The same key again is the same case, with 200."""
        key = header_key(request.headers.get("Idempotency-Key"))
        sent = CaseIn(data=request.data, context={"person": self.person, "key": key})
        sent.is_valid(raise_exception=True)
        key = sent.validated_data["key"]
        case, code = self._earlier(request.user, key), ""
        status = 200
        if case is None:
            try:
                case, code = self._register(sent, key)
                status = 201
            except IntegrityError:
                # The same request was a moment earlier.
                case = self._earlier(request.user, key)
                if case is None:
                    raise DomainError(_("This key is of a case of somebody else.")) from None
        data = CaseData(case, context={"access": self.access}).data | {"followCode": code}
        location = request.build_absolute_uri(f"/api/v1/cases/{case.public_id}")
        return Response(data, status=status, headers={"Location": location})

    def _register(self, sent: CaseIn, key: UUID) -> tuple[Case, str]:
        user, now = self.request.user, timezone.now()
        with transaction.atomic():
            case = open_case(by=user, now=now, source=SOURCE, external_id=str(key), **sent.values())
            code = confirm_receipt(by=user, case=case, now=now, email=sent.validated_data["email"])
        return case, code

    def _earlier(self, user, key: UUID) -> Case | None:
        """What this caller registered before; without what is personal when it is no longer theirs
        to see."""
        seen = Case.objects.visible_to(self.access, user).filter(pk=OuterRef("pk"))
        rows = Case.objects.for_acts().select_related("result").annotate(personal=Exists(seen))
        return rows.filter(source=SOURCE, external_id=str(key), registered_by=user).first()


class OneCase(ApiView):
    """About one case that the caller may see."""

    def case(self, id) -> Case:
        return find(self.request, id)


class CaseDetail(OneCase):
    roles = {"GET": WORKERS}

    @extend_schema(operation_id="cases_read", summary="One case", responses=WholeCaseData)
    def get(self, request, id):
        """With its answers, terms, people, tasks, related cases and timeline. The look is recorded
        in the audit log."""
        case = self.case(id)
        record(by=request.user, action="case.viewed", obj=case)
        return Response(whole(case, **self.person, now=timezone.now()))
