from django.urls import path

from dashboard.reports.delivery import views

urlpatterns = [
    path("readers/<slug:period>/", views.period_readers, name="period-readers"),
    path("<uuid:public_id>/readers/", views.readers, name="readers"),
]
