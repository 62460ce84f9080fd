from django.urls import path

from contacts.history import views

urlpatterns = [
    path("", views.contact_list, name="list"),
    path("export/", views.contact_export, name="export"),
    path("<uuid:public_id>/", views.contact_detail, name="detail"),
    path("<uuid:public_id>/correct/", views.contact_correct, name="correct"),
    path("<uuid:public_id>/questions/<int:position>/repeat/", views.contact_repeat, name="repeat"),
]
