from django.urls import path

from contacts.tracker import views

urlpatterns = [
    path("", views.tracker, name="tracker"),
    path("rows/", views.rows, name="tracker-rows"),
]
