from django.urls import path

from contacts.importing import views

urlpatterns = [
    path("", views.imports, name="import"),
    path("<uuid:public_id>/", views.import_run, name="import-run"),
    path("<uuid:public_id>/start/", views.start, name="import-start"),
    path("<uuid:public_id>/discard/", views.discard, name="import-discard"),
    path("<uuid:public_id>/errors.csv", views.errors, name="import-errors"),
]
