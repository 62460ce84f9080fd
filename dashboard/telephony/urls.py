from django.urls import path

from dashboard.telephony import views

urlpatterns = [
    path("", views.telephony, name="telephony"),
    path("read/", views.read, name="telephony-read"),
    path("<uuid:public_id>/remove/", views.remove, name="telephony-remove"),
]
