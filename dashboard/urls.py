from django.urls import path

from dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.open_work, name="open"),
    path("<slug:slug>/", views.department, name="department"),
]
