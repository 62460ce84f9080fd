from django.urls import include, path

from dashboard.views import old

app_name = "dashboard"
urlpatterns = [
    path("rows/", include("dashboard.rows.urls")),
    path("screens/", include("dashboard.screens.urls")),
    path("telephony/", include("dashboard.telephony.urls")),
    path("", old.open_work, name="organisation"),
    path("departments/<slug:slug>/", old.department, name="department"),
]
