from django.urls import path

from contacts.logging import views

urlpatterns = [
    path("workplace/", views.workplace, name="workplace"),
    path("new", views.new, name="new"),
    path("running/<uuid:key>/", views.running, name="running"),
    path("subjects/", views.subjects, name="subjects"),
]
