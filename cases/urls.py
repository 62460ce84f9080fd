from django.urls import path

from cases.views import listing, one

app_name = "cases"
urlpatterns = [
    path("", listing.case_list, name="list"),
    path("export/", listing.export, name="export"),
    path("<uuid:public_id>/", one.detail, name="detail"),
    *(
        path(f"<uuid:public_id>/{act}/", one.act, {"act": act}, name=f"{act}")
        for act in one.ACTS
    ),
]
