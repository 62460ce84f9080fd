from django.urls import path

from maturity.report import views

urlpatterns = [
    path("<uuid:public_id>/", views.report, name="report"),
    path("<uuid:public_id>/<slug:extension>/", views.file, name="report-file"),
]
