"""Beside the page of a customer; kcc/urls.py holds the page itself."""

from django.urls import path

from contacts.klantbeeld import views

urlpatterns = [
    path("running/<uuid:key>/customer/<uuid:public_id>/", views.use, name="use-customer"),
]
