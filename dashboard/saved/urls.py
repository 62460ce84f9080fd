from django.urls import path

from dashboard.saved import views

urlpatterns = [
    path("", views.saved_views, name="views"),
    path("open/", views.saved_view, name="view"),
]
