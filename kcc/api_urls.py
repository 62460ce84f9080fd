"""The API, version 1 (docs/api.md). No slash at the end, as the NL API Design Rules ask."""

from django.urls import path, re_path
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView

from cases.api import acts as case_acts
from cases.api import types as case_types
from cases.api import views as cases
from cases.api import zgw
from cases.documents import api as documents
from contacts.api import acts, catalogue, views
from dashboard import api as figures
from dashboard.reports import api as reports
from kcc.lib.rest import finish
from maturity.api import actions as maturity_actions
from maturity.api import assessments
from maturity.api import catalogue as statements


class Description(SpectacularJSONAPIView):
    """OpenAPI: for everybody, from every website."""

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(exclude=True)
    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    def finalize_response(self, request, response, *args, **kwargs):
        return finish(super().finalize_response(request, response, *args, **kwargs))


app_name = "api"
urlpatterns = [
    path("openapi.json", Description.as_view(), name="openapi"),
    path("contacts", views.ContactList.as_view(), name="contacts"),
    path("contacts/<uuid:id>", views.ContactDetail.as_view(), name="contact"),
    path("callbacks", views.CallbackList.as_view(), name="callbacks"),
    path("callbacks/<uuid:id>", views.CallbackDetail.as_view(), name="callback"),
    *(
        path(f"callbacks/<uuid:id>/{act}", view.as_view(), name=f"callback-{act}")
        for act, view in acts.VIEWS.items()
    ),
    path("cases", cases.CaseList.as_view(), name="cases"),
    path("cases/<uuid:id>", cases.CaseDetail.as_view(), name="case"),
    *(
        path(f"cases/<uuid:id>/{act}", view.as_view(), name=f"case-{act}")
        for act, view in case_acts.VIEWS.items()
    ),
    path("case-types", case_types.CaseTypes.as_view(), name="case-types"),
    path("case-types/<slug:id>", case_types.CaseTypeDetail.as_view(), name="case-type"),
    path("zaken", zgw.ZaakList.as_view(), name="zaken"),
    path("zaken/<uuid:id>", zgw.ZaakDetail.as_view(), name="zaak"),
    path("cases/<uuid:id>/documents", documents.CaseDocuments.as_view(), name="case-documents"),
    path("documents/<uuid:id>", documents.DocumentDetail.as_view(), name="document"),
    path(
        "documents/<uuid:id>/content", documents.DocumentContent.as_view(), name="document-content"
    ),
    path("documents/<uuid:id>/remove", documents.DocumentRemove.as_view(), name="document-remove"),
    path("channels", catalogue.ChannelList.as_view(), name="channels"),
    path("departments", catalogue.DepartmentList.as_view(), name="departments"),
    path("outcomes", catalogue.OutcomeList.as_view(), name="outcomes"),
    path("subjects", catalogue.SubjectList.as_view(), name="subjects"),
    path("figures", figures.Figures.as_view(), name="figures"),
    path("figures/<slug:id>", figures.FigureDetail.as_view(), name="figure"),
    path("reports", reports.ReportList.as_view(), name="reports"),
    path("reports/<uuid:id>", reports.ReportDetail.as_view(), name="report"),
    path("reports/<uuid:id>/pdf", reports.ReportPdf.as_view(), name="report-pdf"),
    path("reports/<uuid:id>/xlsx", reports.ReportXlsx.as_view(), name="report-xlsx"),
    path("reports/<uuid:id>/csv", reports.ReportCsv.as_view(), name="report-csv"),
    path("reports/<uuid:id>/ods", reports.ReportOds.as_view(), name="report-ods"),
    path("maturity/assessments", assessments.AssessmentList.as_view(), name="maturity-assessments"),
    path(
        "maturity/assessments/<uuid:id>",
        assessments.AssessmentDetail.as_view(),
        name="maturity-assessment",
    ),
    path(
        "maturity/assessments/<uuid:id>/pdf",
        assessments.AssessmentPdf.as_view(),
        name="maturity-assessment-pdf",
    ),
    path(
        "maturity/assessments/<uuid:id>/xlsx",
        assessments.AssessmentXlsx.as_view(),
        name="maturity-assessment-xlsx",
    ),
    path("maturity/actions", maturity_actions.ActionList.as_view(), name="maturity-actions"),
    path(
        "maturity/actions/<uuid:id>",
        maturity_actions.ActionDetail.as_view(),
        name="maturity-action",
    ),
    path(
        "maturity/actions/<uuid:id>/move",
        maturity_actions.ActionMove.as_view(),
        name="maturity-action-move",
    ),
    path("maturity/catalogue", statements.Catalogue.as_view(), name="maturity-catalogue"),
    path("customer-searches", views.CustomerSearch.as_view(), name="customer-searches"),
    path("call-events", views.CallEvents.as_view(), name="call-events"),
    re_path(r"^", views.NotFound.as_view()),
]
