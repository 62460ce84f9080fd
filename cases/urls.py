from django.urls import path

from cases import views

app_name = "cases"
urlpatterns = [
    path("", views.case_list, name="list"),
    path("export/", views.export, name="export"),
    path("<uuid:public_id>/", views.detail, name="detail"),
    *(
        path(f"<uuid:public_id>/{act}/", views.act, {"act": act}, name=f"{act}")
        for act in views.ACTS
    ),
]
