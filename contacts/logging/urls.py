from django.urls import path

from contacts.logging.views import screen

urlpatterns = [
    path("workplace/", screen.workplace, name="workplace"),
    path("new", screen.new, name="new"),
    path("running/<uuid:key>/", screen.running, name="running"),
    path("subjects/", screen.subjects, name="subjects"),
]
