"""Included once for each language: `language` comes from there."""

from django.urls import path

from contacts.following import views

app_name = "follow"
urlpatterns = [
    path("", views.start, name="start"),
    path("zaak/", views.case, name="case"),
    path("vraag/", views.question, name="question"),
    path("stop/", views.stop, name="stop"),
]
