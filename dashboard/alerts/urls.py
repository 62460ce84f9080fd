from django.urls import path

from dashboard.alerts import views

urlpatterns = [
    path("", views.alerts, name="alerts"),
    path("new/", views.new, name="alert-new"),
    path("<uuid:public_id>/", views.change, name="alert"),
    path("<uuid:public_id>/delete/", views.delete, name="alert-delete"),
]
