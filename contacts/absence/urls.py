from django.urls import path

from contacts.absence import views

urlpatterns = [
    path("", views.absence, name="absence"),
    path("undo/<uuid:public_id>/", views.take_back, name="absence-undo"),
    path("<uuid:public_id>/", views.new, name="absence-new"),
    path("<uuid:public_id>/back/", views.back, name="absence-back"),
]
