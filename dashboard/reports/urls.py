from django.urls import path

from dashboard.reports.views import archive, compare, report

app_name = "reports"
urlpatterns = [
    path("", archive.archive, name="archive"),
    path("compare/", compare.compare, name="compare"),
    path("progress/", archive.progress, name="progress"),
    path("<uuid:public_id>/", report.report, name="report"),
    path("<uuid:public_id>/files/<slug:extension>/", report.file, name="file"),
]
