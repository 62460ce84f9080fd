"""Addresses of the wall: not under /dashboard/, for a screen opens them without logging in."""

from django.urls import path

from dashboard.wallboard import views

app_name = "wallboard"
urlpatterns = [
    path("", views.board, name="board"),
    path("now/", views.live, name="now"),
    path("key/", views.key, name="key"),
    path("leave/", views.leave, name="leave"),
]
