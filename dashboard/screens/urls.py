from django.urls import path

from dashboard.screens import views

urlpatterns = [
    path("", views.screens, name="screens"),
    path("<uuid:public_id>/revoke/", views.revoke, name="screen-revoke"),
]
