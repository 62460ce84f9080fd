from django.urls import path

from dashboard.reports.actions import views

urlpatterns = [
    path("actions/", views.actions, name="actions"),
    path("actions/<uuid:public_id>/", views.change, name="action"),
    path("<uuid:public_id>/actions/new/", views.new, name="action-new"),
]
