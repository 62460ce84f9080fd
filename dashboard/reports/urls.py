from django.urls import include, path

from dashboard.reports.views import archive, compare, report

app_name = "reports"
urlpatterns = [
    path("", archive.archive, name="archive"),
    path("compare/", compare.compare, name="compare"),
    path("progress/", archive.progress, name="progress"),
    path("", include("dashboard.reports.actions.urls")),
    path("", include("dashboard.reports.editing.urls")),
    path("", include("dashboard.reports.delivery.urls")),
    path("settings/", include("dashboard.reports.settings.urls")),
    path("<uuid:public_id>/", report.report, name="report"),
    path("<uuid:public_id>/files/<slug:extension>/", report.file, name="file"),
]
