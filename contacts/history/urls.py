from django.urls import path

from contacts.history.views import listing, one

urlpatterns = [
    path("", listing.contact_list, name="list"),
    path("export/", listing.export, name="export"),
    path("<uuid:public_id>/", one.contact_detail, name="detail"),
    path("<uuid:public_id>/correct/", one.contact_correct, name="correct"),
    path("<uuid:public_id>/questions/<int:position>/repeat/", one.contact_repeat, name="repeat"),
]
