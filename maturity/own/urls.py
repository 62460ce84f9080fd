from django.urls import path

from maturity.own import views

urlpatterns = [
    path("", views.own, name="own"),
    path("new/", views.new, name="own-new"),
    path("<uuid:public_id>/", views.change, name="own-change"),
]
