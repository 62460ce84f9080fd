from django.urls import path

from contacts.weekly import views

urlpatterns = [path("", views.weekly_list, name="weekly")]
