from django.urls import path

from dashboard.reports.settings import views

urlpatterns = [
    path("", views.schedules, name="schedules"),
    path("<slug:kind>/", views.schedule, name="schedule"),
]
