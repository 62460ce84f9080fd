from django.urls import path

from maturity.results import views

urlpatterns = [
    path("<uuid:public_id>/", views.result, name="result"),
    path("<uuid:public_id>/compare/", views.compare, name="results-compare"),
]
