from django.urls import path

from cases.documents import views

urlpatterns = [
    path("add/", views.add, name="document-add"),
    path("<uuid:document_id>/", views.download, name="document"),
    path("<uuid:document_id>/preview/", views.preview, name="document-preview"),
    path("<uuid:document_id>/preview/<int:position>.png", views.page, name="document-page"),
    path("<uuid:document_id>/remove/", views.remove, name="document-remove"),
]
