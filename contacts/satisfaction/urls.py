"""For colleagues; the page for customers is in contacts.satisfaction.survey."""

from django.urls import path

from contacts.satisfaction import views

app_name = "satisfaction"
urlpatterns = [
    path("", views.policy, name="policy"),
    path("comments/", views.comments, name="comments"),
    path("comments/<uuid:public_id>/original/", views.original, name="original"),
    *(
        path(f"{kind}/<uuid:public_id>/", views.print_link, {"kind": kind}, name=f"print-{kind}")
        for kind in views.MODELS
    ),
]
