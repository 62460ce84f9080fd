from django.urls import path

from cases.following import views

urlpatterns = [
    path("<uuid:public_id>/follow-code/", views.follow_code, name="follow-code"),
]
