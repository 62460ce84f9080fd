from django.urls import include, path

from dashboard.views import centre, definitions, department, organisation, team

app_name = "dashboard"
urlpatterns = [
    path("", include("dashboard.employees.urls")),
    path("alerts/", include("dashboard.alerts.urls")),
    path("mine/", include("dashboard.mine.urls")),
    path("rows/", include("dashboard.rows.urls")),
    path("views/", include("dashboard.saved.urls")),
    path("screens/", include("dashboard.screens.urls")),
    path("telephony/", include("dashboard.telephony.urls")),
    path("", organisation.organisation, name="organisation"),
    path("contact-centre/", centre.centre, name="centre"),
    path("definitions/", definitions.definitions, name="definitions"),
    path("domains/<slug:slug>/", organisation.domain, name="domain"),
    path("departments/<slug:slug>/", department.department, name="department"),
    path("departments/<slug:slug>/teams/<uuid:public_id>/", team.team, name="team"),
]
