from django.urls import path

from dashboard.mine import views

urlpatterns = [path("", views.mine, name="mine")]
