"""Addresses of the contacts room, one list per corridor."""

from django.urls import include, path

app_name = "contacts"
urlpatterns = [
    path("", include("contacts.logging.urls")),
    path("", include("contacts.history.urls")),
    path("", include("contacts.klantbeeld.urls")),
    path("callbacks/", include("contacts.callbacks.urls")),
    path("weekly/", include("contacts.weekly.urls")),
    path("import/", include("contacts.importing.urls")),
    path("norms/", include("contacts.norms.urls")),
    path("tracker/", include("contacts.tracker.urls")),
    path("absence/", include("contacts.absence.urls")),
]
