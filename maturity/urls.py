from django.urls import include, path

from maturity import views

app_name = "maturity"
urlpatterns = [
    path("catalogue/", views.show_catalogue, name="catalogue"),
    path("catalogue/export/", views.export_catalogue, name="catalogue-export"),
    path("catalogue/own/", include("maturity.own.urls")),
    path("", include("maturity.rounds.urls")),
    path("fill/", include("maturity.filling.urls")),
    path("consensus/", include("maturity.consensus.urls")),
    path("results/", include("maturity.results.urls")),
    path("shared/", include("maturity.sharing.urls")),
    path("plan/", include("maturity.plan.urls")),
    path("report/", include("maturity.report.urls")),
]
