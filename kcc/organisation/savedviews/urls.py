from django.urls import path

from kcc.organisation.savedviews import views

urlpatterns = [
    path("", views.save, name="views-save"),
    path("<uuid:public_id>/", views.change, name="views-change"),
    path("<uuid:public_id>/delete/", views.delete, name="views-delete"),
]
