from django.urls import path

from dashboard.employees import views

urlpatterns = [
    path("employees/", views.consent, name="consent"),
    path("employees/off/", views.turn_off, name="consent-off"),
    path("departments/<slug:slug>/employees/", views.employees, name="employees"),
]
