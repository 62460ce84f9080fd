"""Included once for each language: `language` comes from there."""

from django.urls import path

from contacts.satisfaction.survey import views

app_name = "survey"
urlpatterns = [
    path("bedankt/", views.thanks, name="thanks"),
    path("afgemeld/", views.stopped, name="stopped"),
    path("<slug:token>/", views.ask, name="ask"),
    path("<slug:token>/afmelden/", views.stop, name="stop"),
]
