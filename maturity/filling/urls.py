"""Filling in: own estimates, statements, handing in."""

from django.urls import path

from maturity.filling import views

ROUND = "<uuid:public_id>/"

urlpatterns = [
    path(ROUND, views.tasks, name="fill"),
    path(f"{ROUND}estimates/", views.estimates, name="fill-estimates"),
    path(f"{ROUND}pillars/<slug:pillar>/", views.pillar, name="fill-pillar"),
    path(f"{ROUND}statements/<slug:code>/", views.answer, name="fill-answer"),
    path(f"{ROUND}check/", views.check, name="fill-check"),
    path(f"{ROUND}submit/", views.submit, name="fill-submit"),
    path(f"{ROUND}take-back/", views.take_back, name="fill-take-back"),
]
