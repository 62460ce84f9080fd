from django.urls import path

from kcc.jobs import views

app_name = "jobs"
urlpatterns = [
    path("messages/", views.notifications, name="notifications"),
    path("messages/bell/", views.bell, name="bell"),
    path("messages/read/", views.notifications_read, name="notifications-read"),
    path("messages/<uuid:public_id>/open/", views.notification_open, name="notification-open"),
    path("<uuid:public_id>/", views.detail, name="detail"),
    path("<uuid:public_id>/progress/", views.progress, name="progress"),
    path("<uuid:public_id>/again/", views.again, name="again"),
]
