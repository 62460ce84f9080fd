from django.urls import path

from contacts.norms import views

urlpatterns = [
    path("", views.norms, name="norms"),
    path("new/", views.new, name="norm-new"),
    path("end/", views.end, name="norm-end"),
    path("remove/", views.remove, name="norm-remove"),
]
