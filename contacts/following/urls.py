"""Included once for each language: `language` comes from there."""

from django.urls import path

from contacts.following.views import pages

app_name = "follow"
urlpatterns = [
    path("", pages.start, name="start"),
    path("zaak/", pages.case, name="case"),
    path("vraag/", pages.question, name="question"),
    path("stop/", pages.stop, name="stop"),
]
